"""How old what is owed is, in the buckets that everybody uses."""

from __future__ import annotations

from datetime import date

BUCKETS = (30, 60, 90)  # the greatest age in days of each; what is older stands in one more
NAMES = ("days_0_30", "days_31_60", "days_61_90", "days_over_90")
LABELS = ("0-30", "31-60", "61-90", "over-90")


def age(day: date, today: date) -> int:
    """Give how many days something has been open; what is not due yet is 0 days old."""
    return max((today - day).days, 0)


def bucket(days: int) -> int:
    """Give the number of the bucket that an age falls into, the youngest being 0."""
    return next((at for at, most in enumerate(BUCKETS) if days <= most), len(BUCKETS))
