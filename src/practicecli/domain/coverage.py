"""Coverages: a client's memberships over time, and which of them a day goes by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practicecli.domain.people import Client


class Rank(StrEnum):
    """Who is asked first for the money of a session, and who after them."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class Limit:
    """A sum that ends something once it is reached in a plan year, and how much of it is. Cents."""

    total_cents: int
    met_cents: int = 0

    @property
    def left_cents(self) -> int:
        """What is still to go, never below nothing."""
        return max(self.total_cents - self.met_cents, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefits:
    """What a plan pays of a session, as known on the day `as_of`. None: the plan has no such term.

    `coinsurance` is the client's part in hundredths of a percent. The plan year begins each year
    on `plan_year_start`, a month and a day.
    """

    as_of: date
    copay_cents: int | None = None
    coinsurance: int | None = None
    deductible: Limit | None = None
    family_deductible: Limit | None = None
    oop_max: Limit | None = None
    family_oop_max: Limit | None = None
    visits_allowed: int | None = None
    visits_used: int = 0
    authorization_required: bool = False
    plan_year_start: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One membership. `effective` None: since ever; `ends` is its last day, None where it is open.

    `benefits` None: nothing is known of what it pays. `source` is `client` for what the client's
    own record said, `said` for what a person added, `asked` for what a platform answered.
    """

    id: str
    client: str
    rank: Rank
    payer: str
    plan: str
    member_id: str
    effective: date | None = None
    ends: date | None = None
    benefits: Benefits | None = None
    source: str = "said"

    def is_in_force(self, on: date) -> bool:
        """Say whether a day lies between its first and its last, both counted."""
        begun = self.effective is None or self.effective <= on
        return begun and (self.ends is None or on <= self.ends)


def latest(coverages: Iterable[Coverage], rank: Rank, on: date) -> Coverage | None:
    """Give the coverage of a rank that began last by a day, be it over by then or not.

    A later one replaces an earlier from its start on, so that none comes back when it ends. Of two
    that begin on one day the one added last counts.
    """
    begun = [
        one
        for one in coverages
        if one.rank is rank and (one.effective is None or one.effective <= on)
    ]
    return max(begun, key=lambda one: (one.effective or date.min, one.id), default=None)


def in_force(coverages: Iterable[Coverage], rank: Rank, on: date) -> Coverage | None:
    """Give the coverage of a rank that a day goes by; None where there is none in force."""
    found = latest(coverages, rank, on)
    return found if found is not None and found.is_in_force(on) else None


def of_record(client: Client, identity: str) -> Coverage:
    """Give what a client's own record says as a coverage, which has that id; no benefits."""
    return Coverage(
        id=identity, client=client.id, rank=Rank.PRIMARY, payer=client.payer, plan=client.plan,
        member_id=client.member_id, effective=client.covered_from, ends=client.covered_until,
        source="client",
    )  # fmt: skip


def as_covered(client: Client, coverages: Iterable[Coverage], on: date) -> Client:
    """Give the client with payer, plan, member id and days of the primary coverage of that day."""
    found = latest(coverages, Rank.PRIMARY, on)
    return client if found is None else covered_by(client, found)


def covered_by(client: Client, found: Coverage) -> Client:
    """Give the client with payer, plan, member id and days of one coverage."""
    return replace(
        client,
        payer=found.payer,
        plan=found.plan,
        member_id=found.member_id,
        covered_from=found.effective,
        covered_until=found.ends,
    )


def plan_year(terms: Benefits, on: date) -> date:
    """Give the first day of the plan year that holds a day."""
    begins = _begins(terms, on.year)
    return begins if begins <= on else _begins(terms, on.year - 1)


def next_plan_year(terms: Benefits, on: date) -> date:
    """Give the first day of the plan year after the one that holds a day."""
    return _begins(terms, plan_year(terms, on).year + 1)


def _begins(terms: Benefits, year: int) -> date:
    month, day = terms.plan_year_start
    try:
        return date(year, month, day)
    except ValueError:  # 29 February, in a year without one
        return date(year, month + 1, 1)
