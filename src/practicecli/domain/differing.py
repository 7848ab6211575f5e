"""Where a platform's own figures are not the ones we hold it to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from practicecli.domain.calendars import PayoutCalendar, PayoutKind
from practicecli.domain.clocks import Clock
from practicecli.domain.policy import Policy


def differences(policy: Policy, said: Mapping[str, Any]) -> list[str]:
    """Name each figure that differs, in words; `said` is the contract's form of a policy.

    What a platform does not tell is no difference, except a clock: it tells all of them.
    """
    return [*_clocks(policy, said.get("clocks")), *_figures(policy, said)]


def _clocks(policy: Policy, said: Any) -> Iterator[str]:  # noqa: ANN401 - another's answer
    if not isinstance(said, list):
        return
    there = {one.get("name"): one for one in said if isinstance(one, Mapping)}
    for clock in policy.clocks:
        ours, theirs = _told(clock), there.pop(clock.name, None)
        if theirs is None:
            yield f"clock {clock.name}: {_words(ours)} here, none there"
        elif any(theirs.get(name, held) != held for name, held in ours.items() if name == "at"):
            yield f"clock {clock.name}: until {ours['at']} here, until {theirs['at']} there"
        elif any(theirs.get(name) != held for name, held in ours.items() if name != "at"):
            yield f"clock {clock.name}: {_words(ours)} here, {_words(theirs)} there"
    for name, theirs in there.items():
        yield f"clock {name}: none here, {_words(theirs)} there"


def _told(clock: Clock) -> dict[str, Any]:
    return {
        "length": clock.length,
        "unit": clock.unit.value,
        "starts": clock.starts.value,
        "zone": None if clock.zone is None else str(clock.zone),
        "by_plan": dict(clock.by_plan),
        "at": clock.at.isoformat(),
    }


def _words(clock: Mapping[str, Any]) -> str:
    told = f"{clock.get('length')} {clock.get('unit')} from {clock.get('starts')}"
    zone, plans = clock.get("zone"), clock.get("by_plan")
    if zone:
        told += f" in {zone}"
    if isinstance(plans, Mapping) and plans:
        told += " (" + ", ".join(f"{plan} {length}" for plan, length in plans.items()) + ")"
    return told


def _figures(policy: Policy, said: Mapping[str, Any]) -> Iterator[str]:
    missed = policy.no_show
    ours: dict[str, dict[str, Any]] = {
        "": {
            "confirms_by": policy.confirms_by,
            "bills": policy.bills.value,
            "note_required": policy.note_required,
            "longest_minutes": policy.longest_minutes,
        },
        "fee": {"kind": policy.fee.kind, "monthly_cents": policy.fee.monthly_cents},
        "payouts": _calendar(policy.payouts),
        "no_show": {
            "windows_hours": list(missed.windows_hours),
            "forbidden_plans": list(missed.forbidden_plans),
            "cap_cents": missed.cap_cents,
        },
    }
    for part, figures in ours.items():
        theirs = said.get(part) if part else said
        if isinstance(theirs, Mapping):
            yield from _unlike(part, figures, theirs)
    yield from _blocked(policy, said.get("blocked_codes"))


def _calendar(calendar: PayoutCalendar) -> dict[str, Any]:
    """Give the figures that count for the calendar's kind."""
    told: dict[str, Any] = {"kind": calendar.kind.value, "guaranteed": calendar.guaranteed}
    match calendar.kind:
        case PayoutKind.SEMI_MONTHLY:
            told["cut_day"] = calendar.cut_day
        case PayoutKind.DAYS_AFTER:
            told["days"] = calendar.days
        case PayoutKind.WEEKLY:
            told["cut_weekday"] = calendar.cut_weekday + 1
            told["cut_at"] = calendar.cut_at.isoformat()
            told["zone"] = None if calendar.zone is None else str(calendar.zone)
            told["pay_after_days"] = calendar.pay_after_days
            told["cash_after_days"] = calendar.cash_after_days
        case PayoutKind.FORTNIGHTLY | PayoutKind.SERVICE_PERIODS:
            told["anchor"] = calendar.anchor.isoformat()
            told["pay_after_days"] = calendar.pay_after_days
            if calendar.kind is PayoutKind.SERVICE_PERIODS:
                told["cut_days_before"] = calendar.cut_days_before
    return told


def _unlike(part: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    for name, held in ours.items():
        if name in theirs and theirs[name] != held:
            told = f"{part} {name}".strip().replace("_", " ")
            yield f"{told}: {held} here, {theirs[name]} there"


def _blocked(policy: Policy, said: Any) -> Iterator[str]:  # noqa: ANN401 - another's answer
    if not isinstance(said, list):
        return
    ours = {(one.first, one.last, one.since.isoformat()) for one in policy.blocked}
    theirs = {
        (one.get("first"), one.get("last"), one.get("since"))
        for one in said
        if isinstance(one, Mapping)
    }
    for first, last, since in sorted(map(_texts, ours ^ theirs)):
        where = "here" if (first, last, since) in ours else "there"
        yield f"codes {first} to {last} blocked from {since} on: only {where}"


def _texts(rule: tuple[Any, Any, Any]) -> tuple[str, str, str]:
    return str(rule[0]), str(rule[1]), str(rule[2])
