"""Clocks: how a deadline is counted. Hours are elapsed; days end at 23:59:59 on the wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache

LAST_SECOND = time(23, 59, 59)


class StartsAt(StrEnum):
    """What a clock counts from."""

    SESSION_END = "session-end"
    SERVICE_DATE = "service-date"
    CONFIRMED = "confirmed"
    SUBMITTED = "submitted"


class Unit(StrEnum):
    """Elapsed hours, or calendar days of which the last is still allowed."""

    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Clock:
    """One time limit. `zone` None means the practice's own; `by_plan` overrides the length.

    Days end at `at` of the last one: by the end of that day, unless a platform says otherwise.
    """

    name: str
    starts: StartsAt
    length: int
    unit: Unit
    zone: tzinfo | None = None
    by_plan: tuple[tuple[str, int], ...] = ()
    what: str = ""
    lost: str = ""
    assumed: bool = False
    at: time = LAST_SECOND

    def length_for(self, plan: str) -> int:
        """Give the length that holds for a plan, in the clock's unit."""
        for name, length in self.by_plan:
            if name == plan:
                return length
        return self.length


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """Give a local day's last second, in UTC; the later one where the clocks go back over it."""
    return _instant(day, LAST_SECOND, zone)


@lru_cache(maxsize=1024)  # a batch asks for the same few days thousandfold
def _instant(day: date, at: time, zone: tzinfo) -> datetime:
    return wall(day, at, zone).astimezone(UTC)


def wall(day: date, at: time, zone: tzinfo) -> datetime:
    """Give a time on the wall; one that comes twice is the earlier, but for a day's last."""
    return datetime.combine(day, at, zone).replace(fold=int(at == LAST_SECOND))


def deadline(
    clock: Clock,
    *,
    session_end: datetime | None,
    service_date: date,
    confirmed_at: datetime | None = None,
    submitted_at: datetime | None = None,
    plan: str = "",
    zone: tzinfo,
) -> datetime | None:
    """Give the last moment allowed, in UTC; None while what it counts from has not happened."""
    here = clock.zone or zone
    length = clock.length_for(plan)
    instant = None
    if clock.starts is StartsAt.SESSION_END:
        instant = session_end
    elif clock.starts is StartsAt.CONFIRMED:
        instant = confirmed_at
    elif clock.starts is StartsAt.SUBMITTED:
        instant = submitted_at
    if clock.unit is Unit.DAYS:
        first = service_date
        if clock.starts is not StartsAt.SERVICE_DATE:
            if instant is None:
                return None
            first = instant.astimezone(here).date()
        return _instant(first + timedelta(days=length), clock.at, here)
    if clock.starts is StartsAt.SERVICE_DATE:
        instant = end_of_day(service_date, here)
    # Through UTC: adding hours to a wall time would lose or gain one when the clocks change.
    return None if instant is None else instant.astimezone(UTC) + timedelta(hours=length)
