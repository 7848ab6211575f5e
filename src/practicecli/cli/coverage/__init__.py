"""Coverages at the prompt: said, looked at, asked about."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Keep what insurance each client has, and what it pays",
    modules={
        "practicecli.cli.coverage.adding": ("add",),
        "practicecli.cli.coverage.changing": ("edit", "end"),
        "practicecli.cli.coverage.listing": ("list", "show", "history"),
        "practicecli.cli.coverage.checking": ("check",),
    },
)
