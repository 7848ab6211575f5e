"""Payouts to come: what confirmed sessions should bring on which day, before a platform says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from practicecli.domain.paydays import business_day
from practicecli.domain.policy import Policy

# No weekend with its holidays is longer, so that what lies this far back is at the bank.
MOST_SHIFT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A confirmed session that no payout carries yet. Cents; None where no rate is known."""

    session: str
    session_ref: str
    platform: str
    date: date
    amount_cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A payout that policy and assumed rates lead to; `total_cents` leaves out unknown amounts."""

    platform: str
    bank_on: date
    date: date
    guaranteed: bool
    lines: tuple[ExpectedLine, ...]

    @property
    def total_cents(self) -> int:
        """The sum of what is known."""
        return sum(line.amount_cents or 0 for line in self.lines)


def look_back(today: date) -> date:
    """Give the earliest nominal date of which money can still be on its way to the bank."""
    return today - MOST_SHIFT


def still_to_come(bank_on: date, *, today: date) -> bool:
    """Say whether a payout reaches the bank today or later."""
    return bank_on >= today


def forecasts(
    expected: Iterable[ExpectedLine], *, policies: Mapping[str, Policy]
) -> list[Forecast]:
    """Gather expected lines into one payout a platform and nominal date, soonest at the bank first.

    `policies` are by platform; one that is not known there guarantees nothing.
    """
    gathered: dict[tuple[date, str], list[ExpectedLine]] = {}
    for line in expected:
        gathered.setdefault((line.date, line.platform), []).append(line)
    return [
        Forecast(
            platform=platform,
            date=day,
            bank_on=business_day(day),
            guaranteed=platform in policies and policies[platform].payouts.guaranteed,
            lines=tuple(lines),
        )
        for (day, platform), lines in sorted(gathered.items(), key=lambda item: item[0])
    ]
