"""What `doctor` asks the file: engine, what waits, what was done when. No names, no note text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practicecli.cache.connect import Db


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many changes of a state there are, and when the oldest was queued (UTC text)."""

    state: str
    count: int
    oldest: str


def engine_versions(db: Db) -> tuple[str, str]:
    """Give the version of SQLite and of the cipher."""
    (sqlite,) = db.execute("SELECT sqlite_version()").fetchone()
    (cipher,) = db.execute("PRAGMA cipher_version").fetchone()
    return str(sqlite), str(cipher)


def queue(db: Db) -> list[Waiting]:
    """Count what the outbox holds, by state; work for manual platforms is left out."""
    rows = db.execute(
        "SELECT state, count(*), min(queued_at) FROM outbox WHERE state <> 'local'"
        " GROUP BY state ORDER BY state"
    )
    return [Waiting(*row) for row in rows]


def newest_entry(db: Db) -> str | None:
    """Give when the audit log was last written to."""
    row = db.execute("SELECT at FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return row[0] if row else None


def last_done(db: Db, verb: str) -> str | None:
    """Give when something was last done, by the audit log."""
    (at,) = db.execute("SELECT max(at) FROM audit WHERE verb = ?", (verb,)).fetchone()
    return str(at) if at else None


def entries(db: Db) -> int:
    """Count the entries of the audit log."""
    (count,) = db.execute("SELECT count(*) FROM audit").fetchone()
    return int(count)
