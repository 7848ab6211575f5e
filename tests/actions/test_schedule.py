from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from practicecli.actions.clients import archive_client
from practicecli.actions.schedule import (
    cancel_session,
    mark_entered,
    mark_no_show,
    move_session,
    schedule_sessions,
    start_session,
    stop_session,
)
from practicecli.cache import sessions
from practicecli.cache.connect import transaction
from practicecli.domain.sessions import SessionStatus, occurrences
from practicecli.errors import RefusedError

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
COMING = timedelta(days=7)


@pytest.fixture
def book(desk, added):
    """Schedule an hour for a client of headway, at so long after now."""
    client = added()

    def put(after=COMING, length=HOUR, *, who=client, **options):
        found, _ = schedule_sessions(
            desk, who.id, [desk.now + after], length, place="office", **options
        )
        return found[0]

    return put


def codes_of(refused):
    return [problem.code for problem in refused.value.problems]


def verbs(desk):
    return [row[0] for row in desk.db.execute("SELECT verb FROM outbox ORDER BY seq")]


@pytest.mark.parametrize(
    ("start", "length", "overlaps"),
    [
        (-HOUR, HOUR, False),  # ends that touch are fine
        (HOUR, HOUR, False),
        (-HOUR, HOUR + MINUTE, True),
        (HOUR - MINUTE, HOUR, True),
        (timedelta(0), HOUR, True),
        (15 * MINUTE, 30 * MINUTE, True),
        (-HOUR, 3 * HOUR, True),
    ],
)
def test_two_appointments_may_touch_and_not_overlap(desk, book, start, length, overlaps):
    first = book()

    if not overlaps:
        book(COMING + start, length)
        return
    with pytest.raises(RefusedError) as refused:
        book(COMING + start, length)

    assert codes_of(refused) == ["overlap"]
    assert sessions.get(desk.db, first).ref in refused.value.problems[0].message
    assert verbs(desk) == ["put", "schedule"]


def test_an_appointment_of_another_platform_overlaps_too(book, added):
    book()

    with pytest.raises(RefusedError) as refused:
        book(who=added("Ben Stone", platform="alma"))

    assert codes_of(refused) == ["overlap"]


def test_an_overlap_that_is_wanted_stands(desk, book):
    assert book() != book(allow_overlap=True)


def test_a_cancelled_appointment_leaves_its_time_free(desk, book):
    cancel_session(desk, book(), by="me")

    assert book()


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, ["stop-before-start"]), (1, []), (480, []), (481, ["too-long"])],
)
def test_an_appointment_has_a_length_within_the_platforms_longest(desk, book, minutes, expected):
    longest = desk.book.policies["headway"].longest_minutes
    given = minutes - 480 + longest if minutes >= 480 else minutes

    if not expected:
        assert book(length=given * MINUTE)
        return
    with pytest.raises(RefusedError) as refused:
        book(length=given * MINUTE)

    assert codes_of(refused) == expected


def test_a_series_is_scheduled_whole_or_not_at_all(desk, book, added):
    book(COMING)
    starts = [desk.now + COMING * number for number in range(3)]

    other = added("Ben Stone").id

    with pytest.raises(RefusedError) as refused, transaction(desk.db):
        schedule_sessions(desk, other, starts, HOUR, place="office", series_days=7)

    assert codes_of(refused) == ["overlap"]
    assert desk.db.execute("SELECT count(*) FROM session").fetchone()[0] == 1


def test_a_weekly_three_oclock_stays_three_oclock_when_the_clocks_change(desk, added):
    first = datetime(2027, 3, 2, 15, 0)  # noqa: DTZ001 - wall time
    zone = desk.book.zone
    walls = occurrences(first, every=timedelta(days=7), count=3)
    starts = [wall.replace(tzinfo=zone).astimezone(UTC) for wall in walls]

    made, _ = schedule_sessions(desk, added().id, starts, HOUR, place="office", series_days=7)

    stored = [sessions.get(desk.db, one).starts_at for one in made]
    assert [one.hour for one in stored] == [20, 20, 19]  # in UTC; 14 March 2027 is the change
    assert {one.astimezone(zone).hour for one in stored} == {15}


def test_a_session_of_the_past_is_scheduled_with_a_word_of_warning(desk, added):
    _, warnings = schedule_sessions(desk, added().id, [desk.now - HOUR], HOUR, place="office")

    assert [problem.code for problem in warnings] == ["in-the-past"]


def test_an_archived_client_is_not_scheduled(desk, book, added):
    gone = added("Ben Stone")
    archive_client(desk, gone.id)

    with pytest.raises(RefusedError) as refused:
        book(who=gone)

    assert codes_of(refused) == ["archived"]


def test_a_move_takes_length_and_deadlines_along(desk, book):
    identity = book()
    before = sessions.get(desk.db, identity)

    move_session(desk, identity, desk.now + 2 * COMING, None)

    after = sessions.get(desk.db, identity)
    assert (after.starts_at, after.minutes) == (desk.now + 2 * COMING, 60)
    assert after.confirm_by - before.confirm_by == COMING
    assert verbs(desk)[-1] == "move"


def test_a_move_may_overlap_only_itself(desk, book):
    first, second = book(), book(COMING + 2 * HOUR)

    move_session(desk, first, desk.now + COMING + 30 * MINUTE, None)
    with pytest.raises(RefusedError) as refused:
        move_session(desk, second, desk.now + COMING + HOUR, None)

    assert codes_of(refused) == ["overlap"]


@pytest.mark.parametrize(
    ("ahead", "by", "status"),
    [
        (timedelta(hours=24), "client", SessionStatus.CANCELLED),
        (timedelta(hours=24) - MINUTE, "client", SessionStatus.LATE_CANCELLED),
        (timedelta(minutes=1), "me", SessionStatus.CANCELLED),
        (-HOUR, "client", SessionStatus.LATE_CANCELLED),
    ],
)
def test_a_cancellation_is_late_inside_the_notice_window(desk, added, book, ahead, by, status):
    windows = desk.book.policies["headway"].no_show.windows_hours
    usual = timedelta(hours=max(windows, default=24))
    identity = book(ahead - timedelta(hours=24) + usual if ahead > HOUR else ahead)

    cancel_session(desk, identity, by=by)

    assert sessions.get(desk.db, identity).status is status


@pytest.mark.parametrize(
    ("said", "ahead", "by", "fee", "expected"),
    [
        ({"platform": "self", "plan": "self"}, HOUR, "client", 5000, []),
        ({"platform": "self", "plan": "self"}, HOUR, "me", 5000, ["fee-not-allowed"]),
        ({"platform": "self", "plan": "self"}, 90 * COMING, "client", 5000, ["fee-not-allowed"]),
        ({"plan": "medicaid"}, HOUR, "client", 5000, ["fee-not-allowed"]),
        ({"plan": "medicaid"}, HOUR, "client", 0, []),
    ],
)
def test_a_fee_is_only_for_what_the_client_cancels_late(
    desk, added, book, said, ahead, by, fee, expected
):
    identity = book(ahead, who=added(**said))

    if expected:
        with pytest.raises(RefusedError) as refused:
            cancel_session(desk, identity, by=by, fee_cents=fee)
        assert codes_of(refused) == expected
        return
    cancel_session(desk, identity, by=by, fee_cents=fee)

    owed = [row[0] for row in desk.db.execute("SELECT amount_cents FROM charge")]
    assert owed == ([fee] if fee else [])


@pytest.mark.parametrize(("fee", "expected"), [(7500, []), (7501, ["fee-not-allowed"])])
def test_a_fee_ends_at_the_platforms_cap(desk, book, fee, expected):
    identity = book(HOUR)
    policy = desk.book.policies["headway"]
    capped = replace(policy, no_show=replace(policy.no_show, cap_cents=7500))
    strict = replace(desk, book=replace(desk.book, policies={"headway": capped}))

    if expected:
        with pytest.raises(RefusedError) as refused:
            cancel_session(strict, identity, by="client", fee_cents=fee)
        assert codes_of(refused) == expected
        return
    assert cancel_session(strict, identity, by="client", fee_cents=fee) == identity


@pytest.mark.parametrize(("after", "expected"), [(MINUTE, ["not-held"]), (0 * MINUTE, [])])
def test_nobody_is_missed_before_the_session_begins(desk, book, after, expected):
    identity = book(after)

    if expected:
        with pytest.raises(RefusedError) as refused:
            mark_no_show(desk, identity)
        assert codes_of(refused) == expected
        return
    mark_no_show(desk, identity)

    assert sessions.get(desk.db, identity).status is SessionStatus.NO_SHOW


@pytest.mark.parametrize("again", [cancel_session, mark_no_show, move_session])
def test_a_missed_session_is_done_with(desk, book, again):
    identity = book(-HOUR)
    mark_no_show(desk, identity)
    extra = {
        cancel_session: {"by": "me"},
        mark_no_show: {},
        move_session: {"start": desk.now + COMING, "length": None},
    }[again]

    with pytest.raises(RefusedError) as refused:
        again(desk, identity, **extra)

    assert codes_of(refused) == ["not-scheduled"]


def test_the_clock_of_a_session_stays_here(desk, book):
    identity = book(-HOUR)

    start_session(desk, identity)
    with pytest.raises(RefusedError) as refused:
        stop_session(desk, identity)  # in the same second

    assert codes_of(refused) == ["stop-before-start"]
    assert sessions.get(desk.db, identity).actual_start == desk.now
    last = desk.db.execute("SELECT verb, state, undo FROM outbox ORDER BY seq DESC").fetchone()
    assert (last[0], last[1]) == ("start", "local")
    assert json.loads(last[2])[0][2] == {"actual_start": None}


def test_a_session_that_was_not_started_cannot_be_stopped(desk, book):
    with pytest.raises(RefusedError) as refused:
        stop_session(desk, book(-HOUR))

    assert codes_of(refused) == ["not-started"]


def test_only_what_is_confirmed_is_entered(desk, book):
    with pytest.raises(RefusedError) as refused:
        mark_entered(desk, book(-HOUR))

    assert codes_of(refused) == ["not-confirmed"]


def test_a_session_counts_for_its_local_day(desk, added):
    late = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)  # nine in the evening of the first

    schedule_sessions(desk, added().id, [late], HOUR, place="office")

    (day,) = desk.db.execute("SELECT day FROM session").fetchone()
    assert date.fromisoformat(day) == date(2026, 12, 1)
