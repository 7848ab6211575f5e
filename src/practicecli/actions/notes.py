"""Notes: written as drafts, signed by their author, then only added to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from practicecli.actions.desk import Desk, Done, keep, log, must_open
from practicecli.actions.note_doubts import doubts_about_note, objections_to_signing_alone
from practicecli.actions.note_facts import objections_to_said_dx, said_dx, served_goals
from practicecli.actions.signatures import bind, bound_text
from practicecli.cache import edits, notes, sessions
from practicecli.cache.notes import AddendumRow, NoteRow
from practicecli.domain.note_drafts import filled, read_draft
from practicecli.domain.notes import (
    NoteFormError,
    NoteStatus,
    canonical,
    objections_to_signer,
    objections_to_signing,
    sections_of,
)
from practicecli.domain.problems import Problem, warning
from practicecli.domain.refs import ref_of
from practicecli.domain.sessions import Session, SessionStatus, true_times
from practicecli.domain.templates import NoteTemplate
from practicecli.errors import ConflictError, RefusedError

MISSED = {SessionStatus.CANCELLED, SessionStatus.LATE_CANCELLED, SessionStatus.NO_SHOW}


@dataclass(frozen=True, slots=True)
class OpenNote:
    """A note as its author reads it; `reason` is why it was signed late."""

    row: NoteRow
    sections: Mapping[str, str]
    addenda: tuple[tuple[AddendumRow, str], ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft that may be signed, with the session as it stands; the doubts only warn."""

    session: Session
    draft: NoteRow
    text: str
    late: bool
    doubts: tuple[Problem, ...]

    @property
    def signed_over(self) -> tuple[object, ...]:
        """Give all that somebody who attests it has read."""
        draft = self.draft
        return self.session, self.text, draft.template, draft.dx, draft.goals


def write_note(
    desk: Desk,
    session: str,
    *,
    template: str,
    text: str,
    dx: Sequence[str] | None = None,
    goals: Sequence[int] | None = None,
    carried: Mapping[str, str] | None = None,
    seen: bytes | None = None,
    finishes: bool = True,
) -> str:
    """Write or rewrite the draft note of a session; give its id.

    `dx` and `goals` (numbers of the treatment plan's) go before what the text says; where nobody
    says, what the draft said before stays. `carried` fills sections that the text leaves empty.
    `seen` is the sealed draft that was opened, empty for none: another one is not written over.
    `finishes`: a text that was kept unfinished has now become this draft. Raises RefusedError with
    every objection, ConflictError. Call it in a transaction.
    """
    of, before, form = may_write(desk, session, template)
    if seen is not None and seen != (before.body if before else b""):
        raise ConflictError(
            f"The draft of session {of.ref} was written anew while you wrote; yours is kept apart",
            hint=f"`practice note show {of.ref}` has theirs, `practice note write {of.ref}` yours",
        )
    try:
        draft = read_draft(text, form)
    except NoteFormError as error:
        raise RefusedError(
            f"The note of session {of.ref} was not written", error.problems
        ) from error
    said = said_dx(draft, before, dx)
    served, unknown = served_goals(desk, of, draft.goals if goals is None else tuple(goals), before)
    _refuse(of, "written", [*objections_to_said_dx(desk, of, said), *unknown])
    sections = filled(draft.sections, carried or {})
    identity = before.id if before else desk.fresh_id()
    body = desk.seal.seal(canonical(sections), identity)
    row = NoteRow(
        identity, ref_of("note", identity), session, template, "draft", body, desk.at,
        author=desk.book.provider.npi, dx=" ".join(said), goals=served,
    )  # fmt: skip
    notes.put_draft(desk.db, row)
    sessions.change(desk.db, session, {"note_status": NoteStatus.DRAFT.value})
    if finishes:
        edits.remove(desk.db, session)
    keep(desk, [_written(of, identity, before)])
    return identity


def may_write(
    desk: Desk, session: str, template: str
) -> tuple[Session, NoteRow | None, NoteTemplate]:
    """Make sure that a session's note may be written; give session, earlier draft and template.

    Raises RefusedError, LockedOutError: better before anybody has written a page.
    """
    must_open(desk)
    of = sessions.get(desk.db, session)
    before = notes.of_session(desk.db, session)
    form = template_of(desk, template, of.ref)
    _refuse(of, "written", _objections_to_writing(of, before, form))
    return of, before, form


def sign_note(
    desk: Desk,
    session: str,
    *,
    reason: str = "",
    stands: Session | None = None,
    shown: Ready | None = None,
) -> tuple[str, list[Problem]]:
    """Sign the draft of a session as its author, for good; give the note's id and what to mind.

    `reason` is why it is late, kept only where it is. `stands` is the session as the same command
    confirms it, so that the signature binds the codes and times of the claim. The caller has asked
    for the attestation of what was `shown`: nothing else is signed. Raises RefusedError,
    ConflictError. Call it in a transaction.
    """
    ready = ready_to_sign(desk, session, stands=stands)
    if shown is not None and ready.signed_over != shown.signed_over:
        raise ConflictError(
            f"The note of session {ready.session.ref} was changed while you were asked;"
            " it is not signed",
            hint=f"Read it as it is now with `practice note sign {ready.session.ref}`",
        )
    of, draft, late = ready.session, ready.draft, ready.late
    binding = bind(desk, of, draft, ready.text, late=late, reason=reason.strip() if late else "")
    signed = replace(
        draft,
        status="signed",
        signed_at=desk.at,
        signer=binding.signer,
        npi=binding.npi,
        bound=bound_text(binding),
        previous=binding.previous,
        hash=binding.digest(),
        late=late,
        reason=desk.seal.seal(binding.reason, f"{draft.id}:reason") if binding.reason else None,
    )
    notes.sign(desk.db, signed)
    sessions.change(desk.db, session, {"note_status": NoteStatus.SIGNED.value})
    keep(desk, [_signed(of, signed)])
    return draft.id, [*_lateness(of, binding.reason, late=late), *ready.doubts]


def ready_to_sign(desk: Desk, session: str, *, stands: Session | None = None) -> Ready:
    """Say before anybody is asked whether a draft may be signed, and what to mind about it.

    Raises RefusedError with all that stands against it, NotFoundError, LockedOutError.
    """
    must_open(desk)
    of = stands or sessions.get(desk.db, session)
    draft = notes.must_have(desk.db, session, of.ref)
    if draft.status == "signed":
        fix = f"practice note show {of.ref}"
        _refuse(of, "signed", [Problem("note-locked", "It is signed already", fix)])
    text = desk.seal.open(draft.body, draft.id)
    form = template_of(desk, draft.template, of.ref)
    author = draft.author or desk.book.provider.npi  # from before authors were kept
    draft = replace(draft, dx=draft.dx or " ".join(of.dx), author=author)
    sections = sections_of(text)
    problems = [
        *objections_to_signing(of.ref, sections, form, held=_took_place(desk, of, form)),
        *_objections_to_kind(of, form),
        *objections_to_signing_alone(desk, of, form),
        *objections_to_signer(author, desk.book.provider.npi, what="note"),
        *objections_to_said_dx(desk, of, tuple(draft.dx.split())),
        *_objections_to_signing_time(desk),
    ]
    _refuse(of, "signed", problems)
    late = of.sign_by is not None and desk.now > of.sign_by
    return Ready(of, draft, text, late, tuple(doubts_about_note(desk, of, draft, sections, form)))


def open_note(desk: Desk, session: str, *, read: bool = True, verb: str = "open") -> OpenNote:
    """Open a note, which is logged; `read` where its author has it before them.

    `verb` is what the log says was done with it, such as `print`. Raises NotFoundError,
    LockedOutError. Call it in a transaction.
    """
    must_open(desk)
    of = sessions.get(desk.db, session)
    row = notes.must_have(desk.db, session, of.ref)
    text = desk.seal.open(row.body, row.id)
    if read:
        notes.set_opened(desk.db, row.id, desk.at)
    log(desk, [(verb, "note", row.id, "")])
    added = tuple((one, desk.seal.open(one.body, one.id)) for one in notes.addenda(desk.db, row.id))
    reason = desk.seal.open(row.reason, f"{row.id}:reason") if row.reason else ""
    return OpenNote(row, sections_of(text), added, reason)


def titled(desk: Desk, opened: OpenNote) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Give a note's title, and its sections beneath their headings.

    Those it was signed with, else the template's; one's own may not be there any more.
    """
    bound = json.loads(opened.row.bound or "{}")
    title, headings = bound.get("title", opened.row.template), dict(bound.get("headings", ()))
    if "headings" not in bound:
        try:
            template = desk.template(opened.row.template)
        except KeyError:
            pass
        else:
            title, headings = template.title, {one.key: one.title for one in template.sections}
    return title, tuple(
        (headings.get(key) or key.replace("-", " ").capitalize(), words)
        for key, words in opened.sections.items()
    )


def doubts_about_draft(desk: Desk, session: str) -> list[Problem]:
    """Say early what a reviewer would say of the draft of a session. Raises NotFoundError."""
    of = sessions.get(desk.db, session)
    row = notes.must_have(desk.db, session, of.ref)
    form = template_of(desk, row.template, of.ref)
    sections = sections_of(desk.seal.open(row.body, row.id))
    return doubts_about_note(desk, of, row, sections, form)


def template_of(desk: Desk, key: str, ref: str) -> NoteTemplate:
    """Find the template of a session's note. Raises RefusedError where there is none."""
    try:
        found = desk.template(key)
    except KeyError:
        raise RefusedError(
            f"The note of session {ref} has no template any more",
            [Problem("template-unknown", "The template it was written with is not there",
                     "Put its file back, or write the note with another `--template`")],
        ) from None  # fmt: skip
    return found


def _objections_to_signing_time(desk: Desk) -> list[Problem]:
    from practicecli.actions.clocks import objections_to_signing_time  # late: drafts have no date

    return objections_to_signing_time(desk)


def _refuse(of: Session, verb: str, problems: Sequence[Problem]) -> None:
    if problems:
        raise RefusedError(f"The note of session {of.ref} was not {verb}", problems)


def _objections_to_writing(
    of: Session, before: NoteRow | None, form: NoteTemplate
) -> list[Problem]:
    if before is not None and before.status == "signed":
        return [Problem("note-locked", "It is signed, and a signed note is never changed",
                        f"practice note addend {of.ref} --from FILE")]  # fmt: skip
    if form.kind != "note":
        return [Problem("template-unknown", "A treatment plan is a client's, not a session's",
                        "practice plan write CLIENT --from FILE")]  # fmt: skip
    if of.status in MISSED and form.billed:
        return [Problem("not-scheduled", f"The session is {of.status.value}",
                        "What was tried to reach the client: `--template missed`")]  # fmt: skip
    if before is None and of.note_status == NoteStatus.SIGNED:
        return [Problem("note-locked", "It was signed on another computer, where its text is",
                        "Write it there: `practice note addend`")]  # fmt: skip
    return []


def _took_place(desk: Desk, of: Session, form: NoteTemplate) -> bool:
    if of.status in MISSED:
        return not form.billed and of.starts_at <= desk.now
    return true_times(of, None, None).stop <= desk.now


def _objections_to_kind(of: Session, form: NoteTemplate) -> list[Problem]:
    """Keep a record that nobody came apart from a session that can still be billed."""
    if form.billed or of.status in MISSED:
        return []
    told = f"This note tells of a missed session, but session {of.ref} is {of.status.value}"
    fix = f"First `practice session no-show {of.ref}`, or write the note with another template"
    return [Problem("not-missed", told, fix)]


def _lateness(of: Session, reason: str, *, late: bool) -> list[Problem]:
    if not late:
        return []
    fix = "Be ready to give the reason when the platform asks"
    if not reason:
        fix = f"Say why, while you know it: `practice note addend {of.ref} --from FILE`"
    return [warning("late-signature", "It is signed after its time, and says so", fix)]


def _written(of: Session, identity: str, before: NoteRow | None) -> Done:
    """Keep a draft here: until it is signed it is nobody else's business."""
    old: dict[str, Any] | None = None
    if before is not None:
        old = {"template": before.template, "body": {"hex": before.body.hex()},
               "edited_at": before.edited_at, "opened_at": before.opened_at,
               "author": before.author, "dx": before.dx, "goals": before.goals}  # fmt: skip
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
