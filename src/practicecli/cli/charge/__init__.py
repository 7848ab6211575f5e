"""Charges at the prompt."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Follow what clients are charged, and what they still owe",
    modules={
        "practicecli.cli.charge.listing": ("list", "show", "balance"),
        "practicecli.cli.charge.adding": ("add",),
        "practicecli.cli.charge.stepping": (
            "pay", "fail", "retry", "refund", "seen", "dispute", "settle", "write-off",
        ),
    },
)  # fmt: skip
