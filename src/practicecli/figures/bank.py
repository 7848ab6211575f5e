"""What deposits are held against, as domain records."""

from __future__ import annotations

from functools import cache

from practicecli.domain.bank import Window
from practicecli.figures._compiled import FIGURES


@cache
def deposit_window() -> Window:
    """Give the business days around a payout's day within which its deposit may come."""
    figures = FIGURES["bank"]
    return Window(before=figures["days_before"]["value"], after=figures["days_after"]["value"])


@cache
def bank_names() -> dict[str, tuple[str, ...]]:
    """Give, by policy, the words by which a bank's line names the platform."""
    return {name: tuple(row["value"]) for name, row in FIGURES["bank"]["names"].items()}
