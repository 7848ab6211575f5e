"""Notes and their addenda, as rows. The text is sealed before it comes here and opened after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from practicecli.errors import NotFoundError

if TYPE_CHECKING:
    from practicecli.cache.connect import Db

_COLUMNS = (
    "id, ref, session, template, status, body, edited_at, opened_at, signed_at, signer, npi,"
    " bound, previous, hash, late, signing, version, only_here, author, dx, goals, reason"
)
_OF_SESSION = f"SELECT {_COLUMNS} FROM note WHERE session = ?"  # noqa: S608 - columns are our own
_SIGNED = f"SELECT {_COLUMNS} FROM note WHERE status = 'signed' ORDER BY signing"  # noqa: S608
_SIGNED_ELSEWHERE = "SELECT 1 FROM session WHERE id = ? AND note_status = 'signed'"
_BOUND = """
    SELECT n.session, n.bound, EXISTS (SELECT 1 FROM addendum a WHERE a.note = n.id) FROM note n
     WHERE n.status = 'signed' AND n.session IN (SELECT value FROM json_each(?))
"""
_LOST = """
    SELECT subject FROM audit WHERE kind = 'note' AND verb = 'sign'
       AND subject NOT IN (SELECT id FROM note WHERE status = 'signed')
    UNION
    SELECT subject FROM audit WHERE kind = 'note' AND verb = 'addend'
     GROUP BY subject HAVING count(*) > (SELECT count(*) FROM addendum WHERE note = subject)
"""
_NEWEST_OF_CLIENT = """
    SELECT n.id, s.ref, n.template, n.body FROM session s JOIN note n ON n.session = s.id
     WHERE s.client = ? AND s.id <> ? ORDER BY s.day DESC, s.starts_at DESC LIMIT ?
"""
# By the order in which they were made: by that of their sessions, all of those would be read.
_NEWEST = """
    SELECT n.id, s.ref, n.template, n.body FROM note n JOIN session s ON s.id = n.session
     WHERE n.session <> ? ORDER BY n.id DESC LIMIT ?
"""
_LAST_OF_CLIENT = f"""
    SELECT {", ".join("n." + name.strip() for name in _COLUMNS.split(","))}
      FROM session s JOIN note n ON n.session = s.id
     WHERE s.client = ? AND s.id <> ? AND s.starts_at < ? AND n.status = 'signed'
     ORDER BY s.day DESC, s.starts_at DESC LIMIT 1
"""  # noqa: S608 - columns are our own
_LOGGED = """
    SELECT subject, verb, detail FROM audit
     WHERE kind = 'note' AND verb IN ('sign', 'addend') ORDER BY seq
"""
_LAST_HASH = """
    SELECT hash FROM note WHERE signing IS NOT NULL ORDER BY signing DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as it is stored: `body` is sealed; `bound` is the JSON of what the signature holds.

    `signing` numbers the practice's signatures, each of which is chained to the one before;
    `only_here`: its platform holds another signed note of the session. `author` is the NPI of who
    wrote it; `dx` and `goals` are words parted by spaces; `reason`, sealed, is why it was late.
    """

    id: str
    ref: str
    session: str
    template: str
    status: str
    body: bytes
    edited_at: str
    opened_at: str | None = None
    signed_at: str | None = None
    signer: str | None = None
    npi: str | None = None
    bound: str | None = None
    previous: str | None = None
    hash: str | None = None
    late: bool = False
    signing: int | None = None
    version: int = 0
    only_here: bool = False
    author: str = ""
    dx: str = ""
    goals: str = ""
    reason: bytes | None = None


@dataclass(frozen=True, slots=True)
class AddendumRow:
    """A signed addition to a signed note; `body` is sealed."""

    id: str
    note: str
    body: bytes
    signed_at: str
    signer: str
    npi: str
    previous: str
    hash: str


def of_session(db: Db, session: str) -> NoteRow | None:
    """Read the note of a session, if there is one."""
    row = db.execute(_OF_SESSION, (session,)).fetchone()
    return NoteRow(*row) if row else None


def must_have(db: Db, session: str, ref: str) -> NoteRow:
    """Read the note of a session. Raises NotFoundError where there is none."""
    found = of_session(db, session)
    if found is None and db.execute(_SIGNED_ELSEWHERE, (session,)).fetchone():
        raise NotFoundError(
            f"The note of session {ref} was signed on another computer; its text is only there",
            hint="Open it there",
        )
    if found is None:
        raise NotFoundError(
            f"Session {ref} has no note",
            hint=f"Write one with `practice note write {ref}`",
        )
    return found


def signed(db: Db) -> list[NoteRow]:
    """Read every signed note, in the order of signing."""
    return [NoteRow(*row) for row in db.execute(_SIGNED)]


def lost(db: Db) -> set[str]:
    """Give the ids of notes that were signed, or added to, by the log, and are not all there."""
    return {identity for (identity,) in db.execute(_LOST)}


def bound_of(db: Db, sessions: str) -> dict[str, tuple[str, bool]]:
    """Give what signatures hold, and whether an addendum followed, by session.

    Takes a JSON array of sessions.
    """
    rows = db.execute(_BOUND, (sessions,))
    return {session: (bound, bool(addended)) for session, bound, addended in rows}


def last_hash(db: Db) -> str:
    """Give the hash of the note signed last, which the next one is chained to."""
    row = db.execute(_LAST_HASH).fetchone()
    return row[0] if row else ""


def logged(db: Db) -> dict[tuple[str, str], list[str]]:
    """Give the hashes that the log holds, by note and verb (`sign`, `addend`), in their order.

    Entries of addenda were written without one at first: an empty text.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for subject, verb, detail in db.execute(_LOGGED):
        found.setdefault((subject, verb), []).append(detail)
    return found


def newest(db: Db, *, but: str, limit: int) -> list[tuple[str, str, str, bytes]]:
    """Give id, session's ref, template and sealed body of the notes begun last.

    `but` is a session that is left out.
    """
    return [tuple(row) for row in db.execute(_NEWEST, (but, limit))]


def newest_of_client(
    db: Db, client: str, *, but: str, limit: int
) -> list[tuple[str, str, str, bytes]]:
    """Give the same of the notes of a client's latest sessions."""
    return [tuple(row) for row in db.execute(_NEWEST_OF_CLIENT, (client, but, limit))]


def last_signed(db: Db, client: str, *, but: str, before: str) -> NoteRow | None:
    """Read the client's newest signed note of a session that began before an instant (UTC text)."""
    row = db.execute(_LAST_OF_CLIENT, (client, but, before)).fetchone()
    return NoteRow(*row) if row else None


def put_draft(db: Db, one: NoteRow) -> None:
    """Write a draft, new or over an earlier draft."""
    db.execute(
        "INSERT INTO note (id, ref, session, template, status, body, edited_at, version, author,"
        " dx, goals) VALUES (?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET template = excluded.template, body = excluded.body,"
        " edited_at = excluded.edited_at, opened_at = NULL, author = excluded.author,"
        " dx = excluded.dx, goals = excluded.goals",
        (one.id, one.ref, one.session, one.template, one.body, one.edited_at, one.version,
         one.author, one.dx, one.goals),
    )  # fmt: skip


def set_opened(db: Db, identity: str, at: str) -> None:
    """Record that the author has opened the note since its last edit."""
    db.execute("UPDATE note SET opened_at = ? WHERE id = ?", (at, identity))


def sign(db: Db, one: NoteRow) -> None:
    """Turn a draft into a signed note; from here on the database refuses every change of it."""
    db.execute(
        "UPDATE note SET status = 'signed', signed_at = ?, signer = ?, npi = ?, bound = ?,"
        " previous = ?, hash = ?, late = ?, reason = ?, author = ?, dx = ?, opened_at = ?,"
        " signing = (SELECT coalesce(max(signing), 0) + 1 FROM note) WHERE id = ?",
        (one.signed_at, one.signer, one.npi, one.bound, one.previous, one.hash, one.late,
         one.reason, one.author, one.dx, one.signed_at, one.id),
    )  # fmt: skip


def keep_only_here(db: Db, identity: str) -> None:
    """Mark a signed note whose platform holds another one of the same session."""
    db.execute("UPDATE note SET only_here = 1 WHERE id = ?", (identity,))


def add_addendum(db: Db, one: AddendumRow) -> None:
    """Write an addendum, for good."""
    db.execute(
        "INSERT INTO addendum (id, note, body, signed_at, signer, npi, previous, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (one.id, one.note, one.body, one.signed_at, one.signer, one.npi, one.previous, one.hash),
    )


def addenda(db: Db, note: str) -> list[AddendumRow]:
    """Read a note's addenda, oldest first."""
    rows = db.execute(
        "SELECT id, note, body, signed_at, signer, npi, previous, hash FROM addendum"
        " WHERE note = ? ORDER BY seq",
        (note,),
    )
    return [AddendumRow(*row) for row in rows]
