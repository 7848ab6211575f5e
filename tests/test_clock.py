from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli import clock
from practicecli.errors import RefusedError, UsageError

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026-11-24T12:00:00-05:00", NOON),
        ("2026-11-24T17:00:00Z", NOON),
        ("2026-11-24T17:00Z", NOON),
        ("2026-11-24T17:00:00.999Z", NOON),
        (" 2026-11-24T17:00:00Z ", NOON),
        ("2026-11-24T12:00:00", NOON),  # read in the zone handed in
        ("2026-11-24", datetime(2026, 11, 24, 5, 0, tzinfo=UTC)),
    ],
)
def test_an_invented_time_is_taken_in_a_sandbox(said, expected):
    assert clock.now({"PRACTICE_NOW": said}, sandboxed=True, naive=NEW_YORK) == expected


def test_the_offset_of_the_sandbox_is_added():
    env = {"PRACTICE_NOW": "2026-11-24T17:00:00Z"}

    assert clock.now(env, offset_seconds=90, sandboxed=True) == NOON + timedelta(seconds=90)


@pytest.mark.parametrize("said", ["soon", "2026-13-01", "12:00", "2026-11-24T25:00:00Z", "1"])
def test_a_time_that_is_none_is_refused(said):
    with pytest.raises(UsageError, match="PRACTICE_NOW"):
        clock.now({"PRACTICE_NOW": said}, sandboxed=True)


def test_an_invented_time_is_refused_where_a_real_platform_would_see_it():
    with pytest.raises(UsageError, match="sandbox"):
        clock.now({"PRACTICE_NOW": "2026-11-24T17:00:00Z"}, sandboxed=False)


@pytest.mark.parametrize("env", [{}, {"PRACTICE_NOW": ""}])
def test_else_it_is_the_clock_in_whole_seconds_and_no_offset_counts(env):
    before = datetime.now(UTC) - timedelta(seconds=1)
    found = clock.now(env, offset_seconds=86400, sandboxed=False)

    assert before <= found <= datetime.now(UTC)
    assert found.microsecond == 0
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "/etc/passwd", "America"])
def test_an_unknown_zone_is_refused(name):
    with pytest.raises(UsageError, match="time zone"):
        clock.zone(name)


def test_a_known_zone_is_found():
    assert clock.zone("America/New_York") == NEW_YORK


@settings(max_examples=100)
@given(
    st.datetimes(
        min_value=datetime(1, 1, 3),  # noqa: DTZ001
        max_value=datetime(9999, 12, 29),  # noqa: DTZ001
        timezones=st.timezones(),
    )
)
def test_stored_text_keeps_the_instant_and_has_one_width(moment):
    text = clock.iso_utc(moment)

    assert len(text) == 20
    assert clock.from_iso_utc(text) == moment.astimezone(UTC).replace(microsecond=0)


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2, max_size=2))
@settings(max_examples=100)
def test_stored_text_compares_as_time(moments):
    first, second = sorted(moments)

    assert clock.iso_utc(first) <= clock.iso_utc(second)


def test_a_naive_time_is_never_stored():
    with pytest.raises(ValueError, match="zone"):
        clock.iso_utc(datetime(2026, 11, 24))  # noqa: DTZ001


@pytest.mark.parametrize(
    "text", ["2026-11-24T17:00:00+00:00", "2026-11-24 17:00:00Z", "2026-11-24T17:00Z", "", "x" * 20]
)
def test_other_forms_are_not_read_as_stored(text):
    with pytest.raises(ValueError, match=r"."):
        clock.from_iso_utc(text)


def test_a_stored_instant_is_shown_with_the_offset_of_the_zone():
    assert clock.local_iso("2026-11-24T17:00:00Z", NEW_YORK) == "2026-11-24T12:00:00-05:00"
    assert clock.local_iso("2026-07-01T16:00:00Z", NEW_YORK) == "2026-07-01T12:00:00-04:00"


@pytest.mark.parametrize(
    ("wall", "fold", "expected"),
    [
        ("2026-03-08T01:59", None, "2026-03-08T06:59:00Z"),
        ("2026-03-08T03:00", None, "2026-03-08T07:00:00Z"),
        ("2026-11-01T00:59", None, "2026-11-01T04:59:00Z"),
        ("2026-11-01T01:00", 0, "2026-11-01T05:00:00Z"),
        ("2026-11-01T01:00", 1, "2026-11-01T06:00:00Z"),
        ("2026-11-01T01:59", 1, "2026-11-01T06:59:00Z"),
        ("2026-11-01T02:00", None, "2026-11-01T07:00:00Z"),
        ("2026-11-24T12:00", 1, "2026-11-24T17:00:00Z"),
    ],
)
def test_a_wall_time_becomes_an_instant(wall, fold, expected):
    found = clock.resolve_wall(datetime.fromisoformat(wall), NEW_YORK, fold)

    assert clock.iso_utc(found) == expected


@pytest.mark.parametrize("wall", ["2026-03-08T02:00", "2026-03-08T02:30", "2026-03-08T02:59"])
@pytest.mark.parametrize("fold", [None, 0, 1])
def test_a_time_in_the_gap_is_refused_with_both_choices(wall, fold):
    with pytest.raises(RefusedError) as caught:
        clock.resolve_wall(datetime.fromisoformat(wall), NEW_YORK, fold)

    (problem,) = caught.value.problems
    assert problem.code == "no-such-time"
    minute = wall[-2:]
    assert f"`2026-03-08 01:{minute}` or `2026-03-08 03:{minute}`" in problem.fix


@pytest.mark.parametrize("wall", ["2026-11-01T01:00", "2026-11-01T01:59"])
def test_a_time_that_exists_twice_needs_to_be_told_which(wall):
    naive = datetime.fromisoformat(wall)

    assert clock.exists_twice(naive, NEW_YORK)
    with pytest.raises(UsageError) as caught:
        clock.resolve_wall(naive, NEW_YORK)
    assert "--fold 0" in caught.value.hint


@pytest.mark.parametrize("wall", ["2026-11-01T00:59", "2026-11-01T02:00", "2026-03-08T02:30"])
def test_other_times_do_not_exist_twice(wall):
    assert not clock.exists_twice(datetime.fromisoformat(wall), NEW_YORK)
