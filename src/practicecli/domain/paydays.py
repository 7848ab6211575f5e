"""Business days: weekends and the Federal Reserve's holidays, by rule and for any year."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_DECEMBER = 12
_JUNETEENTH_SINCE = 2021
ONE_DAY = timedelta(days=1)


def month_end(day: date) -> date:
    """Give the last day of a day's month."""
    if day.month == _DECEMBER:
        return date(day.year, _DECEMBER, 31)
    return date(day.year, day.month + 1, 1) - ONE_DAY


def next_month(day: date, number: int) -> date:
    """Give a numbered day of the month after; `number` must exist in every month."""
    return (month_end(day) + ONE_DAY).replace(day=number)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """Days on which no bank transfer settles (5 U.S.C. 6103, by the Federal Reserve's calendar).

    A holiday on a Sunday is kept on Monday; one on a Saturday is not moved: banks open on Friday.
    """
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= _JUNETEENTH_SINCE:
        fixed.append(date(year, 6, 19))
    kept = [day + ONE_DAY if day.weekday() == _SUNDAY else day for day in fixed]
    last_of_may = date(year, 5, 31)
    return frozenset(
        [
            *kept,
            _nth(year, 1, _MONDAY, 3),
            _nth(year, 2, _MONDAY, 3),
            last_of_may - timedelta(days=last_of_may.weekday()),
            _nth(year, 9, _MONDAY, 1),
            _nth(year, 10, _MONDAY, 2),
            _nth(year, 11, _THURSDAY, 4),
        ]
    )


def business_day(day: date) -> date:
    """Give the day itself if banks are open, else the next one on which they are."""
    while day.weekday() >= _SATURDAY or day in bank_holidays(day.year):
        day += ONE_DAY
    return day


def until_next_business_day(day: date) -> list[date]:
    """Give the days after a day up to the next business day: what has to be asked one ahead."""
    last = business_days_from(day, 1)
    return [day + ONE_DAY * (number + 1) for number in range((last - day).days)]


@lru_cache(maxsize=2048)
def business_days_from(day: date, count: int) -> date:
    """Give the day so many business days after a day, or before it where `count` is negative."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while day.weekday() >= _SATURDAY or day in bank_holidays(day.year):
            day += step
    return day
