"""The platform's figures in the contract's own form, for whoever compares them with theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.domain.calendars import PayoutKind

if TYPE_CHECKING:
    from practicecli.domain.calendars import PayoutCalendar
    from practicecli.domain.clocks import Clock
    from practicecli.domain.policy import NoShow, Policy


def told(policy: Policy) -> dict[str, Any]:
    """Give a policy as `GET /v1/policy` answers it."""
    return {
        "platform": policy.name,
        "label": policy.label,
        "confirms_by": policy.confirms_by,
        "bills": policy.bills.value,
        "note_required": policy.note_required,
        "longest_minutes": policy.longest_minutes,
        "clocks": [_clock(clock) for clock in policy.clocks],
        "payouts": _payouts(policy.payouts),
        "fee": {"kind": policy.fee.kind, "monthly_cents": policy.fee.monthly_cents},
        "no_show": _no_show(policy.no_show),
        "blocked_codes": [
            {"first": one.first, "last": one.last, "since": one.since.isoformat(), "why": one.why}
            for one in policy.blocked
        ],
        "blocked_pairs": [
            {
                "left": sorted(one.left),
                "right": sorted(one.right),
                "since": one.since.isoformat(),
                "why": one.why,
            }
            for one in policy.blocked_pairs
        ],
    }


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "name": clock.name,
        "starts": clock.starts.value,
        "length": clock.length,
        "unit": clock.unit.value,
        "zone": None if clock.zone is None else str(clock.zone),
        "at": clock.at.isoformat(),
        "by_plan": dict(clock.by_plan),
        "what": clock.what,
        "lost": clock.lost,
    }


def _payouts(calendar: PayoutCalendar) -> dict[str, Any]:
    """Give only the figures that count for the calendar's kind; the others are null."""
    kind = calendar.kind
    periods = kind is PayoutKind.SERVICE_PERIODS
    weekly = kind is PayoutKind.WEEKLY
    fortnights = periods or kind is PayoutKind.FORTNIGHTLY
    return {
        "kind": kind.value,
        "guaranteed": calendar.guaranteed,
        "cut_day": calendar.cut_day if kind is PayoutKind.SEMI_MONTHLY else None,
        "cut_weekday": calendar.cut_weekday + 1 if weekly else None,
        "cut_at": calendar.cut_at.isoformat(),
        "cut_days_before": calendar.cut_days_before if periods else None,
        "zone": None if calendar.zone is None else str(calendar.zone),
        "anchor": calendar.anchor.isoformat() if fortnights else None,
        "pay_after_days": calendar.pay_after_days if fortnights or weekly else None,
        "cash_after_days": calendar.cash_after_days if weekly else None,
        "days": calendar.days if kind is PayoutKind.DAYS_AFTER else None,
    }


def _no_show(rules: NoShow) -> dict[str, Any]:
    return {
        "windows_hours": list(rules.windows_hours),
        "forbidden_plans": list(rules.forbidden_plans),
        "cap_cents": rules.cap_cents,
        "announced_first": rules.announced_first,
        "collected_only": rules.collected_only,
    }
