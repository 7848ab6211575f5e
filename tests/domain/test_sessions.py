from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.sessions import (
    Session,
    SessionStatus,
    objections_to_changing,
    objections_to_moving,
    objections_to_scheduling,
    objections_to_times,
    occurrences,
    service_date,
    true_times,
)
from practicecli.domain.when import clock_on

ZONE = ZoneInfo("America/New_York")
AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def session(**changes):
    return Session(
        **{"id": "s", "ref": "s-0000001", "client": "c", "platform": "headway", "starts_at": AT,
           "ends_at": AT + 50 * MINUTE, **changes}
    )  # fmt: skip


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (59, 0), (60, 1), (3179, 52), (3180, 53)])
def test_a_begun_minute_does_not_count(seconds, minutes):
    assert session(ends_at=AT + timedelta(seconds=seconds)).minutes == minutes


def test_minutes_are_elapsed_ones_on_the_night_the_clocks_change():
    one = session(
        starts_at=datetime(2026, 11, 1, 0, 30, tzinfo=ZONE).astimezone(UTC),
        ends_at=datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=ZONE).astimezone(UTC),
    )

    assert true_times(one, None, None).minutes == 120


@pytest.mark.parametrize(
    ("starts_at", "day"),
    [
        ("2026-11-25T04:59:59+00:00", "2026-11-24"),
        ("2026-11-25T05:00:00+00:00", "2026-11-25"),
        ("2026-07-01T03:59:59+00:00", "2026-06-30"),
        ("2026-07-01T04:00:00+00:00", "2026-07-01"),
    ],
)
def test_a_session_counts_for_the_local_day_of_its_start(starts_at, day):
    one = session(starts_at=datetime.fromisoformat(starts_at))

    assert service_date(one, ZONE).isoformat() == day


@pytest.mark.parametrize(
    ("kept", "said", "expected"),
    [
        ((None, None), (None, None), (0, 50, True)),
        ((2, 49), (None, None), (2, 49, False)),
        ((2, None), (None, None), (2, 50, True)),
        ((None, 49), (None, None), (0, 49, True)),
        ((2, 49), (1, 51), (1, 51, False)),
        ((2, None), (None, 51), (2, 51, False)),
        ((None, None), (1, None), (1, 50, True)),
    ],
)
def test_what_is_said_goes_before_the_clock_and_the_clock_before_the_schedule(kept, said, expected):
    minute = [None if one is None else AT + one * MINUTE for one in (*kept, *said)]
    found = true_times(session(actual_start=minute[0], actual_stop=minute[1]), minute[2], minute[3])

    assert found.start == AT + expected[0] * MINUTE
    assert (found.stop, found.assumed) == (AT + expected[1] * MINUTE, expected[2])


@given(st.integers(-1440, 1440))
def test_a_stop_is_moved_over_midnight_only_where_that_makes_at_most_four_hours(minutes):
    stop = AT + minutes * MINUTE
    found = true_times(session(), AT, stop)

    moved = minutes <= 0 and minutes + 1440 <= 240
    assert found.stop == (stop + DAY if moved else stop)


@pytest.mark.parametrize(
    ("minutes", "longest", "expected"),
    [(0, 240, "stop-before-start"), (1, 240, None), (240, 240, None), (241, 240, "too-long")],
)
def test_true_times_and_scheduled_ones_have_a_length(minutes, longest, expected):
    wanted = [expected] if expected else []
    stop = AT + minutes * MINUTE
    times = true_times(session(ends_at=stop), None, None)

    held = objections_to_times(times, longest_minutes=longest)
    put = objections_to_scheduling(AT, stop, longest_minutes=longest, overlapping=[])
    assert [one.code for one in held] == wanted
    assert [one.code for one in put] == wanted


def test_every_appointment_in_the_way_is_named():
    found = objections_to_scheduling(
        AT, AT, longest_minutes=240, overlapping=["s-0000002", "s-0000003"]
    )

    assert [one.code for one in found] == ["stop-before-start", "overlap", "overlap"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("scheduled", []),
        ("confirmed", ["needs-support"]),
        ("cancelled", ["not-scheduled"]),
        ("late-cancelled", ["not-scheduled"]),
        ("no-show", ["not-scheduled"]),
    ],
)
def test_only_what_is_still_to_come_is_changed(status, expected):
    found = objections_to_changing(session(status=SessionStatus(status)), what="moved")

    assert [one.code for one in found] == expected


@pytest.mark.parametrize(
    ("note", "expected"), [("none", []), ("draft", []), ("signed", ["note-locked"])]
)
def test_a_session_whose_note_is_signed_keeps_its_time(note, expected):
    found = objections_to_moving(session(note_status=note))

    assert [one.code for one in found] == expected


@pytest.mark.parametrize(
    ("day", "stop", "minutes"),
    [
        (date(2027, 3, 13), "03:15", 165),  # the clocks go forward in that night
        (date(2026, 10, 31), "02:15", 225),  # and back in this one
        (date(2026, 11, 24), "02:15", 165),
    ],
)
def test_a_stop_after_midnight_is_by_the_clock_on_the_wall(day, stop, minutes):
    said = [clock_on(one, day, ZONE) for one in ("23:30", stop)]

    found = true_times(session(), *said, ZONE)

    assert found.minutes == minutes


@pytest.mark.parametrize(
    ("count", "until", "days"),
    [
        (3, None, [0, 7, 14]),
        (0, None, []),
        (None, date(2026, 11, 7), [0, 7]),
        (None, date(2026, 11, 6), [0]),
        (None, date(2026, 10, 30), []),
        (None, None, [0]),
    ],
)
def test_a_series_ends_after_so_many_or_on_a_day(count, until, days):
    first = datetime(2026, 10, 31, 15, 0)  # noqa: DTZ001 - wall time, over a clock change

    found = occurrences(first, every=7 * DAY, count=count, until=until)

    assert found == [first + timedelta(days=day) for day in days]
