from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.addenda import addend_note
from practicecli.actions.keeping import keep_edit, recover_edit
from practicecli.actions.notes import sign_note, write_note
from practicecli.cache import edits
from practicecli.cache.connect import transaction
from practicecli.errors import LockedOutError
from practicecli.vault.seal import Seal

NOTE = "# Data\nCame on time\n# Assessment\nSteady\n# Plan\nWeekly"
MINUTE = timedelta(minutes=1)


def keep(desk, session, text):
    with transaction(desk.db):
        keep_edit(desk, session, "dap", text)


def recover(desk, subject, text, saved):
    with transaction(desk.db):
        return recover_edit(desk, subject, "dap", text, saved)


def kept(desk, session):
    found = edits.get(desk.db, session)
    return found and (found[0], desk.seal.open(found[1], f"{session}:edit"))


def test_what_was_saved_last_is_kept_sealed_until_it_is_a_draft(desk, held):
    session = held(1)
    keep(desk, session, "half a")
    keep(desk, session, "half a note")

    assert kept(desk, session) == ("dap", "half a note")
    assert b"half" not in edits.get(desk.db, session)[1]
    assert edits.count(desk.db) == 1
    with transaction(desk.db):
        write_note(desk, session, template="dap", text=NOTE)
    assert edits.get(desk.db, session) is None


def test_an_addendum_that_is_still_being_written_is_kept_apart_from_a_draft(desk, held):
    session = held(1)
    with transaction(desk.db):
        write_note(desk, session, template="dap", text=NOTE)
        sign_note(desk, session)
    keep(desk, f"{session}:addendum", "It was")
    with transaction(desk.db):
        addend_note(desk, session, "It was the 23rd")

    assert edits.count(desk.db) == 0


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(1, ((True, True), "from the file")), (0, ((True, False), "sealed"))],
)
def test_of_two_texts_the_later_one_is_kept(desk, held, minutes, expected):
    session = held(1)
    keep(desk, session, "sealed")

    taken = recover(desk, session, "from the file", desk.now + minutes * MINUTE)
    assert (taken, kept(desk, session)[1]) == expected


def test_a_text_nobody_had_sealed_is_taken_in(desk, held):
    session = held(1)

    assert recover(desk, session, "from the file", desk.now) == (True, True)
    assert recover(desk, f"{session}:addendum", "more", desk.now) == (True, True)
    assert edits.count(desk.db) == 2


@pytest.mark.parametrize("subject", ["", "no-such-thing", "01900000-0000-7000-8000-0000000000ff"])
def test_a_text_about_something_of_another_practice_is_left_for_that_one(desk, subject):
    assert recover(desk, subject, "theirs", desk.now) == (False, False)
    assert edits.count(desk.db) == 0


def test_a_clients_plan_is_a_subject_as_well(desk, added):
    assert recover(desk, added().id, "a plan", desk.now) == (True, True)


def test_without_the_key_for_notes_nothing_is_kept_in_clear(desk, held):
    closed = replace(desk, seal=Seal(None))
    session = held(1)

    with pytest.raises(LockedOutError):
        keep(closed, session, "half a note")
    with pytest.raises(LockedOutError):
        recover(closed, session, "half a note", desk.now)
    assert edits.count(desk.db) == 0
