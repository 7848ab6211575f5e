"""Policies: what a platform allows, by when, and when it pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from practicecli.domain.bills import Bills
from practicecli.domain.calendars import PayoutCalendar, PayoutDate, PayoutKind, payday
from practicecli.domain.clocks import Clock, deadline, end_of_day
from practicecli.domain.paydays import business_day
from practicecli.domain.payers import Payer

SIGNING = "signing"  # a way of confirming: the signed note is the claim
SELF_PAID = "self"  # the plan of a client who pays for themselves


@dataclass(frozen=True, slots=True)
class Fee:
    """What the platform keeps: a share already out of the rate, a monthly sum, or nothing."""

    kind: str
    monthly_cents: int = 0
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class NoShow:
    """The rules of fees for missed sessions. A cap is cents, None where there is none."""

    windows_hours: tuple[int, ...]
    forbidden_plans: tuple[str, ...] = ()
    cap_cents: int | None = None
    prescriber_cap_cents: int | None = None
    announced_first: bool = False
    collected_only: bool = True
    assumed: bool = False

    def cap_for(self, *, prescriber: bool) -> int | None:
        """Give the highest fee for one kind of provider."""
        own = self.prescriber_cap_cents if prescriber else None
        return self.cap_cents if own is None else own


@dataclass(frozen=True, slots=True)
class BlockedCodes:
    """Codes a platform refuses, first to last, from a service date on."""

    first: str
    last: str
    since: date
    why: str


@dataclass(frozen=True, slots=True)
class BlockedPair:
    """Codes a platform refuses together, from a service date on."""

    left: frozenset[str]
    right: frozenset[str]
    since: date
    why: str


@dataclass(frozen=True, slots=True)
class SecondSession:
    """A client has one session a day, but for those with one of these codes."""

    but_for: frozenset[str]
    why: str


@dataclass(frozen=True, slots=True)
class ChargeRules:
    """Business days until a client sees a refund, and days to pay an invoice; 0: not known."""

    refund_days: int = 0
    invoice_days: int = 0


NO_RULES = ChargeRules()


# Compared by identity: there is one record per platform, and rules may remember by it cheaply.
@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """One platform's figures. `assumed` names those that no source gives.

    `first_evaluation_only`: codes of a first evaluation are not taken for a client seen before.
    """

    name: str
    label: str
    confirms_by: str
    bills: Bills
    note_required: bool
    longest_minutes: int
    clocks: tuple[Clock, ...]
    fee: Fee
    payouts: PayoutCalendar
    no_show: NoShow
    blocked: tuple[BlockedCodes, ...] = ()
    blocked_pairs: tuple[BlockedPair, ...] = ()
    protected_by_template: bool = False
    assumed: tuple[str, ...] = ()
    second_session: SecondSession | None = None
    first_evaluation_only: bool = False

    @property
    def by_signing(self) -> bool:
        """Whether signing the note is what confirms a session."""
        return self.confirms_by == SIGNING

    def clock(self, name: str) -> Clock | None:
        """Find the clock of that name, such as `confirm`, `sign` or `edit`."""
        for clock in self.clocks:
            if clock.name == name:
                return clock
        return None


def confirm_by(
    policy: Policy, *, session_end: datetime, service_date: date, plan: str = "", zone: tzinfo
) -> datetime | None:
    """Last moment to confirm, in UTC; None where the platform sets none."""
    return _by("confirm", policy, session_end, service_date, plan, zone)


def sign_by(
    policy: Policy, *, session_end: datetime, service_date: date, plan: str = "", zone: tzinfo
) -> datetime | None:
    """Last moment to sign the note in time, in UTC; None where the platform sets none."""
    return _by("sign", policy, session_end, service_date, plan, zone)


def _by(
    name: str, policy: Policy, session_end: datetime, service_date: date, plan: str, zone: tzinfo
) -> datetime | None:
    clock = policy.clock(name)
    if clock is None:
        return None
    return deadline(clock, session_end=session_end, service_date=service_date, plan=plan, zone=zone)


@lru_cache(maxsize=64)
def edit_until(policy: Policy, *, confirmed_at: datetime, zone: tzinfo) -> datetime | None:
    """Last moment to change what was confirmed, in UTC; None where nothing ends it."""
    clock = policy.clock("edit")
    if clock is None:
        return None
    return deadline(
        clock,
        session_end=None,
        service_date=confirmed_at.astimezone(zone).date(),
        confirmed_at=confirmed_at,
        zone=zone,
    )


def file_by(payer: Payer, *, service_date: date, zone: tzinfo, plan: str = "") -> datetime | None:
    """Last moment for the claim to reach the payer, in UTC; None where nothing is filed."""
    days = payer.filing_days_for(plan)
    return end_of_day(service_date + timedelta(days=days), zone) if days else None


@lru_cache(maxsize=1024)  # a batch asks for the same few days thousandfold
def payout_for(
    policy: Policy,
    *,
    service_date: date,
    confirmed_on: date,
    submitted_on: date | None = None,
    plan: str = "",
    confirmed_at: datetime | None = None,
) -> PayoutDate | None:
    """Forecast which payday carries a session; None where the client pays the provider.

    Days are local. `submitted_on` counts on the calendars that go by the claim, else the day of
    confirming stands in. `confirmed_at` is the moment, for calendars whose cut-off is within a day;
    where it is not known, a cut-off of that day is taken to be missed.
    """
    calendar = policy.payouts
    by_confirming = calendar.kind is PayoutKind.SEMI_MONTHLY
    day = payday(
        calendar,
        service_date=service_date,
        counted=confirmed_on if by_confirming else submitted_on or confirmed_on,
        at=confirmed_at if submitted_on is None else None,
        cash=plan == SELF_PAID,
    )
    if day is None:
        return None
    return PayoutDate(
        date=day,
        bank_on=business_day(day),
        guaranteed=calendar.guaranteed and plan != SELF_PAID,
        assumed=calendar.assumed,
    )
