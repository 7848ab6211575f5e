"""Days of the practice as spans of instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

# How far back work is looked through for what is still open. Each deadline ends before, and each
# platform that tells of payouts has told by then; what a portal never paid is in `report ageing`.
LOOK_BACK = timedelta(days=120)


def day_starts(day: date, zone: tzinfo, *, after: int = 0) -> datetime:
    """Give the instant, in UTC, at which a day begins, or that so many days after it."""
    local = datetime.combine(day + timedelta(days=after), time(), tzinfo=zone)
    return local.astimezone(UTC)


def weeks_around(day: date, *, back: int, ahead: int) -> tuple[date, date]:
    """Give the days so many weeks before and after a day."""
    return day - timedelta(weeks=back), day + timedelta(weeks=ahead)
