"""What platforms were asked about clients' insurance, and what they answered, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practicecli.cache.connect import Db

_NAMES = "id, client, coverage, platform, asked_at, asked, status, answer, changes"
_OF_CLIENT = f"SELECT {_NAMES} FROM eligibility WHERE client = ? ORDER BY asked_at, id"  # noqa: S608
_LAST = f"""
    SELECT {_NAMES} FROM eligibility WHERE client = ? AND status <> 'unreadable'
     ORDER BY asked_at DESC, id DESC LIMIT 1
"""  # noqa: S608 - columns are our own
_ADD = f"INSERT INTO eligibility ({_NAMES}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and its answer. `asked`, `answer` and `changes` are JSON; `asked_at` UTC text.

    `coverage` is the one that was in force, None where there was none.
    """

    id: str
    client: str
    coverage: str | None
    platform: str
    asked_at: str
    asked: str
    status: str
    answer: str
    changes: str


def add(db: Db, one: Asked) -> None:
    """Keep an answer; none is ever changed."""
    row = (one.id, one.client, one.coverage, one.platform, one.asked_at, one.asked, one.status)
    db.execute(_ADD, (*row, one.answer, one.changes))


def of_client(db: Db, client: str) -> list[Asked]:
    """Read what was answered about a client, oldest first."""
    return [Asked(*row) for row in db.execute(_OF_CLIENT, (client,))]


def last_of(db: Db, client: str) -> Asked | None:
    """Read the newest answer about a client that could be read."""
    row = db.execute(_LAST, (client,)).fetchone()
    return None if row is None else Asked(*row)
