"""The base of a contractor's estimated tax: what came in by the periods of the IRS, and when due.

It is a base, not advice: what is deducted beyond memberships, and the tax itself, is for others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practicecli.domain.money import part_of
from practicecli.domain.paydays import ONE_DAY, business_day, month_end

_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class Quarter:
    """One of the IRS's periods, by its months; `due_next_year` where it is due after New Year."""

    first_month: int
    last_month: int
    due_month: int
    due_day: int
    due_next_year: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A period of one year: its days, both counted, and the day on which its payment is due."""

    number: int
    first: date
    last: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Base:
    """What a period's tax is worked out from. Cents; a base below nothing is nothing."""

    period: Period
    received_cents: int
    membership_cents: int
    self_employment_cents: int

    @property
    def base_cents(self) -> int:
        """What came in, less memberships."""
        return self.received_cents - self.membership_cents


def periods(quarters: Sequence[Quarter], year: int) -> list[Period]:
    """Give the periods of a year with the days on which they are due, moved as the IRS moves."""
    return [
        Period(
            number,
            date(year, one.first_month, 1),
            month_end(date(year, one.last_month, 1)),
            tax_day(date(year + one.due_next_year, one.due_month, one.due_day)),
        )
        for number, one in enumerate(quarters, 1)
    ]


def tax_day(day: date) -> date:
    """Give the day itself, or the next that is neither weekend nor a legal holiday of Washington.

    Those are the banks' and Emancipation Day, 16 April, kept on Friday or Monday beside a weekend.
    """
    while business_day(day) != day or day == _emancipation_day(day.year):
        day += ONE_DAY
    return day


def _emancipation_day(year: int) -> date:
    day = date(year, 4, 16)
    return day + timedelta(days={_SATURDAY: -1, _SUNDAY: 1}.get(day.weekday(), 0))


def base(period: Period, received_cents: int, membership_cents: int, se_hundredths: int) -> Base:
    """Give a period's base; `se_hundredths` of a percent of it is taxed as self-employment."""
    left = max(received_cents - membership_cents, 0)
    return Base(period, received_cents, membership_cents, part_of(left, se_hundredths))


def memberships(
    months: Iterable[tuple[str, str]], monthly_cents: Mapping[str, int], period: Period
) -> dict[str, int]:
    """Add up the monthly fees of platforms over the months, such as `2026-11`, of a period."""
    first, last = period.first.isoformat()[:7], period.last.isoformat()[:7]
    found: dict[str, int] = {}
    for platform, month in months:
        if monthly_cents.get(platform) and first <= month <= last:
            found[platform] = found.get(platform, 0) + monthly_cents[platform]
    return found
