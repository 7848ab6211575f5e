"""Texts that an editor was left with before they became a draft. Sealed; one for each subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practicecli.cache.connect import Db


def get(db: Db, subject: str) -> tuple[str, bytes, str] | None:
    """Read what was left of a subject: template, sealed text, UTC text of the moment."""
    row = db.execute("SELECT template, body, at FROM edit WHERE subject = ?", (subject,)).fetchone()
    return tuple(row) if row else None


def put(db: Db, subject: str, template: str, body: bytes, at: str) -> None:
    """Keep a text in the place of what was kept before."""
    db.execute(
        "INSERT INTO edit (subject, template, body, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (subject) DO UPDATE SET template = excluded.template, body = excluded.body,"
        " at = excluded.at",
        (subject, template, body, at),
    )


def remove(db: Db, subject: str) -> None:
    """Let go of a text: it has become a draft."""
    db.execute("DELETE FROM edit WHERE subject = ?", (subject,))


def count(db: Db) -> int:
    """Count the texts that wait to be gone on with."""
    (number,) = db.execute("SELECT count(*) FROM edit").fetchone()
    return int(number)


def belongs(db: Db, subject: str) -> bool:
    """Say whether a subject, such as a session's id, is something of this practice."""
    identity = subject.partition(":")[0]
    row = db.execute(
        "SELECT 1 FROM session WHERE id = :id UNION ALL SELECT 1 FROM client WHERE id = :id",
        {"id": identity},
    ).fetchone()
    return row is not None
