"""Papers and pictures attached to a session, sealed as notes are; they are not sent anywhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256

from practicecli.actions.desk import Desk, Done, keep, log
from practicecli.cache import attachments, sessions
from practicecli.cache.attachments import AttachmentRow
from practicecli.domain.attachments import Limits, Upload, objections_to_attaching
from practicecli.domain.problems import Problem
from practicecli.domain.refs import ref_of
from practicecli.errors import DamagedError, NotFoundError, RefusedError


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment with its name opened."""

    row: AttachmentRow
    name: str


def attach_file(desk: Desk, session: str, upload: Upload, limits: Limits) -> Attachment:
    """Attach a file to a session, whatever its note is; it is dated on its own.

    Raises RefusedError with every objection, LockedOutError. Call it in a transaction.
    """
    of = sessions.get(desk.db, session)
    problems = list(objections_to_attaching(of, upload, limits))
    digest = upload.digest
    problems += [
        Problem("already-attached", f"The very same file is there already, as {one.ref}",
                f"practice note attached {of.ref}")
        for one in attachments.of_session(desk.db, session)
        if one.hash == digest
    ]  # fmt: skip
    if problems:
        raise RefusedError(f"Nothing was attached to session {of.ref}", problems)
    identity = desk.fresh_id()
    bare = AttachmentRow(
        identity, ref_of("attachment", identity), session, b"", upload.kind, upload.size, desk.at,
        desk.book.provider.npi, digest,
    )  # fmt: skip
    name = desk.seal.seal(upload.name, _context(bare, "name"))
    row = replace(bare, name=name)
    attachments.add(desk.db, row, desk.seal.seal_bytes(upload.content, _context(row, "content")))
    # No platform: nobody else is told. It is for good, so there is nothing to undo.
    keep(
        desk,
        [Done(verb="attach", kind="attachment", record=identity, platform="", body={},
              detail=digest)],
    )  # fmt: skip
    return Attachment(row, upload.name)


def attached_to(desk: Desk, session: str) -> list[Attachment]:
    """Give what is attached to a session, oldest first. Raises LockedOutError, DamagedError."""
    return [Attachment(row, _name(desk, row)) for row in attachments.of_session(desk.db, session)]


def open_attachment(desk: Desk, session: str, identity: str) -> tuple[Attachment, bytes]:
    """Open one of a session's attachments, which is logged; give its content as it was attached.

    Raises NotFoundError, LockedOutError, DamagedError. Call it in a transaction.
    """
    of = sessions.get(desk.db, session)
    row = _one_of(desk, session, identity)
    if row is None:
        ref = ref_of("attachment", identity)
        raise NotFoundError(
            f"{ref} is not attached to session {of.ref}",
            hint=f"See what is with `practice note attached {of.ref}`",
        )
    name, content = open_content(desk, row)
    log(desk, [("open", "attachment", row.id, "")])
    return Attachment(row, name), content


def open_content(desk: Desk, row: AttachmentRow) -> tuple[str, bytes]:
    """Give name and content of an attachment. Nothing is logged here. Raises DamagedError."""
    content = desk.seal.open_bytes(attachments.body(desk.db, row.id), _context(row, "content"))
    if sha256(content).hexdigest() != row.hash:
        raise DamagedError(f"Attachment {row.ref} is not as it was attached")
    return _name(desk, row), content


def tampered_attachments(desk: Desk, only: str | None = None) -> list[str]:
    """Give the refs of attachments, or of one session's, that are not as they were attached.

    The audit log says which there have to be, of when, by whom and with which content. It does not
    say of which session: one that is gone is told whichever session is asked about.
    """
    kept = attachments.logged(desk.db)
    rows = attachments.everything(desk.db)
    bad = [
        row.ref
        for row in rows
        if only in {None, row.session} and not _is_whole(desk, row, kept.get(row.id))
    ]
    lost = set(kept) - {row.id for row in rows}
    return [*bad, *sorted(ref_of("attachment", one) for one in lost)]


def _is_whole(desk: Desk, row: AttachmentRow, kept: tuple[str, str, str] | None) -> bool:
    try:
        _name(desk, row)
        content = desk.seal.open_bytes(attachments.body(desk.db, row.id), _context(row, "content"))
    except DamagedError:
        return False
    digest = sha256(content).hexdigest()
    said = (row.attached_at, row.npi, digest)
    return row.hash == digest and row.ref == ref_of("attachment", row.id) and kept == said


def _name(desk: Desk, row: AttachmentRow) -> str:
    return desk.seal.open(row.name, _context(row, "name"))


def _one_of(desk: Desk, session: str, identity: str) -> AttachmentRow | None:
    rows = attachments.of_session(desk.db, session)
    return next((row for row in rows if row.id == identity), None)


def _context(row: AttachmentRow, part: str) -> str:
    """Bind what is sealed to all that stands beside it in plain, which so cannot change unseen."""
    return json.dumps(
        [part, row.id, row.session, row.type, row.bytes, row.attached_at, row.npi, row.hash]
    )
