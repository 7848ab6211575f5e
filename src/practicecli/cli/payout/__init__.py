"""Payouts at the prompt: told by a platform, forecast, recorded by hand, found at the bank."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="See which payout brings which money",
    modules={
        "practicecli.cli.payout.listing": ("upcoming", "list", "show"),
        "practicecli.cli.payout.forecasting": ("forecast",),
        "practicecli.cli.payout.reconciling": ("reconcile",),
        "practicecli.cli.payout.recording": ("record", "adjust"),
    },
)
