"""Attachments as rows. Name and content are sealed before they come here and opened after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practicecli.cache.connect import Db

_COLUMNS = "id, ref, session, name, type, bytes, attached_at, npi, hash"
_ALL = f"SELECT {_COLUMNS} FROM attachment ORDER BY seq"  # noqa: S608 - columns are our own
_OF_SESSION = f"SELECT {_COLUMNS} FROM attachment WHERE session = ? ORDER BY seq"  # noqa: S608
_BODY = "SELECT body FROM attachment WHERE id = ?"
_LOGGED = """
    SELECT subject, at, who, detail FROM audit WHERE kind = 'attachment' AND verb = 'attach'
     ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment without its content. `name` is sealed; `hash` is SHA-256 of the plain content.

    `type` is a media type, `npi` that of who attached it.
    """

    id: str
    ref: str
    session: str
    name: bytes
    type: str
    bytes: int
    attached_at: str
    npi: str
    hash: str


def add(db: Db, one: AttachmentRow, body: bytes) -> None:
    """Write an attachment, for good: the database refuses every change of it."""
    db.execute(
        "INSERT INTO attachment (id, ref, session, name, type, bytes, attached_at, npi, hash, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (one.id, one.ref, one.session, one.name, one.type, one.bytes, one.attached_at, one.npi,
         one.hash, body),
    )  # fmt: skip


def of_session(db: Db, session: str) -> list[AttachmentRow]:
    """Read what is attached to a session, oldest first."""
    return [AttachmentRow(*row) for row in db.execute(_OF_SESSION, (session,))]


def everything(db: Db) -> list[AttachmentRow]:
    """Read all attachments, oldest first."""
    return [AttachmentRow(*row) for row in db.execute(_ALL)]


def body(db: Db, identity: str) -> bytes:
    """Read the sealed content of an attachment, which must be there."""
    return bytes(db.execute(_BODY, (identity,)).fetchone()[0])


def logged(db: Db) -> dict[str, tuple[str, str, str]]:
    """Give what the log says of each that was attached, by id: at, who, hash."""
    return {subject: (at, who, digest) for subject, at, who, digest in db.execute(_LOGGED)}
