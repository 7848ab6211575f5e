"""Sessions at the prompt: schedule, hold, confirm, correct."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(help="Schedule, hold and confirm sessions")

from practicecli.cli.session import booking, confirming, holding, listing  # noqa: E402, F401
