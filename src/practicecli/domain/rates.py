"""Contract rates: what a provider is paid for one unit of a code, and which of several holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

Key = tuple[str, str, str, str, str, str, str, date]
"""What only one rate may have: all but its id and its amount."""


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

    @property
    def key(self) -> Key:
        """What it holds for, and from when."""
        return (*self.terms, self.since)

    @property
    def terms(self) -> tuple[str, str, str, str, str, str, str]:
        """What it holds for, whenever it began: platform, payer, code, and the narrowing terms."""
        return (
            self.platform, self.payer, self.cpt, self.plan, self.license, self.place, self.state
        )  # fmt: skip


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


def in_force(rates: Iterable[Rate], on: date) -> set[str]:
    """Give the ids of the rates that hold on a day: of those with the same terms, the newest."""
    newest: dict[tuple[str, ...], Rate] = {}
    for one in rates:
        before = newest.get(one.terms)
        if one.since <= on and (before is None or before.since < one.since):
            newest[one.terms] = one
    return {one.id for one in newest.values()}


def _fits(rate: Rate, service: Service) -> bool:
    # Asked of every rate of a code for every row of a batch: the dates part most of them.
    return (
        rate.since <= service.on
        and rate.cpt == service.cpt
        and rate.payer == service.payer
        and rate.platform == service.platform
        and rate.plan in {"", service.plan}
        and rate.license in {"", service.license}
        and rate.place in {"", service.place}
        and rate.state in {"", service.state}
    )


def _narrowness(rate: Rate) -> int:
    return bool(rate.plan) + bool(rate.license) + bool(rate.place) + bool(rate.state)
