from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.addenda import addend_note
from practicecli.actions.confirm import confirm_session
from practicecli.actions.notes import (
    open_note,
    sign_note,
    write_note,
)
from practicecli.actions.schedule import mark_no_show
from practicecli.actions.signatures import bound_again, whole_binding
from practicecli.actions.verifying import tampered_notes
from practicecli.cache import notes, sessions
from practicecli.cache.connect import IntegrityError, transaction
from practicecli.domain.confirming import Wanted
from practicecli.errors import LockedOutError, NotFoundError, RefusedError
from practicecli.vault.seal import Seal

NOTE = "# Data\nCame on time\n# Assessment\nSteady\n# Plan\nWeekly"
FIELDS = {"data": "Came on time", "assessment": "Steady", "plan": "Weekly"}
HOURS, SECOND = timedelta(hours=1), timedelta(seconds=1)


def write(desk, session, text=NOTE, template="dap"):
    with transaction(desk.db):
        return write_note(desk, session, template=template, text=text)


def sign(desk, session):
    with transaction(desk.db):
        return sign_note(desk, session)


def addend(desk, session, text="It was the 23rd"):
    with transaction(desk.db):
        return addend_note(desk, session, text)


def read(desk, session):
    with transaction(desk.db):
        return open_note(desk, session)


def codes(error):
    return [one.code for one in error.value.problems]


@pytest.fixture
def signed(desk, held):
    """Three sessions with signed notes, oldest first."""
    ids = [held(days) for days in (3, 2, 1)]
    for one in ids:
        write(desk, one)
        sign(desk, one)
    return ids


def loosen(desk):
    """Do what someone with the file and its key can do: take the triggers away."""
    for (name,) in desk.db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        if name.startswith(("note", "addendum")):
            desk.db.execute(f"DROP TRIGGER {name}")


def refs(desk, *ids):
    return [notes.of_session(desk.db, one).ref for one in ids]


def test_a_draft_is_sealed_kept_here_and_read_back(desk, held):
    session = held(1)
    identity = write(desk, session)

    row = notes.of_session(desk.db, session)
    assert (row.id, row.status, row.edited_at, row.opened_at) == (identity, "draft", desk.at, None)
    assert b"Came" not in row.body
    opened = read(desk, session)
    assert (opened.sections, opened.addenda) == (FIELDS, ())
    assert sessions.get(desk.db, session).note_status == "draft"
    last = desk.db.execute("SELECT verb, state, body FROM outbox ORDER BY seq DESC").fetchone()
    assert tuple(last) == ("write", "local", "{}")


def test_a_draft_is_written_over_and_has_to_be_read_again(desk, held):
    session = held(1)
    first = write(desk, session)
    read(desk, session)
    second = write(replace(desk, now=desk.now + HOURS), session, "# Subjective\nx", "soap")

    row = notes.of_session(desk.db, session)
    assert first == second
    assert (row.template, row.opened_at) == ("soap", None)


def test_every_opening_is_logged_without_a_word_of_the_note(desk, held):
    session = held(1)
    identity = write(desk, session)
    read(desk, session)

    log = [tuple(row) for row in desk.db.execute("SELECT verb, subject, detail FROM audit")]
    assert log[-2:] == [("write", identity, ""), ("open", identity, "")]
    assert "Came" not in str(log)


def test_a_text_that_does_not_fit_leaves_the_draft_as_it_was(desk, held, dump):
    session = held(1)
    write(desk, session)
    before = dump()

    with pytest.raises(RefusedError) as error:
        write(desk, session, "# Mood\nlow")

    assert codes(error) == ["section-unknown"]
    assert dump() == before


def test_there_is_no_note_of_a_session_that_was_missed(desk, held):
    session = held(1, clocked=False)
    with transaction(desk.db):
        mark_no_show(desk, session)

    with pytest.raises(RefusedError) as error:
        write(desk, session)
    assert codes(error) == ["not-scheduled"]


def test_signing_needs_every_required_section_and_an_ended_session(desk, held, dump):
    session = held(1)
    write(desk, session, "# Data\nCame")
    before = dump()
    early = replace(desk, now=sessions.get(desk.db, session).ends_at - SECOND)

    with pytest.raises(RefusedError) as error:
        sign(desk, session)
    assert codes(error) == ["note-incomplete", "note-incomplete"]
    with pytest.raises(RefusedError) as error:
        sign(early, session)
    assert codes(error) == ["not-held", "note-incomplete", "note-incomplete"]
    assert dump() == before


@pytest.mark.parametrize(("after", "late"), [(72 * HOURS, False), (72 * HOURS + SECOND, True)])
def test_a_late_signature_stands_but_says_so(desk, held, after, late):
    session = held(1)
    write(desk, session)
    ended = sessions.get(desk.db, session).ends_at

    _, warnings = sign(replace(desk, now=ended + after), session)

    assert [one.code for one in warnings] == ["late-signature"] * late
    assert bool(notes.of_session(desk.db, session).late) is late
    body = desk.db.execute("SELECT body FROM outbox WHERE verb = 'sign'").fetchone()[0]
    assert bool(json.loads(body)["late"]) is late


def test_a_signature_is_sent_with_the_sealed_text_and_never_in_clear(desk, signed):
    row = notes.of_session(desk.db, signed[-1])
    body, sealed, sealed_for, state = desk.db.execute(
        "SELECT body, sealed, sealed_for, state FROM outbox WHERE verb = 'sign' ORDER BY seq DESC"
    ).fetchone()

    assert (sealed, sealed_for, state) == (row.body, row.id, "waiting")
    assert "Came" not in body
    assert json.loads(body)["hash"] == row.hash
    assert json.loads(desk.seal.open(sealed, sealed_for)) == FIELDS


def test_a_signed_note_is_not_written_signed_or_undone_again(desk, signed, dump):
    before = dump()

    with pytest.raises(RefusedError) as error:
        write(desk, signed[0])
    assert codes(error) == ["note-locked"]
    with pytest.raises(RefusedError) as error:
        sign(desk, signed[0])
    assert codes(error) == ["note-locked"]
    assert dump() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE note SET body = x'00'",
        "UPDATE note SET status = 'draft'",
        "UPDATE note SET signed_at = '2026-01-01T00:00:00Z'",
        "UPDATE note SET signer = 'Bob'",
        "UPDATE note SET npi = '1'",
        "UPDATE note SET bound = '{}'",
        "UPDATE note SET previous = ''",
        "UPDATE note SET hash = ''",
        "UPDATE note SET hash = NULL",
        "UPDATE note SET template = 'soap'",
        "UPDATE note SET late = 1",
        "UPDATE note SET id = 'other'",
        "UPDATE note SET signing = 9",
        "DELETE FROM note",
        "UPDATE addendum SET body = x'00'",
        "DELETE FROM addendum",
    ],
)
def test_the_file_itself_refuses_to_change_what_was_signed(desk, signed, dump, sql):
    addend(desk, signed[0])
    before = dump()

    with pytest.raises(IntegrityError, match="never"):
        desk.db.execute(sql)

    assert dump() == before


def test_a_note_is_added_to_in_a_chain_of_its_own(desk, signed):
    addend(desk, signed[0], "first")
    addend(replace(desk, now=desk.now + HOURS), signed[0], "second")

    row = notes.of_session(desk.db, signed[0])
    one, two = notes.addenda(desk.db, row.id)
    assert (one.previous, two.previous) == (row.hash, one.hash)
    assert [text for _, text in read(desk, signed[0]).addenda] == ["first", "second"]
    assert tampered_notes(desk) == []


@pytest.mark.parametrize(
    ("is_signed", "text", "expected"),
    [
        (False, "x", ["note-unsigned"]),
        (True, " \n", ["note-form"]),
        (False, "", ["note-unsigned", "note-form"]),
    ],
)
def test_an_addendum_needs_words_and_a_signed_note(desk, held, is_signed, text, expected):
    session = held(1)
    write(desk, session)
    if is_signed:
        sign(desk, session)

    with pytest.raises(RefusedError) as error:
        addend(desk, session, text)
    assert codes(error) == expected


def test_what_is_not_there_is_said_to_be_missing(desk, held):
    session = held(1)

    for act in (sign, addend, read):
        with pytest.raises(NotFoundError, match="has no note"):
            act(desk, session)


def test_without_the_key_for_notes_nothing_is_read_or_written(desk, signed, dump):
    closed = replace(desk, seal=Seal(None))
    before = dump()

    for act in (write, sign, addend, read):
        with pytest.raises(LockedOutError):
            act(closed, signed[0])
    with pytest.raises(LockedOutError):
        tampered_notes(closed)
    assert dump() == before


def test_what_was_signed_and_confirmed_in_good_faith_is_whole(desk, signed):
    with transaction(desk.db):
        confirm_session(desk, signed[0], Wanted(cpt=("90834",), dx=("F41.1",)))
    addend(desk, signed[1])
    desk.db.execute("UPDATE note SET version = 3, opened_at = '2027-01-01T00:00:00Z'")

    assert tampered_notes(desk) == []


def test_a_text_swapped_for_another_is_found(desk, signed):
    loosen(desk)
    first, second, _ = (notes.of_session(desk.db, one) for one in signed)
    desk.db.execute("UPDATE note SET body = ? WHERE id = ?", (second.body, first.id))

    assert tampered_notes(desk) == refs(desk, signed[0])
    assert tampered_notes(desk, signed[0]) == refs(desk, signed[0])
    assert tampered_notes(desk, signed[1]) == []


def test_a_text_sealed_anew_is_found(desk, signed):
    loosen(desk)
    row = notes.of_session(desk.db, signed[1])
    other = desk.seal.seal(json.dumps({**FIELDS, "plan": "Monthly"}), row.id)
    desk.db.execute("UPDATE note SET body = ? WHERE id = ?", (other, row.id))

    assert tampered_notes(desk) == refs(desk, signed[1])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("signer", "Bob Example"),
        ("npi", "1000000004"),
        ("signed_at", "2026-11-24T14:00:01Z"),
        ("template", "soap"),
        ("hash", "0" * 64),
    ],
)
def test_every_changed_column_is_found(desk, signed, column, value):
    loosen(desk)
    row = notes.of_session(desk.db, signed[2])
    desk.db.execute(f"UPDATE note SET {column} = ? WHERE id = ?", (value, row.id))  # noqa: S608

    assert tampered_notes(desk) == refs(desk, signed[2])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("cpt", ["90837"]),
        ("modifiers", ["95"]),
        ("dx", ["F32.0"]),
        ("start", ""),
        ("stop", "2026-11-24T00:00:00Z"),
        ("credentials", "PhD"),
    ],
)
def test_codes_and_times_that_were_bound_are_held_fast(desk, signed, key, value):
    loosen(desk)
    row = notes.of_session(desk.db, signed[1])
    bound = json.dumps({**json.loads(row.bound), key: value})
    desk.db.execute("UPDATE note SET bound = ? WHERE id = ?", (bound, row.id))

    assert tampered_notes(desk) == refs(desk, signed[1])


def test_an_addendum_edited_or_moved_is_found(desk, signed):
    addend(desk, signed[0], "first")
    addend(desk, signed[0], "second")
    loosen(desk)
    row = notes.of_session(desk.db, signed[0])
    one, two = notes.addenda(desk.db, row.id)

    other = desk.seal.seal("other", one.id)
    desk.db.execute("UPDATE addendum SET body = ? WHERE id = ?", (other, one.id))
    assert tampered_notes(desk) == [row.ref]

    desk.db.execute("UPDATE addendum SET body = ? WHERE id = ?", (one.body, one.id))
    assert tampered_notes(desk) == []
    desk.db.execute("UPDATE addendum SET previous = ? WHERE id = ?", (row.hash, two.id))
    assert tampered_notes(desk) == [row.ref]


@pytest.mark.parametrize("which", [0, 1])
def test_an_addendum_taken_away_is_found_the_newest_too(desk, signed, which):
    addend(desk, signed[0], "first")
    addend(desk, signed[0], "second")
    loosen(desk)
    row = notes.of_session(desk.db, signed[0])
    gone = notes.addenda(desk.db, row.id)[which]
    desk.db.execute("DELETE FROM addendum WHERE id = ?", (gone.id,))

    assert tampered_notes(desk) == [row.ref]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_note_taken_away_is_found_the_newest_too(desk, signed, which):
    loosen(desk)
    row = notes.of_session(desk.db, signed[which])
    desk.db.execute("DELETE FROM note WHERE id = ?", (row.id,))

    assert row.ref in tampered_notes(desk)


def test_a_note_turned_back_into_a_draft_is_found(desk, signed):
    loosen(desk)
    row = notes.of_session(desk.db, signed[2])
    desk.db.execute("UPDATE note SET status = 'draft', signing = NULL WHERE id = ?", (row.id,))

    assert tampered_notes(desk) == [row.ref]


def test_notes_signed_in_one_second_keep_their_order(desk, held):
    ids = [held(days) for days in (1, 2, 3)]
    for one in ids:
        write(desk, one)
    for one in reversed(ids):  # ids do not rise in the order of signing
        sign(desk, one)

    assert tampered_notes(desk) == []


@pytest.mark.parametrize("beside", [{"dx": "F33.2"}, {"goals": "t-0000000 1"}, {"author": "1"}])
def test_nothing_can_be_put_beside_a_note_signed_in_the_first_form(desk, signed, beside):
    row = notes.of_session(desk.db, signed[0])
    bound = json.loads(row.bound)
    first = {key: bound[key] for key in ("credentials", "cpt", "modifiers", "dx", "start", "stop")}
    old = replace(row, bound=json.dumps(first), dx="", goals="", author="", reason=None)
    old = replace(old, hash=bound_again(desk, old).digest())

    assert whole_binding(desk, old) is not None
    assert whole_binding(desk, replace(old, **beside)) is None
