from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicecli.actions.attachments import (
    _context,
    attach_file,
    attached_to,
    open_attachment,
    tampered_attachments,
)
from practicecli.cache import attachments, sessions
from practicecli.cache.connect import IntegrityError, transaction
from practicecli.cache.withdrawing import withdraw
from practicecli.domain.attachments import Upload
from practicecli.errors import DamagedError, LockedOutError, NotFoundError, RefusedError
from practicecli.figures.attachments import attachment_limits
from practicecli.vault.seal import Seal

LIMITS = attachment_limits()
CONTENT = b"%PDF-1.7 an invented form of Ana Rivers"


def upload(content=CONTENT, name="form of Ana.pdf", kind="application/pdf"):
    return Upload(name, kind, len(content), content)


@pytest.fixture
def put(desk, held):
    """Attach a file to a session; give both."""

    def attach(content=CONTENT, session=None, **said):
        of = session or held()
        with transaction(desk.db):
            return of, attach_file(desk, of, upload(content, **said), LIMITS)

    return attach


def audit(desk, kind="attachment"):
    rows = desk.db.execute("SELECT verb, subject, detail FROM audit WHERE kind = ?", (kind,))
    return [tuple(row) for row in rows]


def lift(desk):
    """Take away what the database refuses, as somebody with the key and a shell can."""
    names = desk.db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        desk.db.execute(f"DROP TRIGGER {name}")


def test_what_was_attached_comes_out_as_it_went_in(desk, put):
    session, one = put()

    with transaction(desk.db):
        opened, content = open_attachment(desk, session, one.row.id)

    assert (content, opened.name) == (CONTENT, "form of Ana.pdf")
    assert attached_to(desk, session) == [opened]
    assert one.row.ref.startswith("a-")
    assert one.row.hash == hashlib.sha256(CONTENT).hexdigest()
    assert audit(desk) == [("attach", one.row.id, one.row.hash), ("open", one.row.id, "")]


def test_name_and_content_are_sealed_and_nothing_waits_to_be_sent(desk, put):
    session, one = put()

    stored = desk.db.execute("SELECT name, body FROM attachment").fetchone()
    assert not any(b"Ana" in bytes(value) for value in stored)
    state = desk.db.execute("SELECT state, body, sealed FROM outbox WHERE kind = 'attachment'")
    assert [tuple(row) for row in state] == [("local", "{}", None)]
    assert session == one.row.session


def test_the_same_file_is_attached_once_to_a_session_but_to_another_again(desk, put, held):
    session, _ = put()

    with pytest.raises(RefusedError) as refused:
        put(session=session, name="another name.pdf")
    assert [one.code for one in refused.value.problems] == ["already-attached"]

    other, _ = put(session=held(days=2))
    put(CONTENT + b" and more", session=session)
    assert [len(attached_to(desk, one)) for one in (session, other)] == [2, 1]


def test_a_refused_file_leaves_nothing(desk, held, dump):
    session = held()
    sessions.change(desk.db, session, {"status": "cancelled"})
    before = dump()

    with pytest.raises(RefusedError) as refused, transaction(desk.db):
        attach_file(desk, session, upload(b"", kind=""), LIMITS)

    assert [one.code for one in refused.value.problems] == ["not-scheduled", "file-empty"]
    assert dump() == before


def test_without_the_key_for_notes_nothing_is_sealed_or_opened(desk, put):
    session, one = put()
    closed = replace(desk, seal=Seal(None))

    for attempt in (
        lambda: attach_file(closed, session, upload(b"%PDF-1.7 other"), LIMITS),
        lambda: attached_to(closed, session),
        lambda: open_attachment(closed, session, one.row.id),
        lambda: tampered_attachments(closed),
    ):
        with pytest.raises(LockedOutError):
            attempt()


def test_an_attachment_of_another_session_is_not_given(desk, put, held):
    _, one = put()

    with pytest.raises(NotFoundError):
        open_attachment(desk, held(days=3), one.row.id)


def test_the_database_refuses_to_change_or_remove_one(desk, put):
    put()

    for statement in ("UPDATE attachment SET type = 'image/png'", "DELETE FROM attachment"):
        with pytest.raises(IntegrityError):
            desk.db.execute(statement)


def test_a_session_with_an_attachment_stays_when_its_platform_takes_it_out(desk, put, held):
    coming = held(days=-3, clocked=False)
    put(session=coming)
    bare = held(days=-4, clocked=False)
    desk.db.execute("DELETE FROM outbox WHERE kind = 'session'")

    withdraw(desk.db, {"session": [coming, bare]}, now=desk.at)

    left = [row[0] for row in desk.db.execute("SELECT id FROM session")]
    assert left == [coming]


ATTACKS = {
    "type": "UPDATE attachment SET type = 'image/png' WHERE seq = 1",
    "bytes": "UPDATE attachment SET bytes = bytes + 1 WHERE seq = 1",
    "date": "UPDATE attachment SET attached_at = '2020-01-01T00:00:00Z' WHERE seq = 1",
    "who": "UPDATE attachment SET npi = '1888888884' WHERE seq = 1",
    "hash": "UPDATE attachment SET hash = 'x' || substr(hash, 2) WHERE seq = 1",
    "ref": "UPDATE attachment SET ref = 'a-zzzzzzz' WHERE seq = 1",
    "name": "UPDATE attachment SET name = (SELECT name FROM attachment WHERE seq = 2)"
    " WHERE seq = 1",
    "body": "UPDATE attachment SET body = (SELECT body FROM attachment WHERE seq = 2)"
    " WHERE seq = 1",
    "cut": "UPDATE attachment SET body = substr(body, 1, 20) WHERE seq = 1",
    "session": "UPDATE attachment SET session = (SELECT session FROM attachment WHERE seq = 3)"
    " WHERE seq = 1",
    "removed": "DELETE FROM attachment WHERE seq = 1",
    "log": "DELETE FROM audit WHERE kind = 'attachment' AND subject ="
    " (SELECT id FROM attachment WHERE seq = 1)",
}


@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_each_way_of_tampering_is_found(desk, put, held, attack):
    session, one = put()
    put(CONTENT + b"2", session=session)
    put(CONTENT + b"3", session=held(days=2))
    assert tampered_attachments(desk) == []
    lift(desk)

    desk.db.execute(ATTACKS[attack])

    found = tampered_attachments(desk)
    assert found == ["a-zzzzzzz" if attack == "ref" else one.row.ref]
    expected = [] if attack == "session" else found
    assert tampered_attachments(desk, session) == expected
    # Nothing says any more whose it was: one that is gone is told of each.
    assert tampered_attachments(desk, "no such session") == (found if attack == "removed" else [])


def test_one_that_was_tampered_with_is_not_handed_out(desk, put):
    session, one = put()
    lift(desk)
    desk.db.execute("UPDATE attachment SET body = substr(body, 1, 20)")

    with pytest.raises(DamagedError):
        open_attachment(desk, session, one.row.id)


def forged(desk, row, content):
    """Seal another content in place of the first, with the right key and all that stands beside."""
    lift(desk)
    sealed = desk.seal.seal_bytes(content, _context(row, "content"))
    desk.db.execute("UPDATE attachment SET body = ? WHERE id = ?", (sealed, row.id))


def test_who_holds_the_key_of_notes_still_cannot_put_another_content_there(desk, put):
    session, one = put()
    forged(desk, one.row, b"%PDF-1.7 a forgery")

    assert tampered_attachments(desk) == [one.row.ref]
    with pytest.raises(DamagedError):
        open_attachment(desk, session, one.row.id)


@given(st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_changed_byte_is_found(desk, held, data):
    content = data.draw(st.binary(min_size=1, max_size=200))
    with transaction(desk.db):
        one = attach_file(desk, held(), upload(content + desk.fresh_id().encode()), LIMITS)
    lift(desk)
    body = bytearray(attachments.body(desk.db, one.row.id))
    at = data.draw(st.integers(0, len(body) - 1))
    whole = bytes(body)
    body[at] ^= data.draw(st.integers(1, 255))

    desk.db.execute("UPDATE attachment SET body = ? WHERE id = ?", (bytes(body), one.row.id))

    assert tampered_attachments(desk) == [one.row.ref]
    desk.db.execute("UPDATE attachment SET body = ? WHERE id = ?", (whole, one.row.id))


def test_the_limit_of_the_figures_is_ten_megabytes_and_three_types():
    assert LIMITS.most_bytes == 10_000_000
    assert LIMITS.named == "PDF, PNG or JPEG"
