"""Policies: what a platform allows, by when, and when it pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache

from practicecli.domain.clocks import Clock, deadline, end_of_day
from practicecli.domain.paydays import business_day, month_end, next_month
from practicecli.domain.payers import Payer

_FORTNIGHT = 14


class Bills(StrEnum):
    """Who is asked for the money, and by whom."""

    PLATFORM = "payer-through-platform"
    PAYER = "payer"
    CLIENT = "client"


class PayoutKind(StrEnum):
    """How a platform's paydays follow from the day of confirming."""

    SEMI_MONTHLY = "semi-monthly"
    FORTNIGHTLY = "fortnightly"
    DAYS_AFTER = "days-after"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PayoutCalendar:
    """When work is paid. Which fields count depends on the kind."""

    kind: PayoutKind
    guaranteed: bool = False
    assumed: bool = False
    cut_day: int = 15
    anchor: date = date.min
    pay_after_days: int = 0
    days: int = 0


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
    announced_first: bool = False
    collected_only: bool = True
    assumed: bool = False


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
class ChargeRules:
    """Business days until a client sees a refund, and days to pay an invoice; 0: not known."""

    refund_days: int = 0
    invoice_days: int = 0


NO_RULES = ChargeRules()


# Compared by identity: there is one record per platform, and rules may remember by it cheaply.
@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """One platform's figures. `assumed` names those that no source gives."""

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
    assumed: tuple[str, ...] = ()

    def clock(self, name: str) -> Clock | None:
        """Find the clock of that name, such as `confirm`, `sign` or `edit`."""
        for clock in self.clocks:
            if clock.name == name:
                return clock
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutDate:
    """The platform's nominal day, the business day at the bank, and how sure the money is."""

    bank_on: date
    date: date
    guaranteed: bool
    assumed: bool = False


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
) -> PayoutDate | None:
    """Forecast which payday carries a session; None where the client pays the provider.

    Days are local. `submitted_on` counts on the calendars that go by the claim, else the day of
    confirming stands in. No calendar built so far goes by `service_date`, but some platforms' do.
    """
    calendar = policy.payouts
    counted = max(submitted_on or confirmed_on, service_date)
    match calendar.kind:
        case PayoutKind.NONE:
            return None
        case PayoutKind.SEMI_MONTHLY:
            day = _semi_monthly(confirmed_on, calendar.cut_day)
        case PayoutKind.FORTNIGHTLY:
            day = _fortnightly(counted, calendar)
        case _:
            day = counted + timedelta(days=calendar.days)
    guaranteed = calendar.guaranteed and plan != "self"
    return PayoutDate(
        date=day,
        bank_on=business_day(day),
        guaranteed=guaranteed,
        assumed=calendar.assumed,
    )


def _semi_monthly(confirmed_on: date, cut_day: int) -> date:
    if confirmed_on.day <= cut_day:
        return month_end(confirmed_on)
    return next_month(confirmed_on, cut_day)


def _fortnightly(counted: date, calendar: PayoutCalendar) -> date:
    """Give the first payday whose two weeks, ended `pay_after_days` before it, hold the day."""
    earliest = counted + timedelta(days=calendar.pay_after_days)
    return earliest + timedelta(days=(calendar.anchor - earliest).days % _FORTNIGHT)
