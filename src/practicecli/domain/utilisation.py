"""How much of the time that was offered was used."""

from __future__ import annotations

from datetime import date, timedelta

from practicecli.domain.money import WHOLE
from practicecli.domain.paydays import month_end


def week_of(monday: date) -> tuple[date, date]:
    """Give the first and last day of the week that begins on a Monday."""
    return monday, monday + timedelta(days=6)


def month_of(first: date) -> tuple[date, date]:
    """Give the first and last day of the month that begins on a day."""
    return first, month_end(first)


def days_within(first: date, last: date, start: date | None, end: date | None) -> int:
    """Count the days of a stretch that lie in what was asked for; None is no limit."""
    begins = max(first, start) if start else first
    ends = min(last, end) if end else last
    return max((ends - begins).days + 1, 0)


def hundredths(part: int, whole: int) -> int | None:
    """Give a part in hundredths of a percent, half of one going up; None of nothing."""
    return None if whole <= 0 else (part * WHOLE * 2 + whole) // (whole * 2)
