from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.when import (
    NotATimeError,
    clock_on,
    read_clock,
    read_day,
    read_moment,
    read_span,
)

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 9, 0, 30, tzinfo=ZONE)  # a Tuesday
TODAY = NOW.date()


def wall(*parts):
    """Wall time, as a person means it."""
    return datetime(*parts)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15:00", time(15)),
        ("9:05", time(9, 5)),
        ("10:00:30", time(10, 0, 30)),
        ("3pm", time(15)),
        ("3:30 PM", time(15, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_of_day_is_read(text, expected):
    assert read_clock(text) == expected


@pytest.mark.parametrize(
    "text", ["", "15", "24:00", "10:60", "13pm", "0am", "3 o'clock", "noon", "15:0", "-1:00", "1.5"]
)
def test_what_could_be_two_times_of_day_or_none_is_refused(text):
    with pytest.raises(NotATimeError, match="15:00"):
        read_clock(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60m", timedelta(minutes=60)),
        ("45min", timedelta(minutes=45)),
        ("1h30m", timedelta(minutes=90)),
        ("1h 30m", timedelta(minutes=90)),
        ("2W", timedelta(weeks=2)),
        ("1w2d3h4m", timedelta(days=9, hours=3, minutes=4)),
        ("0m", timedelta(0)),
    ],
)
def test_a_length_of_time_is_read(text, expected):
    assert read_span(text) == expected


@pytest.mark.parametrize("text", ["", "60", "1.5h", "h", "30m1h", "-1h", "1y", "99999999999w"])
def test_any_other_length_is_refused(text):
    with pytest.raises(NotATimeError):
        read_span(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", TODAY),
        ("Tomorrow", date(2026, 11, 25)),
        ("yesterday", date(2026, 11, 23)),
        ("wed", date(2026, 11, 25)),
        ("tue", date(2026, 12, 1)),  # the next one after today, never today
        ("mon", date(2026, 11, 30)),
        ("thurs", date(2026, 11, 26)),
        ("saturday", date(2026, 11, 28)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_a_day_is_read(text, expected):
    assert read_day(text, today=TODAY) == expected


@pytest.mark.parametrize(
    "text", ["", "m", "mo", "next week", "11/24/2026", "2026-02-29", "2026-13-01", "mondayy"]
)
def test_any_other_day_is_refused(text):
    with pytest.raises(NotATimeError):
        read_day(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24 15:00", wall(2026, 11, 24, 15)),
        ("2026-11-24T15:00", wall(2026, 11, 24, 15)),
        ("2026-11-24 3pm", wall(2026, 11, 24, 15)),
        ("today 3pm", wall(2026, 11, 24, 15)),
        ("tomorrow 15:00", wall(2026, 11, 25, 15)),
        ("mon 15:00", wall(2026, 11, 30, 15)),
        ("now", wall(2026, 11, 24, 9, 0, 30)),
        ("in 3d 15:00", wall(2026, 11, 27, 15)),
    ],
)
def test_a_moment_is_wall_time(text, expected):
    assert read_moment(text, now=NOW) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24T15:00Z", datetime(2026, 11, 24, 15, tzinfo=UTC)),
        ("2026-11-24T15:00-05:00", datetime(2026, 11, 24, 20, tzinfo=UTC)),
        ("in 2h", datetime(2026, 11, 24, 16, tzinfo=UTC)),
    ],
)
def test_a_moment_that_says_its_offset_is_an_instant(text, expected):
    assert read_moment(text, now=NOW) == expected


def test_in_two_hours_is_two_hours_on_the_night_the_clocks_go_back():
    before = datetime(2026, 11, 1, 0, 30, tzinfo=ZONE)

    later = read_moment("in 2h", now=before)

    assert later.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=2)
    assert later.hour == 1


@pytest.mark.parametrize(
    "text", ["", "3pm", "today", "2026-11-24", "noon tomorrow", "in", "in 2", "mon 15", "now 3pm"]
)
def test_any_other_moment_is_refused_with_examples(text):
    with pytest.raises(NotATimeError):
        read_moment(text, now=NOW)


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("15:00", date(2026, 11, 24), datetime(2026, 11, 24, 20, tzinfo=UTC)),
        ("15:00", date(2026, 7, 1), datetime(2026, 7, 1, 19, tzinfo=UTC)),
        ("2026-11-25 00:30", date(2026, 11, 24), datetime(2026, 11, 25, 5, 30, tzinfo=UTC)),
        ("1:30", date(2026, 11, 1), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # the first of two
        ("1:59", date(2026, 3, 8), datetime(2026, 3, 8, 6, 59, tzinfo=UTC)),
        ("3:00", date(2026, 3, 8), datetime(2026, 3, 8, 7, tzinfo=UTC)),
    ],
)
def test_a_clock_without_its_date_is_on_the_sessions_day(text, day, expected):
    assert clock_on(text, day, ZONE) == expected


@pytest.mark.parametrize("text", ["2:00", "2:59"])
def test_a_time_that_spring_skips_is_refused(text):
    with pytest.raises(NotATimeError, match="does not exist"):
        clock_on(text, date(2026, 3, 8), ZONE)


WORDS = st.sampled_from(
    (
        *("today", "mon", "in", "now", "am", "pm", "3pm", "15:00", "2h", "99999d", "99999999w"),
        *("9999-12-31", "0001-01-01", "2026-11-24", "2026-11-24T15:00Z", "T", "Z", "-05:00"),
    )
)
TYPED = st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=4).map(" ".join))


@given(TYPED)
def test_whatever_is_typed_is_read_or_refused(text):
    attempts = (
        lambda: read_clock(text),
        lambda: read_span(text),
        lambda: read_day(text, today=TODAY),
        lambda: read_moment(text, now=NOW),
        lambda: clock_on(text, TODAY, ZONE),
    )
    for attempt in attempts:
        try:
            attempt()
        except NotATimeError:
            continue


@pytest.mark.parametrize(
    "text", ["in 9999999d", "in 3000000d 15:00", "9999-12-31 15:00", "2026-11-24 noon"]
)
def test_what_lies_beyond_every_calendar_is_refused(text):
    with pytest.raises(NotATimeError, match="is not a time"):
        read_moment(text, now=NOW)
