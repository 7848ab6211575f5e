from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.schedule import cancel_session, schedule_sessions
from practicecli.cache.lookup import candidates, resolve
from practicecli.cache.sessions import utc_text
from practicecli.domain.refs import ref_of
from practicecli.errors import AmbiguousError, NotFoundError

HOUR = timedelta(hours=1)


@pytest.fixture
def sessions(desk, added):
    """Three appointments, of which the first two end alike: `-1abcd` and `-2abcd`."""
    tails = (0x1_6A98D, 0x2_6A98D, 0x3_00000)
    ids = iter(f"01900000-0000-7000-8000-0000{tail << 4:08x}"[:36] for tail in tails)
    client = added().id
    several = replace(desk, new_id=lambda _: next(ids))
    # Queued by the usual desk: only the sessions' own ids are chosen.
    made = []
    for number in range(3):
        start = desk.now + (number - 1) * HOUR
        chosen = replace(desk, new_id=lambda at, first=[None]: _once(first, several, desk, at))
        made += schedule_sessions(chosen, client, [start], HOUR, place="office")[0]
    return made


def _once(first, several, desk, at):
    if first[0] is None:
        first[0] = several.new_id(at)
        return first[0]
    return desk.new_id(at)


def at(desk, *, hours=0):
    return utc_text(desk.now + hours * HOUR)


def test_a_unique_end_of_a_ref_is_enough(desk, sessions):
    ref = ref_of("session", sessions[2])

    for typed in (ref, ref.upper(), ref[2:], ref[-4:], f"s-{ref[-5:]}", sessions[2]):
        assert resolve(desk.db, "session", typed) == sessions[2]


def test_an_end_that_two_share_is_told_with_both(desk, sessions):
    first, second, _ = (ref_of("session", one) for one in sessions)
    assert first[-4:] == second[-4:]

    with pytest.raises(AmbiguousError) as told:
        resolve(desk.db, "session", first[-4:])

    assert first in str(told.value)
    assert second in str(told.value)
    assert resolve(desk.db, "session", first[2:]) == sessions[0]


@pytest.mark.parametrize(
    "typed", ["zzzz", "abc", "", "%%%%", "s-____", "c-abcd", "@last ", "x" * 36, "' OR 1=1"]
)
def test_what_is_not_there_is_said_with_where_to_look(desk, added, typed):
    added()

    with pytest.raises(NotFoundError) as told:
        resolve(desk.db, "claim", typed)

    assert told.value.hint == "See what there is with `practice claim list`"


def test_last_now_and_next_follow_the_clock(desk, sessions):
    past, current, coming = sessions

    assert resolve(desk.db, "session", "@last", now=at(desk)) == past
    assert resolve(desk.db, "session", "@now", now=at(desk)) == current
    assert resolve(desk.db, "session", "@next", now=at(desk)) == coming
    # To the second: a session is over at its end, and under way from its start.
    assert resolve(desk.db, "session", "@last", now=at(desk, hours=1)) == current
    assert resolve(desk.db, "session", "@now", now=at(desk, hours=1)) == coming


@pytest.mark.parametrize(("typed", "hours"), [("@last", -2), ("@now", 5), ("@next", 1)])
def test_what_there_is_none_of_is_said(desk, sessions, typed, hours):
    with pytest.raises(NotFoundError):
        resolve(desk.db, "session", typed, now=at(desk, hours=hours))


def test_a_cancelled_session_is_none_of_them(desk, sessions):
    cancel_session(desk, sessions[2], by="me")

    with pytest.raises(NotFoundError):
        resolve(desk.db, "session", "@next", now=at(desk))


def test_the_words_are_only_for_sessions(desk, sessions):
    assert candidates(desk.db, "client", "@last", now=at(desk)) == []


@pytest.mark.parametrize(
    ("begun", "stopped", "found"), [(1, 0, True), (1, 1, False), (0, 0, False)]
)
def test_a_session_that_was_started_and_runs_over_is_still_under_way(
    desk, sessions, begun, stopped, found
):
    desk.db.execute("DELETE FROM outbox")
    desk.db.execute("DELETE FROM session WHERE id = ?", (sessions[2],))
    desk.db.execute(
        "UPDATE session SET actual_start = iif(?, starts_at, NULL), actual_stop = iif(?, ends_at,"
        " NULL) WHERE id = ?",
        (begun, stopped, sessions[1]),
    )

    if found:
        assert resolve(desk.db, "session", "@now", now=at(desk, hours=1)) == sessions[1]
        return
    with pytest.raises(NotFoundError):
        resolve(desk.db, "session", "@now", now=at(desk, hours=1))
