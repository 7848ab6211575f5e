from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicecli.actions.addenda import addend_note
from practicecli.actions.batch import confirm_rows
from practicecli.actions.clients import add_client, archive_client, edit_client
from practicecli.actions.confirm import confirm_session, modify_session
from practicecli.actions.notes import sign_note, write_note
from practicecli.actions.provider import add_license, edit_provider, set_credential
from practicecli.actions.schedule import (
    cancel_session,
    mark_entered,
    mark_no_show,
    move_session,
    schedule_sessions,
    start_session,
    stop_session,
)
from practicecli.actions.undo import last_command, undo_last
from practicecli.cache import answers, audit, outbox, people, sessions
from practicecli.cache.connect import rehearsal, transaction
from practicecli.cache.undoing import put_back
from practicecli.domain.confirming import Wanted
from practicecli.domain.incoming import ConfirmRow, IncomingClient
from practicecli.domain.people import License
from practicecli.errors import NotFoundError, RefusedError

HOUR = timedelta(hours=1)
NOTE = "# Data\nCame\n# Assessment\nSteady\n# Plan\nWeekly"
USUAL = Wanted(cpt=("90834",), dx=("F41.1",), note_route="upload")
ONLY_GROW = ("audit", "meta")  # the log keeps what was done and that it was taken back


def command(desk):
    """Begin another command, which sees what the last one wrote."""
    book = replace(desk.book, provider=people.provider(desk.db))
    return replace(desk, book=book, batch=desk.fresh_id())


def undo(desk):
    with transaction(desk.db):
        return undo_last(command(desk))


def newcomer(desk, _client, _session):
    add_client(
        desk,
        IncomingClient(name="Cy Dale", platform="alma", payer="aetna", aliases=("Cy", "C. D.")),
    )


def series(desk, client, _session):
    starts = [desk.now + 2 * HOUR + timedelta(days=7) * number for number in range(3)]
    schedule_sessions(desk, client, starts, HOUR, place="video", series_days=7, allow_overlap=True)


def one_more(desk, client, _session):
    schedule_sessions(desk, client, [desk.now - HOUR], HOUR, place="office", allow_overlap=True)


def many(desk, _client, _session):
    refs = desk.db.execute("SELECT ref FROM session ORDER BY id LIMIT 4").fetchall()
    confirm_rows(
        desk,
        [
            ConfirmRow(number, ref, ("90834",), ("F41.1",), modifiers=("59",), note="upload")
            for number, (ref,) in enumerate(refs, start=1)
        ],
        attest=False,
    )


def edited(desk, client, _session):
    values = {
        "name": "Ana Brook", "aliases": ("A", "B"), "born": None, "payer": "cigna",
        "platform": "alma", "forms": False,
    }  # fmt: skip
    edit_client(desk, client, values)


ACTIONS = {
    "add client": newcomer,
    "edit client": edited,
    "archive": lambda desk, client, _: archive_client(desk, client),
    "provider": lambda desk, *_: edit_provider(desk, {"phone": "1", "tax_id": desk.fresh_id()}),
    "series": series,
    "schedule": one_more,
    "move": lambda desk, _, session: move_session(
        desk, session, desk.now - 3 * HOUR, None, allow_overlap=True
    ),
    "cancel": lambda desk, _, session: cancel_session(desk, session, by="me"),
    "late cancel": lambda desk, _, session: cancel_session(
        desk, session, by="client", fee_cents=7500
    ),
    "no-show": lambda desk, _, session: mark_no_show(desk, session, fee_cents=5000),
    "start": lambda desk, _, session: start_session(desk, session),
    "stop": lambda desk, _, session: stop_session(replace(desk, now=desk.now + HOUR), session),
    "confirm": lambda desk, _, session: confirm_session(desk, session, USUAL),
    "modify": lambda desk, _, session: modify_session(desk, session, Wanted(dx=("F41.0",))),
    "write": lambda desk, _, session: write_note(desk, session, template="dap", text=NOTE),
    "batch": many,
}


@pytest.fixture
def room(desk, added, held):
    """Two clients of two platforms, with a session held of each; nothing to undo."""
    there = []
    for name, platform in (("Ana Rivers", "headway"), ("Ben Stone", "alma")):
        client = added(name, platform=platform)
        there.append((client.id, held(1, who=client)))
        there.append((client.id, held(2, who=client, clocked=False)))
    desk.db.execute("DELETE FROM outbox")
    return there


def attempt(desk, act, client, session):
    """Do one command; where it is refused nothing of it may stay. Savepoints: all is rehearsed."""
    desk.db.execute("SAVEPOINT command")
    try:
        act(command(desk), client, session)
    except RefusedError:
        desk.db.execute("ROLLBACK TO command")


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTIONS)), st.integers(0, 3)), max_size=8))
def test_whatever_was_done_is_taken_back_step_by_step(desk, room, dump, steps):
    with rehearsal(desk.db):
        stood = [dump(*ONLY_GROW)]
        for name, number in steps:
            attempt(desk, ACTIONS[name], *room[number])
            now = dump(*ONLY_GROW)
            if now["outbox"] != stood[-1]["outbox"]:
                stood.append(now)
            assert now == stood[-1]
        while len(stood) > 1:
            stood.pop()
            undo(desk)
            assert dump(*ONLY_GROW) == stood[-1]
        assert audit.verify(desk.db, desk.audit_key) is None


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_every_command_that_can_be_undone_really_does_something(desk, room, dump, name):
    unheld = {"start", "cancel", "late cancel", "no-show"}
    client, session = room[1] if name in unheld else room[0]
    if name == "stop":
        desk.db.execute("UPDATE session SET actual_stop = NULL WHERE id = ?", (session,))
    if name == "modify":
        ACTIONS["confirm"](desk, client, session)
        desk.db.execute("DELETE FROM outbox")
    before = dump(*ONLY_GROW)

    with transaction(desk.db):
        ACTIONS[name](command(desk), client, session)

    assert dump(*ONLY_GROW) != before
    shown = last_command(desk)
    assert undo(desk) == shown
    assert dump(*ONLY_GROW) == before


def test_nothing_to_undo_is_said(desk):
    with pytest.raises(NotFoundError, match="nothing unsent"):
        undo(desk)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (sign_note, "note-locked"),
        (lambda desk, _: add_license(desk, License("NJ", "LPC")), "no-undo"),
        (lambda desk, _: set_credential(desk, "cigna", "NY", "active"), "no-undo"),
    ],
)
def test_what_is_for_good_is_not_undone(desk, room, dump, act, code):
    _, session = room[0]
    with transaction(desk.db):
        write_note(command(desk), session, template="dap", text=NOTE)
        act(command(desk), session)
    before = dump()

    with pytest.raises(RefusedError) as error:
        undo(desk)

    assert {one.code for one in error.value.problems} == {code}
    assert dump() == before


def test_an_addendum_is_for_good(desk, room):
    _, session = room[0]
    with transaction(desk.db):
        write_note(command(desk), session, template="dap", text=NOTE)
        sign_note(command(desk), session)
        addend_note(command(desk), session, "more")

    with pytest.raises(RefusedError) as error:
        undo(desk)
    assert [one.code for one in error.value.problems] == ["note-locked"]


@pytest.mark.parametrize("state", ["sent", "refused", "conflict"])
def test_what_has_left_is_not_undone(desk, room, dump, state):
    with transaction(desk.db):
        confirm_session(command(desk), room[0][1], USUAL)
    outbox.set_state(desk.db, [outbox.last_batch(desk.db)[0].id], state)
    before = dump()

    with pytest.raises(RefusedError) as error:
        undo(desk)

    assert [one.code for one in error.value.problems] == ["sent"]
    assert dump() == before


def test_the_clock_of_a_session_whose_confirmation_was_taken_over_is_not_undone(desk, room, dump):
    _, session = room[1]
    with transaction(desk.db):
        start_session(command(desk), session)
        stop_session(replace(command(desk), now=desk.now + HOUR / 2), session)
    later = replace(desk, now=desk.now + HOUR)
    with transaction(desk.db):
        confirm_session(command(later), session, replace(USUAL, cpt=("90832",)))
    waiting = outbox.waiting(desk.db, "headway")
    with transaction(desk.db):
        answers.applied(desk.db, [(one, 2) for one in waiting])
    before = dump()

    with pytest.raises(NotFoundError):
        undo(desk)

    assert dump() == before
    assert sessions.get(desk.db, session).actual_stop is not None


def test_a_client_on_whom_something_rests_is_not_removed(desk, held, added, dump):
    client = added("Ben Stone", platform="alma")
    session = held(1, who=client)
    desk.db.execute("DELETE FROM outbox WHERE record = ?", (session,))
    before = dump()

    with pytest.raises(RefusedError) as error:
        undo(desk)

    assert [one.code for one in error.value.problems] == ["no-undo"]
    assert dump() == before


def test_what_was_entered_by_hand_is_taken_back_before_what_was_done_earlier(desk, held, added):
    session = held(1, who=added("Ben Stone", platform="alma"))
    with transaction(desk.db):
        confirm_session(command(desk), session, USUAL)
        mark_entered(command(desk), session)

    verbs = [undo(desk)[0].verb, undo(desk)[0].verb]

    assert verbs == ["entered", "confirm"]
    assert sessions.get(desk.db, session).status == "scheduled"


def test_undo_does_not_go_behind_a_command_that_was_sent(desk, held, added, dump):
    session = held(1)
    with transaction(desk.db):
        write_note(command(desk), session, template="dap", text=NOTE)
        later = replace(command(desk), now=desk.now + HOUR)
        client = add_client(later, IncomingClient(name="Ben", platform="self"))
        answers.applied(desk.db, [(outbox.last_batch(desk.db)[0], 1)])
    before = dump()

    with pytest.raises(RefusedError) as error:
        undo(desk)

    assert [one.code for one in error.value.problems] == ["sent"]
    assert dump() == before
    assert people.client(desk.db, client.id).version == 1


def test_a_table_that_is_not_undone_is_a_bug(desk):
    with pytest.raises(ValueError, match="audit"):
        put_back(desk.db, "audit", "1", None)
