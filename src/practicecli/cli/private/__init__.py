"""Psychotherapy notes at the prompt."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Keep psychotherapy notes apart from the record",
    modules={
        "practicecli.cli.private.writing": ("add", "remove"),
        "practicecli.cli.private.reading": ("show", "list"),
        "practicecli.cli.private.copying": ("backup", "verify", "restore"),
    },
)
