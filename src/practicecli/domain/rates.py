"""Contract rates: what a provider is paid for one unit of a code, and which of several holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

_NARROWING = ("plan", "license", "place", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What a platform (or `direct`, a payer itself) pays for one unit of a code from a day on.

    Cents. A platform's share is already out of it. `plan`, `license`, `place` and `state` are ''
    where it holds for any; places are those of sessions: `office`, `video-home`, `video`.
    """

    id: str
    platform: str
    payer: str
    cpt: str
    since: date
    cents: int
    plan: str = ""
    license: str = ""
    place: str = ""
    state: str = ""


class Service(NamedTuple):
    """One code of one session, as a rate is looked up for it. `on` is the service date."""

    platform: str
    payer: str
    plan: str
    cpt: str
    license: str
    place: str
    state: str
    on: date


class Price(NamedTuple):
    """What one unit is paid. `assumed`: no contract rate is known, a round figure stands in."""

    cents: int
    since: date | None
    assumed: bool


def best_rate(rates: Iterable[Rate], service: Service) -> Rate | None:
    """Give the rate that holds for a service; None where there is none.

    One that names more of plan, licence, place and state goes before one that names less; of those
    alike, the one that began last.
    """
    fitting = [rate for rate in rates if _fits(rate, service)]
    return max(fitting, key=lambda rate: (_narrowness(rate), rate.since, rate.id), default=None)


def _fits(rate: Rate, service: Service) -> bool:
    same = (rate.platform, rate.payer, rate.cpt) == (service.platform, service.payer, service.cpt)
    return (
        same
        and rate.since <= service.on
        and all(getattr(rate, name) in {"", getattr(service, name)} for name in _NARROWING)
    )


def _narrowness(rate: Rate) -> int:
    return sum(bool(getattr(rate, name)) for name in _NARROWING)
