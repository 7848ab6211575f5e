"""A platform's TOML as a Policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from practicecli.domain.bills import Bills
from practicecli.domain.calendars import PayoutCalendar, PayoutKind
from practicecli.domain.clocks import LAST_SECOND, Clock, StartsAt, Unit
from practicecli.domain.policy import (
    BlockedCodes,
    BlockedPair,
    Fee,
    NoShow,
    Policy,
    SecondSession,
)

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SINGLE = ("confirms_by", "bills", "note_required", "longest_minutes")


def policy_from(row: Mapping[str, Any]) -> Policy:
    """Make the record of one platform's figures."""
    return Policy(
        name=row["name"],
        label=row["label"],
        confirms_by=row["confirms_by"]["value"],
        bills=Bills(row["bills"]["value"]),
        note_required=row["note_required"]["value"],
        longest_minutes=row["longest_minutes"]["value"],
        clocks=tuple(_clock(name, figure) for name, figure in row["clocks"].items()),
        fee=Fee(row["fee"]["kind"], row["fee"].get("monthly_cents", 0), _assumed(row["fee"])),
        payouts=_payouts(row["payouts"]),
        no_show=_no_show(row["no_show"]),
        blocked=tuple(
            BlockedCodes(rule["first"], rule["last"], rule["since"], rule["why"])
            for rule in row.get("blocked", ())
        ),
        blocked_pairs=tuple(
            BlockedPair(
                frozenset(rule["left"]), frozenset(rule["right"]), rule["since"], rule["why"]
            )
            for rule in row.get("blocked_pairs", ())
        ),
        protected_by_template=row.get("protected_by_template", {}).get("value", False),
        assumed=tuple(_assumed_names(row)),
        second_session=_second_session(row.get("second_session")),
        first_evaluation_only=row.get("first_evaluation_only", {}).get("value", False),
    )


def _assumed(figure: Mapping[str, Any]) -> bool:
    return bool(figure["sure"] == "assumed")


def _assumed_names(row: Mapping[str, Any]) -> Iterator[str]:
    for name in (*_SINGLE, "fee", "payouts", "no_show"):
        if _assumed(row[name]):
            yield name
    for name, figure in row["clocks"].items():
        if _assumed(figure):
            yield f"clocks.{name}"


def _clock(name: str, figure: Mapping[str, Any]) -> Clock:
    return Clock(
        name=name,
        starts=StartsAt(figure["starts"]),
        length=figure["length"],
        unit=Unit(figure["unit"]),
        zone=ZoneInfo(figure["zone"]) if "zone" in figure else None,
        by_plan=tuple(figure.get("by_plan", {}).items()),
        what=figure["what"],
        lost=figure["lost"],
        assumed=_assumed(figure),
        at=_time(figure, "at"),
    )


def _time(figure: Mapping[str, Any], name: str) -> time:
    return time.fromisoformat(figure[name]) if name in figure else LAST_SECOND


def _second_session(figure: Mapping[str, Any] | None) -> SecondSession | None:
    if figure is None:
        return None
    return SecondSession(frozenset(figure["but_for"]), figure["why"])


def _payouts(figure: Mapping[str, Any]) -> PayoutCalendar:
    return PayoutCalendar(
        kind=PayoutKind(figure["kind"]),
        guaranteed=figure["guaranteed"],
        assumed=_assumed(figure),
        cut_day=figure.get("cut_day", 15),
        cut_weekday=_WEEKDAYS.index(figure.get("cut_weekday", "monday")),
        cut_at=_time(figure, "cut_at"),
        cut_days_before=figure.get("cut_days_before", 0),
        zone=ZoneInfo(figure["zone"]) if "zone" in figure else None,
        cash_after_days=figure.get("cash_after_days", 0),
        anchor=figure.get("anchor", date.min),
        pay_after_days=figure.get("pay_after_days", 0),
        days=figure.get("days", 0),
    )


def _no_show(figure: Mapping[str, Any]) -> NoShow:
    return NoShow(
        windows_hours=tuple(figure["windows_hours"]),
        forbidden_plans=tuple(figure.get("forbidden_plans", ())),
        cap_cents=figure.get("cap_cents"),
        prescriber_cap_cents=figure.get("prescriber_cap_cents"),
        announced_first=figure.get("announced_first", False),
        collected_only=figure["collected_only"],
        assumed=_assumed(figure),
    )
