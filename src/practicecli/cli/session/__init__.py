"""Sessions at the prompt: schedule, hold, confirm, correct."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Schedule, hold and confirm sessions",
    modules={
        "practicecli.cli.session.booking": ("schedule", "move", "cancel", "no-show"),
        "practicecli.cli.session.confirming": ("confirm", "modify"),
        "practicecli.cli.session.holding": ("start", "stop", "entered"),
        "practicecli.cli.session.listing": ("list", "show"),
        "practicecli.cli.session.marking": ("mark",),
    },
)
