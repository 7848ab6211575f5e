"""What each platform is worth: gross, its fee, net, how long the money takes, what may not come.

A share is already out of the rate, so that only a membership is a fee here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from practicecli.domain.policy import Policy, payout_for

YEAR_WEEKS, YEAR_MONTHS = 52, 12
_YEAR = timedelta(days=364)  # whole weeks, so that every weekday counts alike
_WEEKEND = 5


class Worked(NamedTuple):
    """Sessions through a platform, of one code or payer where they are parted.

    Cents. `unpaid` were denied, given up or taken back; `at_risk_cents` is theirs and what nobody
    guarantees. `delay_days` adds up the days until the money of `paid` of them was at the bank.
    """

    platform: str
    key: str
    sessions: int
    gross_cents: int
    paid: int = 0
    delay_days: int = 0
    unpaid: int = 0
    at_risk_cents: int = 0
    assumed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One row of a comparison, over so many months."""

    worked: Worked
    fees_cents: int
    months: int

    @property
    def net_cents(self) -> int:
        """What is left after the fee."""
        return self.worked.gross_cents - self.fees_cents

    @property
    def per_session_cents(self) -> int | None:
        """What is left of a session, to the cent; None where there is none."""
        return rounded(self.net_cents, self.worked.sessions)

    @property
    def per_month_cents(self) -> int | None:
        """What is left of a month."""
        return rounded(self.net_cents, self.months)

    @property
    def days_to_money(self) -> float | None:
        """Days from service to bank on average, to a tenth; None where nothing was paid."""
        tenths = rounded(self.worked.delay_days * 10, self.worked.paid)
        return None if tenths is None else tenths / 10


class Part(NamedTuple):
    """A part of an assumed caseload: so many sessions a year of one code with one payer."""

    sessions: int
    cpt: str
    payer: str


def rounded(total: int, count: int) -> int | None:
    """Divide, to the nearest whole number, a half going up; None where there is nothing."""
    return None if count <= 0 else (2 * total + count) // (2 * count)


def a_year(sessions: int, per: str) -> int:
    """Give how many sessions a year so many a `week` or `month` are."""
    return sessions * (YEAR_WEEKS if per == "week" else YEAR_MONTHS)


def parted(total: int, weights: Sequence[int]) -> list[int]:
    """Part a sum in whole cents by weights, so that the parts add up to it.

    What rounding leaves goes, a cent each, to the parts that lost most by it.
    """
    whole = sum(weights)
    if whole <= 0:
        return [total, *([0] * (len(weights) - 1))] if weights else []
    parts = [total * weight // whole for weight in weights]
    lost = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in lost[: total - sum(parts)]:
        parts[at] += 1
    return parts


def compared(worked: Iterable[Worked], fees: Mapping[str, int], months: int) -> list[Compared]:
    """Compare what was worked; `fees` are each platform's over all of it.

    Where a platform's work is parted by code or payer, its fee is parted by sessions.
    """
    by_platform: dict[str, list[Worked]] = {}
    for one in worked:
        by_platform.setdefault(one.platform, []).append(one)
    found = []
    for platform, of in sorted(by_platform.items()):
        of.sort(key=lambda one: one.key)
        parts = parted(fees.get(platform, 0), [one.sessions for one in of])
        found += [
            Compared(worked=one, fees_cents=part, months=months)
            for one, part in zip(of, parts, strict=True)
        ]
    return found


def break_even(
    of: Worked, monthly_cents: int, other: Worked, other_monthly_cents: int
) -> int | None:
    """Say from how many sessions a month on one platform leaves more than another.

    Each at its own average a session and its own membership; None where it never does.
    """
    # n * gross/sessions - fee > n * other gross/other sessions - other fee, in whole numbers.
    gain = of.gross_cents * other.sessions - other.gross_cents * of.sessions
    cost = (monthly_cents - other_monthly_cents) * of.sessions * other.sessions
    if of.sessions <= 0 or other.sessions <= 0:
        return None
    if gain > 0:
        return max(cost // gain + 1, 1)
    return 1 if cost < gain else None


def with_risk(one: Worked, *, guaranteed: bool) -> Worked:
    """Give a year's assumed work with what of it is on its way at any moment, guaranteed by none.

    That is its gross for as many days as the money takes.
    """
    if guaranteed:
        return one
    away = rounded(one.gross_cents * one.delay_days, one.paid * _YEAR.days)
    return one._replace(at_risk_cents=away or 0)


def usual_delay(policy: Policy, since: date) -> tuple[int, int]:
    """Add up the days to the bank by a platform's calendar, over the weekdays of a year.

    Each session confirmed on its own day. Gives sessions and days; none where nobody pays out.
    """
    count = days = 0
    for offset in range(_YEAR.days):
        day = since + timedelta(days=offset)
        found = payout_for(policy, service_date=day, confirmed_on=day)
        if found is not None and day.weekday() < _WEEKEND:
            count, days = count + 1, days + (found.bank_on - day).days
    return count, days
