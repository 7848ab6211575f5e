"""Payout calendars: until when something has to be confirmed, and on which day it is then paid.

A calendar is a row of cut-offs, each with its payday. What is confirmed by a cut-off is paid on its
payday, what comes a second later on the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from practicecli.domain.clocks import LAST_SECOND, wall
from practicecli.domain.paydays import ONE_DAY, business_day, month_end, next_month

_WEEK, _FORTNIGHT = 7, 14


class PayoutKind(StrEnum):
    """How a platform's paydays follow from confirming, or from the day of service."""

    SEMI_MONTHLY = "semi-monthly"
    FORTNIGHTLY = "fortnightly"
    WEEKLY = "weekly"
    SERVICE_PERIODS = "service-periods"
    DAYS_AFTER = "days-after"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PayoutCalendar:
    """When work is paid. Which fields count depends on the kind.

    `anchor` is one payday of the fortnights, `pay_after_days` how long after the cut-off's day
    (of service periods: after their last day) the payday is, `cash_after_days` the same for what a
    client pays. `cut_days_before` is how long before the payday a service period's invoice is
    final. Cut-offs fall at `cut_at` in `zone`; None is the practice's own.
    """

    kind: PayoutKind
    guaranteed: bool = False
    assumed: bool = False
    cut_day: int = 15
    cut_weekday: int = 0
    cut_at: time = LAST_SECOND
    cut_days_before: int = 0
    zone: tzinfo | None = None
    anchor: date = date.min
    pay_after_days: int = 0
    cash_after_days: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutDate:
    """The platform's nominal day, the business day at the bank, and how sure the money is."""

    bank_on: date
    date: date
    guaranteed: bool
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Cutoff:
    """What is confirmed by `at`, in UTC, is paid on `pays_on`; a second later, on `later_on`.

    `held_by` is the last day of service for which that is so; None where the day does not matter.
    """

    at: datetime
    pays_on: date
    bank_on: date
    later_on: date
    later_bank_on: date
    held_by: date | None = None


def cutoffs(calendar: PayoutCalendar, after: datetime, zone: tzinfo) -> Iterator[Cutoff]:
    """Give the cut-offs from a moment on, soonest first, without end.

    None where each day has a payday of its own, or nothing is paid out.
    """
    if not _has_cutoffs(calendar):
        return
    there = calendar.zone or zone
    cut = _first_cut(calendar, after.astimezone(there).date())
    while True:
        following = _first_cut(calendar, cut + ONE_DAY)
        at = wall(cut, calendar.cut_at, there).astimezone(UTC)
        if at >= after:
            pays, later = _pays(calendar, cut), _pays(calendar, following)
            held_by = None
            if calendar.kind is PayoutKind.SERVICE_PERIODS:
                held_by = pays - timedelta(days=calendar.pay_after_days)
            yield Cutoff(at, pays, business_day(pays), later, business_day(later), held_by)
        cut = following


def next_cutoff(calendar: PayoutCalendar, after: datetime, zone: tzinfo) -> Cutoff | None:
    """Give the first cut-off from a moment on; None where there are none."""
    return next(cutoffs(calendar, after, zone), None)


def payday(
    calendar: PayoutCalendar,
    *,
    service_date: date,
    counted: date,
    at: datetime | None = None,
    cash: bool = False,
) -> date | None:
    """Give the nominal payday of what was confirmed (or submitted) on a local day.

    `at` is the moment of it, for cut-offs within a day: without it, one on that day has passed.
    """
    match calendar.kind:
        case PayoutKind.NONE:
            return None
        case PayoutKind.DAYS_AFTER:
            return max(counted, service_date) + timedelta(days=calendar.days)
        case PayoutKind.FORTNIGHTLY:
            counted = max(counted, service_date)
    found = _pays(calendar, _cut_for(calendar, counted, at), cash=cash)
    if calendar.kind is PayoutKind.SERVICE_PERIODS:
        return max(found, _pays_for_service(calendar, service_date))
    return found


def _has_cutoffs(calendar: PayoutCalendar) -> bool:
    return calendar.kind not in {PayoutKind.NONE, PayoutKind.DAYS_AFTER}


def _cut_for(calendar: PayoutCalendar, counted: date, at: datetime | None) -> date:
    """Give the day of the first cut-off that is not missed."""
    there = calendar.zone
    if there is None or calendar.cut_at == LAST_SECOND:
        return _first_cut(calendar, counted)
    day = counted if at is None else at.astimezone(there).date()
    cut = _first_cut(calendar, day)
    if cut == day and (at is None or at > wall(cut, calendar.cut_at, there).astimezone(UTC)):
        return _first_cut(calendar, day + ONE_DAY)
    return cut


def _first_cut(calendar: PayoutCalendar, day: date) -> date:
    """Give the first day, from this one on, that has a cut-off."""
    match calendar.kind:
        case PayoutKind.SEMI_MONTHLY:
            if day.day <= calendar.cut_day:
                return day.replace(day=calendar.cut_day)
            return month_end(day)
        case PayoutKind.WEEKLY:
            return day + timedelta(days=(calendar.cut_weekday - day.weekday()) % _WEEK)
    before = calendar.pay_after_days
    if calendar.kind is PayoutKind.SERVICE_PERIODS:
        before = calendar.cut_days_before
    return _in_step(calendar.anchor - timedelta(days=before), day)


def _pays(calendar: PayoutCalendar, cut: date, *, cash: bool = False) -> date:
    match calendar.kind:
        case PayoutKind.SEMI_MONTHLY:
            early = cut.day <= calendar.cut_day
            return month_end(cut) if early else next_month(cut, calendar.cut_day)
        case PayoutKind.SERVICE_PERIODS:
            return cut + timedelta(days=calendar.cut_days_before)
    after = calendar.cash_after_days if cash else 0
    return cut + timedelta(days=after or calendar.pay_after_days)


def _pays_for_service(calendar: PayoutCalendar, service_date: date) -> date:
    """Give the payday of the two weeks in which a session was held."""
    after = timedelta(days=calendar.pay_after_days)
    return _in_step(calendar.anchor - after, service_date) + after


def _in_step(one: date, day: date) -> date:
    """Give the first day, from `day` on, that is whole fortnights from `one`."""
    return day + timedelta(days=(one - day).days % _FORTNIGHT)
