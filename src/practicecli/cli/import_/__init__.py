"""Bringing in what other programs hold: shown first, then done."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Bring in clients and calendars",
    modules={
        "practicecli.cli.import_.clients": ("clients",),
        "practicecli.cli.import_.calendar": ("calendar",),
    },
)
