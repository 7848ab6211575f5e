from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.confirm import confirm_session, modify_session
from practicecli.actions.marking import Marks, mark_session
from practicecli.actions.schedule import cancel_session, schedule_sessions
from practicecli.actions.undo import undo_last
from practicecli.cache import people, sessions
from practicecli.cache.connect import transaction
from practicecli.domain.confirming import Wanted
from practicecli.errors import RefusedError


def marked(desk, identity):
    one = sessions.get(desk.db, identity)
    return one.participants, one.occasion, one.complexity, one.em_minutes


def mark(desk, identity, **said):
    with transaction(desk.db):
        mark_session(replace(desk, batch=desk.fresh_id()), identity, Marks(**said))


def test_what_is_said_is_kept_and_the_rest_stays(desk, held):
    identity = held(1)

    assert marked(desk, identity) == ("client", "", "", None)
    mark(desk, identity, participants="family", complexity="play")
    assert marked(desk, identity) == ("family", "", "play", None)
    mark(desk, identity, occasion="crisis", em_minutes=20)
    assert marked(desk, identity) == ("family", "crisis", "play", 20)
    mark(desk, identity, occasion="", complexity="", em_minutes=0)
    assert marked(desk, identity) == ("family", "", "", None)


def test_a_mark_stays_here_is_logged_and_can_be_taken_back(desk, held):
    identity = held(1)
    mark(desk, identity, occasion="intake")

    row = desk.db.execute(
        "SELECT verb, platform, state, body FROM outbox ORDER BY seq DESC"
    ).fetchone()
    log = desk.db.execute("SELECT verb, subject FROM audit ORDER BY seq DESC").fetchone()
    assert tuple(row) == ("mark", "", "local", "{}")
    assert tuple(log) == ("mark", identity)
    with transaction(desk.db):
        undo_last(desk)
    assert marked(desk, identity) == ("client", "", "", None)


def test_an_appointment_may_be_marked_from_the_start(desk, added):
    with transaction(desk.db):
        (identity,), _ = schedule_sessions(
            desk, added().id, [desk.now], timedelta(hours=1), place="office", participants="group",
            occasion="crisis",
        )  # fmt: skip

    assert marked(desk, identity) == ("group", "crisis", "", None)


def test_what_is_confirmed_or_did_not_take_place_is_not_marked(desk, held):
    confirmed, cancelled = held(1), held(2, clocked=False)
    with transaction(desk.db):
        confirm_session(desk, confirmed, Wanted(cpt=("90834",), dx=("F41.1",)))
        cancel_session(desk, cancelled, by="me")

    for identity, code in ((confirmed, "already-confirmed"), (cancelled, "not-scheduled")):
        with pytest.raises(RefusedError) as refused:
            mark(desk, identity, occasion="crisis")
        assert [one.code for one in refused.value.problems] == [code]


def test_the_minutes_of_a_visit_are_those_of_the_command_else_those_marked(desk, held):
    desk.db.execute("UPDATE license SET type = 'MD'")
    identity = held(1, minutes=60)
    mark(desk, identity, em_minutes=30)

    doctor = replace(
        desk, batch=desk.fresh_id(), book=replace(desk.book, provider=people.provider(desk.db))
    )
    wanted = Wanted(cpt=("99213", "90833"), dx=("F41.1",))
    with transaction(desk.db):
        found = confirm_session(doctor, identity, wanted)
    assert found.confirmation.em_minutes == 30
    with transaction(desk.db):
        again = replace(doctor, batch=desk.fresh_id())
        modify_session(again, identity, Wanted(cpt=("99213", "90836"), em_minutes=20))
    assert marked(desk, identity)[3] == 20
    with pytest.raises(RefusedError) as refused, transaction(desk.db):
        modify_session(doctor, identity, Wanted(cpt=("99213", "90838")))
    assert [one.code for one in refused.value.problems] == ["cpt-minutes", "no-note"]
    with transaction(desk.db):
        undo_last(doctor)
    assert marked(desk, identity)[3] == 30
