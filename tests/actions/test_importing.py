from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from practicecli.actions.clients import edit_client
from practicecli.actions.importing import import_calendar, import_clients, import_window, unnamed
from practicecli.actions.schedule import mark_no_show
from practicecli.cache import sessions
from practicecli.domain.incoming import IncomingClient, IncomingEvent, InvalidRow
from practicecli.domain.problems import Problem
from practicecli.errors import NotFoundError

HOUR = timedelta(hours=1)
WINDOW = (date(2026, 11, 1), date(2026, 12, 31))


@pytest.fixture
def event(desk):
    """Make an occurrence of a calendar, so many hours from now."""

    def make(summary="Ana Rivers", hours=24, *, uid="u", instance=None, **differs):
        start = desk.now + hours * HOUR
        usual = IncomingEvent(
            uid=uid,
            instance=instance or f"{uid}/20261125T140000Z",
            starts_at=start,
            ends_at=start + HOUR,
            summary=summary,
        )
        return replace(usual, **differs)

    return make


def run(desk, *events):
    results = import_calendar(desk, events, window=WINDOW)
    return [result.outcome.value for result in results]


def queued(desk):
    return [row[0] for row in desk.db.execute("SELECT verb FROM outbox ORDER BY seq")][1:]


def test_a_calendar_is_scheduled_and_a_second_run_is_quiet(desk, added, event):
    client = added()
    events = [event(), event("AR therapy", 48, uid="v", link="https://doxy.me/x")]

    first = import_calendar(desk, events, window=WINDOW)

    assert [result.outcome.value for result in first] == ["scheduled", "scheduled"]
    assert {result.client for result in first} == {client.id}
    made = [sessions.get(desk.db, result.session) for result in first]
    assert [(one.place, one.link) for one in made] == [
        ("office", ""),
        ("video-home", "https://doxy.me/x"),
    ]
    assert run(desk, *events) == ["unchanged", "unchanged"]
    assert queued(desk) == ["schedule", "schedule"]


def test_only_what_changed_is_changed(desk, added, event):
    added()
    first, second, third = (event(hours=24 * day, uid=f"u{day}") for day in (1, 2, 3))
    run(desk, first, second, third)

    moved = replace(first, starts_at=first.starts_at + HOUR, ends_at=first.ends_at + HOUR)
    outcome = run(desk, moved, second, replace(third, cancelled=True))

    assert outcome == ["moved", "unchanged", "cancelled"]
    assert queued(desk)[3:] == ["cancel", "move"]


def test_sessions_in_each_others_way_move_all_the_same(desk, added, event):
    added()
    hours = [event(hours=24 + number, uid=f"u{number}") for number in range(3)]
    run(desk, *hours)

    later = [
        replace(one, starts_at=one.starts_at + HOUR, ends_at=one.ends_at + HOUR) for one in hours
    ]

    assert run(desk, *later) == ["moved", "moved", "moved"]


def test_an_overlap_is_that_entrys_own(desk, added, event):
    added()

    results = import_calendar(
        desk, [event(), event(uid="v"), event(hours=30, uid="w")], window=WINDOW
    )

    assert [one.outcome.value for one in results] == ["scheduled", "refused", "scheduled"]
    assert [problem.code for problem in results[1].problems] == ["overlap"]


def test_several_clients_at_one_time_are_wanted_or_not(desk, added, event):
    added()
    events = [event(), event(uid="v")]

    results = import_calendar(desk, events, window=WINDOW, allow_overlap=True)

    assert [one.outcome.value for one in results] == ["scheduled", "scheduled"]


def test_a_dry_runs_objection_names_no_session_that_will_not_be(desk, added, event):
    added()
    import_calendar(desk, [event(hours=48, uid="there")], window=WINDOW)
    events = [event(hours=48, uid="there"), event(), event(uid="v"), event(hours=48, uid="w")]

    tried = unnamed(import_calendar(desk, events, window=WINDOW))

    told = [problem.message for one in tried for problem in one.problems]
    assert told[0] == "Another entry of this calendar is at that time"
    assert told[1].startswith("Session s-")


def test_an_entry_of_nobody_or_of_two_is_left_until_an_alias_says_whose(desk, added, event):
    one = added()
    added("Abe Ross")
    entries = [event("Dentist"), event("AR", uid="v", hours=30)]
    assert run(desk, *entries) == ["unmatched", "ambiguous"]

    edit_client(desk, one.id, {"aliases": ("Dentist", "AR")})

    assert run(desk, *entries) == ["scheduled", "scheduled"]


def test_what_left_the_calendar_is_shown_and_not_touched(desk, added, event):
    added()
    run(desk, event())

    assert run(desk) == ["missing"]
    assert queued(desk) == ["schedule"]


def test_what_was_missed_here_is_not_moved_by_a_calendar(desk, added, event):
    added()
    past = event(hours=-3)
    (result,) = import_calendar(desk, [past], window=WINDOW)
    mark_no_show(desk, result.session)

    moved = replace(past, starts_at=past.starts_at + HOUR, ends_at=past.ends_at + HOUR)

    assert run(desk, moved) == ["unchanged"]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, (date(2026, 10, 27), date(2027, 5, 25))),
        (date(2026, 1, 1), None, (date(2026, 1, 1), date(2027, 5, 25))),
        (None, date(2026, 12, 1), (date(2026, 10, 27), date(2026, 12, 1))),
    ],
)
def test_four_weeks_back_and_half_a_year_ahead_are_looked_at(first, last, expected):
    assert import_window(date(2026, 11, 24), first, last) == expected


def test_rows_of_clients_stand_each_for_itself(desk, added):
    added("Ben Stone", born=date(1985, 4, 5))
    rows = [
        IncomingClient(name="Ana Rivers", row=1, payer="Aetna"),
        IncomingClient(name="ben stone", row=2, payer="aetna", born=date(1985, 4, 5)),
        IncomingClient(name="Ben Stone", row=3, payer="aetna"),  # born another day, or not said
        IncomingClient(name="Cara Moss", row=5),
        IncomingClient(name="Dan Hill", row=6, payer="aetna", platform="nowhere"),
        IncomingClient(name="Eve Lake", row=8, platform="self"),
    ]
    rejected = [
        InvalidRow(4, None, (Problem("no-name", "Row 4 has no name"),)),
        InvalidRow(7, None, (Problem("duplicate-row", "Row 7 has the name of row 1"),)),
    ]

    results = import_clients(desk, rows, rejected, platform="headway")

    assert [(one.row, one.outcome.value) for one in results] == [
        (1, "added"),
        (2, "duplicate"),
        (3, "added"),
        (4, "invalid"),
        (5, "refused"),
        (6, "refused"),
        (7, "duplicate"),
        (8, "added"),
    ]
    again = import_clients(desk, rows, [], platform="headway")
    assert [one.outcome.value for one in again if one.outcome.value != "refused"] == [
        "duplicate"
    ] * 4


def test_a_platform_for_all_rows_must_be_there(desk):
    with pytest.raises(NotFoundError):
        import_clients(desk, [], [], platform="nowhere")
