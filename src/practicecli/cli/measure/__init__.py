"""Questionnaires at the prompt."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Score questionnaires and follow their trend",
    modules={
        "practicecli.cli.measure.adding": ("add", "void"),
        "practicecli.cli.measure.listing": ("list",),
        "practicecli.cli.measure.trending": ("trend",),
        "practicecli.cli.measure.forms": ("forms",),
    },
)
