"""Notes: written as drafts, signed by their author, then only added to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from practicecli.actions.desk import Desk, Done, keep, log
from practicecli.cache import notes, sessions
from practicecli.cache.facts import skew
from practicecli.cache.notes import AddendumRow, NoteRow
from practicecli.cache.sessions import maybe_text
from practicecli.domain.notes import (
    Binding,
    NoteFormError,
    NoteStatus,
    canonical,
    objections_to_signing,
    read_sections,
    sections_of,
)
from practicecli.domain.problems import Problem, warning
from practicecli.domain.refs import ref_of
from practicecli.domain.sessions import Session, SessionStatus, true_times
from practicecli.domain.skew import Skew, objections_to_clock
from practicecli.errors import DamagedError, LockedOutError, RefusedError

MISSED = {SessionStatus.CANCELLED, SessionStatus.LATE_CANCELLED, SessionStatus.NO_SHOW}


@dataclass(frozen=True, slots=True)
class OpenNote:
    """A note as its author reads it."""

    row: NoteRow
    sections: Mapping[str, str]
    addenda: tuple[tuple[AddendumRow, str], ...]


def write_note(desk: Desk, session: str, *, template: str, text: str) -> str:
    """Write or rewrite the draft note of a session; give its id.

    Raises RefusedError where the note is signed or the text does not fit. Call it in a transaction.
    """
    _must_open(desk)
    of = sessions.get(desk.db, session)
    before = notes.of_session(desk.db, session)
    if before is not None and before.status == "signed":
        raise RefusedError(
            f"The note of session {of.ref} was not written",
            [Problem("note-locked", "It is signed, and a signed note is never changed",
                     f"practice note addend {of.ref} --from FILE")],
        )  # fmt: skip
    if of.status in MISSED:
        raise RefusedError(
            f"The note of session {of.ref} was not written",
            [Problem("not-scheduled", f"The session is {of.status.value}")],
        )
    if before is None and of.note_status == NoteStatus.SIGNED:
        raise RefusedError(
            f"The note of session {of.ref} was not written",
            [Problem("note-locked", "It was signed on another computer, where its text is",
                     "Write it there: `practice note addend`")],
        )  # fmt: skip
    try:
        sections = read_sections(text, desk.template(template))
    except NoteFormError as error:
        raise RefusedError(
            f"The note of session {of.ref} was not written", error.problems
        ) from error
    identity = before.id if before else desk.fresh_id()
    body = desk.seal.seal(canonical(sections), identity)
    notes.put_draft(
        desk.db,
        NoteRow(identity, ref_of("note", identity), session, template, "draft", body, desk.at),
    )
    sessions.change(desk.db, session, {"note_status": NoteStatus.DRAFT.value})
    keep(desk, [_written(of, identity, before)])
    return identity


def sign_note(desk: Desk, session: str) -> tuple[str, list[Problem]]:
    """Sign the draft of a session as its author, for good; give the note's id and what to mind.

    The caller has asked for the attestation. Raises RefusedError. Call it in a transaction.
    """
    _must_open(desk)
    of = sessions.get(desk.db, session)
    draft = notes.must_have(desk.db, session, of.ref)
    if draft.status == "signed":
        raise RefusedError(
            f"The note of session {of.ref} was not signed",
            [Problem("note-locked", "It is signed already", f"practice note show {of.ref}")],
        )
    text = desk.seal.open(draft.body, draft.id)
    template = desk.template(draft.template)
    held = true_times(of, None, None).stop <= desk.now and of.status not in MISSED
    problems = [
        *objections_to_signing(of.ref, sections_of(text), template, held=held),
        *_objections_to_clock(desk),
    ]
    if problems:
        raise RefusedError(f"The note of session {of.ref} was not signed", problems)
    late = of.sign_by is not None and desk.now > of.sign_by
    binding = bind(desk, of, draft, text, previous=notes.last_hash(desk.db))
    signed = replace(
        draft,
        status="signed",
        signed_at=desk.at,
        signer=binding.signer,
        npi=binding.npi,
        bound=bound_text(binding, of),
        previous=binding.previous,
        hash=binding.digest(),
        late=late,
    )
    notes.sign(desk.db, signed)
    sessions.change(desk.db, session, {"note_status": NoteStatus.SIGNED.value})
    keep(desk, [_signed(of, signed)])
    warnings = []
    if late:
        warnings.append(
            warning("late-signature", "It is signed after its time, and says so",
                    "Be ready to give the reason when the platform asks")
        )  # fmt: skip
    return draft.id, warnings


def addend_note(desk: Desk, session: str, text: str) -> str:
    """Add a signed addendum to a signed note. Raises RefusedError. Call it in a transaction."""
    _must_open(desk)
    of = sessions.get(desk.db, session)
    row = notes.must_have(desk.db, session, of.ref)
    problems = []
    if row.status != "signed":
        problems.append(
            Problem("note-unsigned", "It is still a draft; write it anew or sign it first",
                    f"practice note sign {of.ref} --attest")
        )  # fmt: skip
    if not text.strip():
        problems.append(Problem("note-form", "The addendum is empty"))
    problems += _objections_to_clock(desk)
    if problems:
        raise RefusedError(f"Nothing was added to the note of session {of.ref}", problems)
    added = notes.addenda(desk.db, row.id)
    previous = added[-1].hash if added else row.hash or ""
    identity = desk.fresh_id()
    provider = desk.book.provider
    binding = Binding(
        identity, session, "addendum", text, provider.name, provider.credentials, provider.npi,
        desk.at, previous, (), (), (), "", "",
    )  # fmt: skip
    one = AddendumRow(
        identity, row.id, desk.seal.seal(text, identity), desk.at, provider.name, provider.npi,
        previous, binding.digest(),
    )  # fmt: skip
    notes.add_addendum(desk.db, one)
    body = {"id": one.id, "note": row.id, "signed_at": one.signed_at, "signer": one.signer,
            "npi": one.npi, "hash": one.hash, "previous": one.previous}  # fmt: skip
    keep(
        desk,
        [Done(verb="addend", kind="note", record=row.id, platform=of.platform, body=body,
              seen_version=row.version, sealed=one.body, sealed_for=one.id)],
    )  # fmt: skip
    return row.id


def open_note(desk: Desk, session: str, *, read: bool = True) -> OpenNote:
    """Open a note, which is logged; `read` where its author has it before them.

    Raises NotFoundError, LockedOutError. Call it in a transaction.
    """
    _must_open(desk)
    of = sessions.get(desk.db, session)
    row = notes.must_have(desk.db, session, of.ref)
    text = desk.seal.open(row.body, row.id)
    if read:
        notes.set_opened(desk.db, row.id, desk.at)
    log(desk, [("open", "note", row.id, "")])
    added = tuple((one, desk.seal.open(one.body, one.id)) for one in notes.addenda(desk.db, row.id))
    return OpenNote(row, sections_of(text), added)


def tampered_notes(desk: Desk, only: str | None = None) -> list[str]:
    """Give the refs of signed notes, or of one session's, that are not as they were signed.

    The audit log says which ones there have to be: a chain alone does not miss its own end.
    """
    _must_open(desk)
    previous = ""
    bad: list[str] = []
    lost = notes.lost(desk.db)
    for row in notes.signed(desk.db):
        whole = row.previous == previous and row.id not in lost and _opens_whole(desk, row)
        if not whole and only in {None, row.session}:
            bad.append(row.ref)
        previous = row.hash or ""
        lost.discard(row.id)
    return bad if only else [*bad, *sorted(ref_of("note", one) for one in lost)]


def bind(desk: Desk, of: Session, draft: NoteRow, text: str, *, previous: str) -> Binding:
    """Put together all that a signature holds fast."""
    provider = desk.book.provider
    times = true_times(of, None, None)
    return Binding(
        note=draft.id,
        session=of.id,
        template=draft.template,
        body=text,
        signer=provider.name,
        credentials=provider.credentials,
        npi=provider.npi,
        signed_at=desk.at,
        previous=previous,
        cpt=of.cpt,
        modifiers=of.modifiers,
        dx=of.dx,
        start=maybe_text(times.start) or "",
        stop=maybe_text(times.stop) or "",
    )


def bound_text(binding: Binding, of: Session) -> str:
    """Give what of a binding has to be kept beside the note, as JSON: all but the text itself."""
    said = of.actual_start is not None and of.actual_stop is not None
    return json.dumps(
        {
            "credentials": binding.credentials,
            "cpt": binding.cpt,
            "modifiers": binding.modifiers,
            "dx": binding.dx,
            "start": binding.start,
            "stop": binding.stop,
            "minutes": true_times(of, None, None).minutes if said else None,
        }
    )


def _opens_whole(desk: Desk, row: NoteRow) -> bool:
    try:
        return _is_whole(desk, row)
    except DamagedError:
        return False  # a text that was sealed for another note, or not by this key


def _is_whole(desk: Desk, row: NoteRow) -> bool:
    held = json.loads(row.bound or "{}")
    binding = Binding(
        row.id, row.session, row.template, desk.seal.open(row.body, row.id), row.signer or "",
        held["credentials"], row.npi or "", row.signed_at or "", row.previous or "",
        tuple(held["cpt"]), tuple(held["modifiers"]), tuple(held["dx"]), held["start"],
        held["stop"],
    )  # fmt: skip
    if binding.digest() != row.hash:
        return False
    previous = row.hash
    for one in notes.addenda(desk.db, row.id):
        text = desk.seal.open(one.body, one.id)
        added = Binding(
            one.id, row.session, "addendum", text, one.signer, held["credentials"], one.npi,
            one.signed_at, previous or "", (), (), (), "", "",
        )  # fmt: skip
        if one.previous != previous or added.digest() != one.hash:
            return False
        previous = one.hash
    return True


def _written(of: Session, identity: str, before: NoteRow | None) -> Done:
    """Keep a draft here: until it is signed it is nobody else's business."""
    old: dict[str, Any] | None = None
    if before is not None:
        old = {"template": before.template, "body": {"hex": before.body.hex()},
               "edited_at": before.edited_at, "opened_at": before.opened_at}  # fmt: skip
    return Done(
        verb="write",
        kind="note",
        record=identity,
        platform="",
        body={},
        undo=[["note", identity, old], ["session", of.id, {"note_status": of.note_status}]],
    )


def _signed(of: Session, row: NoteRow) -> Done:
    body = {
        "session": row.session, "template": row.template, "signed_at": row.signed_at,
        "signer": row.signer, "npi": row.npi, "hash": row.hash, "previous": row.previous,
        "late": row.late,
    }  # fmt: skip
    return Done(
        verb="sign",
        kind="note",
        record=row.id,
        platform=of.platform,
        body=body,
        seen_version=row.version,
        sealed=row.body,
        sealed_for=row.id,
        detail=row.hash or "",  # chained in the log too: else who holds both keys could forge it
    )


def _objections_to_clock(desk: Desk) -> list[Problem]:
    found = [skew(desk.db, name) for name, one in desk.platforms.items() if not one.is_manual]
    measured = [Skew(one[0], datetime.fromisoformat(one[1])) for one in found if one is not None]
    return list(objections_to_clock(measured, now=desk.now))


def _must_open(desk: Desk) -> None:
    if not desk.seal.is_open:
        raise LockedOutError(
            "The key that was given does not open notes",
            hint="Use the key that `practice init` made, not the one for cron",
        )
