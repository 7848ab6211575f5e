"""Questionnaires that were answered, as rows. What they say is sealed before it comes here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db

_SELECT = """
    SELECT m.id, m.client, m.session, m.form, m.day, m.body, m.at, c.ref, c.name, s.ref
      FROM measure m JOIN client c ON c.id = m.client LEFT JOIN session s ON s.id = m.session
"""
_ORDER = " ORDER BY m.day, m.at, m.id"
_ALL = _SELECT + _ORDER
_OF_CLIENT = f"{_SELECT} WHERE m.client = ?{_ORDER}"
_OF_FORM = f"{_SELECT} WHERE m.client = ? AND m.form = ?{_ORDER}"


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One answered questionnaire as it is stored; `body` is sealed, `day` when it was answered.

    Names and refs of client and session are read along, never written.
    """

    id: str
    client: str
    session: str | None
    form: str
    day: str
    body: bytes
    at: str
    client_ref: str = ""
    client_name: str = ""
    session_ref: str | None = None


def everything(db: Db) -> list[MeasureRow]:
    """Read all there is, by the day of the answers, oldest first."""
    return _rows(db.execute(_ALL))


def of_client(db: Db, client: str, form: str | None = None) -> list[MeasureRow]:
    """Read a client's, or those of one form, oldest first."""
    if form is None:
        return _rows(db.execute(_OF_CLIENT, (client,)))
    return _rows(db.execute(_OF_FORM, (client, form)))


def forms_of(db: Db, client: str) -> list[str]:
    """Give the keys of the forms that a client has answered."""
    rows = db.execute("SELECT DISTINCT form FROM measure WHERE client = ? ORDER BY form", (client,))
    return [form for (form,) in rows]


def client_of(db: Db, session: str) -> str | None:
    """Give the client of a session with which answers are kept; None where there are none."""
    row = db.execute("SELECT client FROM measure WHERE session = ? LIMIT 1", (session,)).fetchone()
    return row[0] if row else None


def add(db: Db, one: MeasureRow) -> None:
    """Write one that is new."""
    db.execute(
        "INSERT INTO measure (id, client, session, form, day, body, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (one.id, one.client, one.session, one.form, one.day, one.body, one.at),
    )


def set_body(db: Db, identity: str, body: bytes) -> None:
    """Write what is sealed of one anew."""
    db.execute("UPDATE measure SET body = ? WHERE id = ?", (body, identity))


def _rows(found: Iterable[tuple[object, ...]]) -> list[MeasureRow]:
    return [MeasureRow(*row) for row in found]  # type: ignore[arg-type]
