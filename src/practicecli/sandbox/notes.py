"""Signed notes and what is added to them. What is signed is never changed here either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.domain.problems import Problem
from practicecli.domain.refs import ref_of
from practicecli.sandbox import sessions
from practicecli.sandbox.store import text_of

if TYPE_CHECKING:
    from practicecli.sandbox.bodies import AddendumBody, NoteBody
    from practicecli.sandbox.world import World

_ADD = """
    INSERT INTO note (account, id, session, template, signed_at, signer, npi, hash, previous, late,
                      text, received_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ADD_TO = """
    INSERT INTO addendum (account, id, note, signed_at, signer, npi, hash, previous, text,
                          received_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def sign(world: World, record: str, body: NoteBody) -> list[Problem]:
    """Take a signed note; a session has one."""
    if not sessions.exists(world, body.session):
        ref = ref_of("session", body.session)
        return [Problem("no-such-session", f"The platform knows no session {ref}")]
    taken = "SELECT id FROM note WHERE account = ? AND (id = ? OR session = ?)"
    if world.row(taken, record, body.session):
        ref = ref_of("session", body.session)
        return [
            Problem(
                "note-locked",
                f"Session {ref} has a signed note already",
                f"practice note addend {ref} --from FILE",
            )
        ]
    if found := _objections(world, body):
        return found
    world.db.execute(
        _ADD,
        (world.account, record, body.session, body.template, text_of(body.signed_at), body.signer,
         body.npi, body.hash, body.previous or "", body.late, body.text, world.at),
    )  # fmt: skip
    world.put("note", record, None)
    sessions.note_is_signed(world, body.session)
    return []


def addend(world: World, record: str, body: AddendumBody) -> list[Problem]:
    """Add to a signed note; what was added once stays."""
    if not world.row("SELECT id FROM note WHERE account = ? AND id = ?", body.note):
        ref = ref_of("note", body.note)
        return [Problem("no-such-note", f"The platform knows no signed note {ref}")]
    there = world.row("SELECT hash FROM addendum WHERE account = ? AND id = ?", body.id)
    if there and there["hash"] == body.hash:
        return []  # it came before, and its answer was forgotten
    if there:
        return [Problem("note-locked", "This addendum is there already and is never changed")]
    if found := _objections(world, body):
        return found
    world.db.execute(
        _ADD_TO,
        (world.account, body.id, body.note, text_of(body.signed_at), body.signer, body.npi,
         body.hash, body.previous or "", body.text, world.at),
    )  # fmt: skip
    world.put("note", record, None, own=record != body.note)
    return []


def _objections(world: World, body: NoteBody | AddendumBody) -> list[Problem]:
    found = []
    if not body.text.strip():
        found.append(Problem("note-incomplete", "The signed note came without its text"))
    if body.npi != world.npi:
        found.append(Problem("npi", "The note is signed with another NPI than this log-in's"))
    return found
