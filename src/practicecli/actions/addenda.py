"""Addenda: what is signed beneath a signed note, which itself is never changed."""

from __future__ import annotations

from practicecli.actions.clocks import objections_to_signing_time
from practicecli.actions.desk import Desk, Done, keep, must_open
from practicecli.actions.signatures import bind_addendum, whole_binding
from practicecli.cache import edits, notes, sessions
from practicecli.cache.notes import AddendumRow, NoteRow
from practicecli.domain.problems import Problem
from practicecli.domain.sessions import Session
from practicecli.errors import DamagedError, RefusedError


def addend_note(desk: Desk, session: str, text: str, *, finishes: bool = True) -> str:
    """Add a signed addendum to a signed note; `finishes` what was kept unfinished of either.

    Raises RefusedError. Call it in a transaction.
    """
    of, row = may_addend(desk, session, empty=not text.strip())
    added = notes.addenda(desk.db, row.id)
    previous = added[-1].hash if added else row.hash or ""
    identity = desk.fresh_id()
    binding = bind_addendum(desk, row, identity, text, previous=previous)
    one = AddendumRow(
        identity, row.id, desk.seal.seal(text, identity), desk.at, binding.signer, binding.npi,
        previous, binding.digest(),
    )  # fmt: skip
    notes.add_addendum(desk.db, one)
    if finishes:
        edits.remove(desk.db, session)  # a draft that somebody signed while it was written
        edits.remove(desk.db, f"{session}:addendum")
    body = {"id": one.id, "note": row.id, "signed_at": one.signed_at, "signer": one.signer,
            "npi": one.npi, "hash": one.hash, "previous": one.previous}  # fmt: skip
    keep(
        desk,
        [Done(verb="addend", kind="note", record=row.id, platform=of.platform, body=body,
              seen_version=row.version, sealed=one.body, sealed_for=one.id, detail=one.hash)],
    )  # fmt: skip
    return row.id


def may_addend(desk: Desk, session: str, *, empty: bool = False) -> tuple[Session, NoteRow]:
    """Make sure that a session's note may be added to; give both. `empty`: the text is.

    Raises RefusedError, NotFoundError, LockedOutError: better before anybody has written it.
    """
    must_open(desk)
    of = sessions.get(desk.db, session)
    row = notes.must_have(desk.db, session, of.ref)
    problems = []
    if row.status != "signed":
        problems.append(
            Problem("note-unsigned", "It is still a draft; write it anew or sign it first",
                    f"practice note sign {of.ref}")
        )  # fmt: skip
    if empty:
        problems.append(Problem("note-form", "The addendum is empty"))
    problems += objections_to_signing_time(desk)
    if row.status == "signed" and whole_binding(desk, row) is None:
        raise DamagedError(
            f"The note of session {of.ref} is not as it was signed; nothing was added to it",
            hint="See what else was changed with `practice note verify`",
        )
    if problems:
        raise RefusedError(f"Nothing was added to the note of session {of.ref}", problems)
    return of, row
