"""The money to come, payout by payout: what is told, confirmed, still to confirm, and booked.

Every session is in one payout at most. What is in none has a reason, of `left_out`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from practicecli.domain.calendars import PayoutKind, cutoffs
from practicecli.domain.paydays import business_day
from practicecli.domain.policy import SELF_PAID, Policy, payout_for

CARRYING = frozenset({"session", "fee"})  # kinds of lines that pay; others put right or take back
FAILED_CLAIMS = frozenset({"rejected", "denied", "voided", "written-off"})


class Standing(StrEnum):
    """How far a session has come on its way to a payout."""

    TOLD = "told"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    BOOKED = "booked"


class Line(NamedTuple):
    """One session, fee or correction in a payout. Cents; None where no rate is known."""

    session: str | None
    session_ref: str | None
    kind: str
    amount_cents: int | None
    standing: Standing
    guaranteed: bool


class Told(NamedTuple):
    """A line of a payout that a platform has told of, or its bare total where it has no lines."""

    platform: str
    bank_on: date
    date: date
    total_cents: int
    guaranteed: bool
    session: str | None
    session_ref: str | None
    kind: str | None
    amount_cents: int | None
    plan: str | None
    payout: str


class Confirmed(NamedTuple):
    """A confirmed session that no payout carries yet, with its forecast date."""

    session: str
    session_ref: str
    platform: str
    expected_on: date
    amount_cents: int | None
    plan: str


class Open(NamedTuple):
    """A session that is held or booked and not confirmed."""

    session: str
    session_ref: str
    platform: str
    day: date
    ends_at: datetime
    amount_cents: int | None
    plan: str


@dataclass(slots=True)
class Coming:
    """One payout to come. `cutoff_at`: confirming by then still puts a session into it."""

    platform: str
    bank_on: date
    date: date
    cutoff_at: datetime | None = None
    lines: list[Line] = field(default_factory=list)

    def cents(self, *standings: Standing, guaranteed: bool | None = None) -> int:
        """Add up the known amounts of lines that stand so, of all where none is named."""
        return sum(
            line.amount_cents or 0
            for line in self.lines
            if (not standings or line.standing in standings)
            and (guaranteed is None or line.guaranteed is guaranteed)
        )

    @property
    def sessions(self) -> int:
        """How many sessions it carries."""
        return len({line.session for line in self.lines if line.session is not None})

    @property
    def unknown(self) -> int:
        """Of how many lines no amount is known."""
        return sum(line.amount_cents is None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Span:
    """What a forecast looks at: from now on, by the practice's zone, for so many weeks."""

    now: datetime
    zone: tzinfo
    weeks: int

    @property
    def today(self) -> date:
        """The current day."""
        return self.now.astimezone(self.zone).date()

    @property
    def last(self) -> date:
        """The last day at the bank that counts."""
        return self.today + timedelta(weeks=self.weeks)

    def holds(self, bank_on: date) -> bool:
        """Say whether money that arrives on a day is part of it."""
        return self.today <= bank_on <= self.last


def forecast(
    told: Iterable[Told],
    confirmed: Iterable[Confirmed],
    unconfirmed: Iterable[Open],
    *,
    policies: Mapping[str, Policy],
    span: Span,
) -> list[Coming]:
    """Gather all that is to come into payouts, soonest at the bank first.

    `policies` are by platform. What is held is taken as confirmed now, what is booked at its end.
    """
    found: dict[tuple[str, date], Coming] = {}
    _add_told(found, told)
    for one in confirmed:
        at = _at(found, one.platform, one.expected_on)
        sure = policies[one.platform].payouts.guaranteed and one.plan != SELF_PAID
        at.lines.append(
            Line(
                one.session, one.session_ref, "session", one.amount_cents, Standing.CONFIRMED, sure
            )
        )
    for open_ in unconfirmed:
        payday = payday_of(open_, policies[open_.platform], span)
        if payday is None:
            continue
        standing = Standing.BOOKED if open_.ends_at > span.now else Standing.UNCONFIRMED
        _at(found, open_.platform, payday).lines.append(
            Line(open_.session, open_.session_ref, "session", open_.amount_cents, standing, False)
        )
    coming = [one for one in found.values() if span.holds(one.bank_on)]
    for platform in {one.platform for one in coming}:
        _set_cutoffs([one for one in coming if one.platform == platform], policies[platform], span)
    return sorted(coming, key=lambda one: (one.bank_on, one.platform, one.date))


def payday_of(one: Open, policy: Policy, span: Span) -> date | None:
    """Give the payday of a session that is confirmed now, or at its end where that lies ahead."""
    at = max(one.ends_at, span.now)
    found = payout_for(
        policy,
        service_date=one.day,
        confirmed_on=at.astimezone(span.zone).date(),
        plan=one.plan,
        confirmed_at=at,
    )
    return found.date if found else None


def _at(found: dict[tuple[str, date], Coming], platform: str, on: date) -> Coming:
    there = found.get((platform, on))
    if there is None:
        there = found[platform, on] = Coming(platform, business_day(on), on)
    return there


def _add_told(found: dict[tuple[str, date], Coming], told: Iterable[Told]) -> None:
    """Put in what platforms told; what their lines do not come to is a line of its own."""
    left: dict[str, tuple[Coming, bool, int]] = {}
    for one in told:
        there = found.get((one.platform, one.date))
        if there is None:
            there = found[one.platform, one.date] = Coming(one.platform, one.bank_on, one.date)
        _, _, rest = left.get(one.payout, (there, False, one.total_cents))
        left[one.payout] = there, one.guaranteed, rest - (one.amount_cents or 0)
        if one.kind is not None:
            there.lines.append(
                Line(one.session, one.session_ref, one.kind, one.amount_cents, Standing.TOLD,
                     one.guaranteed and _sure(one))
            )  # fmt: skip
    for there, guaranteed, rest in left.values():
        if rest:
            there.lines.append(
                Line(None, None, "adjustment", rest, Standing.TOLD, guaranteed and rest < 0)
            )


def _sure(one: Told) -> bool:
    """Say whether a line of a guaranteed payout is: sessions an insurer pays, and what is taken."""
    if (one.amount_cents or 0) < 0:
        return True
    return one.kind == "session" and one.plan != SELF_PAID


def _set_cutoffs(coming: Collection[Coming], policy: Policy, span: Span) -> None:
    last = max(one.date for one in coming)
    ahead = takewhile(lambda cut: cut.pays_on <= last, cutoffs(policy.payouts, span.now, span.zone))
    by_payday = {cut.pays_on: cut.at for cut in ahead}
    for one in coming:
        one.cutoff_at = by_payday.get(one.date)


class Session(NamedTuple):
    """A session as `left_out` looks at it; `carried_on` is when a told payout is at the bank."""

    session: str
    session_ref: str
    client_ref: str
    platform: str
    starts_at: datetime
    ends_at: datetime
    day: date
    status: str
    confirm_by: datetime | None
    expected_on: date | None
    amount_cents: int | None
    plan: str
    claim_status: str | None
    carried_on: date | None


class LeftOut(NamedTuple):
    """A session that no payout of the forecast carries, and why: a word and a sentence."""

    of: Session
    why: str
    what: str
    payday: date | None = None


def left_out(
    sessions: Iterable[Session],
    coming: Iterable[Coming],
    *,
    policies: Mapping[str, Policy],
    span: Span,
) -> Iterator[LeftOut]:
    """Name the sessions that are in no payout, neither of the forecast nor of one before it."""
    carried = {line.session for one in coming for line in one.lines if line.kind in CARRYING}
    for one in sessions:
        if one.session not in carried:
            reason = _reason(one, policies[one.platform], span)
            if reason is not None:
                yield reason


def _reason(one: Session, policy: Policy, span: Span) -> LeftOut | None:
    if one.carried_on is not None:
        return None if one.carried_on <= span.last else _later(one, one.carried_on)
    if one.status not in {"scheduled", "confirmed"}:
        return LeftOut(one, one.status, f"It is {one.status}: nothing was held")
    if policy.payouts.kind is PayoutKind.NONE:
        return LeftOut(one, "client-pays", "The client pays you: no platform does")
    if one.status == "scheduled":
        return _of_open(one, policy, span)
    return _of_confirmed(one, span)


def _of_confirmed(one: Session, span: Span) -> LeftOut:
    if one.claim_status in FAILED_CLAIMS:
        return LeftOut(one, f"claim-{one.claim_status}", f"Its claim is {one.claim_status}")
    if one.expected_on is None:
        return LeftOut(one, "no-date", "Its payday is not worked out yet: `practice today` does it")
    if business_day(one.expected_on) < span.today:
        told = f"It was expected on {one.expected_on}, and no payout told here carries it"
        return LeftOut(one, "missing", told, one.expected_on)
    return _later(one, one.expected_on)


def _of_open(one: Session, policy: Policy, span: Span) -> LeftOut:
    if one.confirm_by is not None and one.confirm_by < span.now:
        return LeftOut(one, "too-late", "It was not confirmed in time")
    as_open = Open(one.session, one.session_ref, one.platform, one.day, one.ends_at, None, one.plan)
    payday = payday_of(as_open, policy, span)
    return _later(one, payday or span.last)


def _later(one: Session, payday: date) -> LeftOut:
    return LeftOut(one, "later", f"Its payday, {payday}, is after these weeks", payday)
