"""Bringing in what other programs hold: shown first, then done."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(help="Bring in clients and calendars")

from practicecli.cli.import_ import calendar, clients  # noqa: E402, F401
