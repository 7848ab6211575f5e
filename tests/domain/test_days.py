from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.days import day_starts, weeks_around

ZONE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("day", "after", "instant"),
    [
        ("2026-11-24", 0, "2026-11-24T05:00:00+00:00"),
        ("2026-11-24", 1, "2026-11-25T05:00:00+00:00"),
        ("2026-07-01", 0, "2026-07-01T04:00:00+00:00"),
        ("2026-11-01", 0, "2026-11-01T04:00:00+00:00"),  # a day of 25 hours
        ("2026-11-01", 1, "2026-11-02T05:00:00+00:00"),
    ],
)
def test_a_day_begins_at_local_midnight(day, after, instant):
    assert day_starts(date.fromisoformat(day), ZONE, after=after).isoformat() == instant


def test_weeks_are_counted_both_ways():
    assert weeks_around(date(2026, 11, 24), back=1, ahead=2) == (
        date(2026, 11, 17),
        date(2026, 12, 8),
    )


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 23))
def test_every_hour_of_a_day_lies_between_its_beginning_and_the_next(day, hour):
    start, end = day_starts(day, ZONE), day_starts(day, ZONE, after=1)
    moment = datetime(day.year, day.month, day.day, hour, 59, tzinfo=ZONE)

    assert start <= moment < end
    assert end - start in {timedelta(hours=23), timedelta(hours=24), timedelta(hours=25)}
