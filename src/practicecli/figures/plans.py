"""How often treatment plans are reviewed: by the payer, else by the plan, else twice a year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from practicecli.figures._compiled import FIGURES


class ReviewDays(NamedTuple):
    """Days from signing to review: in general, and by plan where that differs."""

    days: int
    by_plan: tuple[tuple[str, int], ...]


def review_days(payer: Mapping[str, Any]) -> ReviewDays:
    """Give the intervals for a payer's row; its own `plan_review_days` holds for all its plans."""
    if "plan_review_days" in payer:
        return ReviewDays(payer["plan_review_days"], ())
    figures = FIGURES["plans"]
    by_plan = tuple((plan, row["days"]) for plan, row in figures["by_plan"].items())
    return ReviewDays(figures["review"]["days"], by_plan)
