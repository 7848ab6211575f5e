"""Payouts as they are held against deposits, and those that are recorded by hand.

What a platform tells of comes through `feed`. A payout recorded here has version 0.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from practicecli.cache.connect import Db

_COLUMNS = "id, ref, platform, date, bank_on, total_cents, guaranteed, version"
_BETWEEN = f"SELECT {_COLUMNS} FROM payout WHERE bank_on BETWEEN ? AND ?"  # noqa: S608 - our own words
_THESE = f"""
    SELECT {_COLUMNS} FROM payout WHERE id IN (SELECT value FROM json_each(?))
"""  # noqa: S608 - our own words
_EXPECTED = """
    SELECT s.id, s.ref, s.platform, s.expected_on, s.expected_cents
      FROM session s
     WHERE s.status = 'confirmed' AND s.payout IS NULL AND s.expected_on BETWEEN ?1 AND ?2
       AND s.platform IN (SELECT value FROM json_each(?3))
       AND NOT EXISTS (SELECT 1 FROM claim m WHERE m.id = s.claim
             AND m.status IN ('rejected', 'denied', 'voided', 'written-off'))
     ORDER BY s.expected_on, s.platform, s.starts_at, s.rowid
"""
_CARRIED = """
    SELECT l.payout, l.session, s.ref, l.amount_cents FROM payout_line l
      JOIN session s ON s.id = l.session
     WHERE l.payout IN (SELECT value FROM json_each(?)) AND l.kind = 'session'
     ORDER BY l.payout, l.line
"""
_LINES = """
    SELECT l.session, s.ref, l.kind, l.amount_cents, coalesce(s.note_route, ''),
           coalesce(s.note_status, 'none')
      FROM payout_line l LEFT JOIN session s ON s.id = l.session
     WHERE l.payout = ? ORDER BY l.line
"""
_OF_SESSIONS = """
    SELECT id, ref, platform, status, payout, expected_cents FROM session
     WHERE id IN (SELECT value FROM json_each(?))
"""
_ADD = """
    INSERT INTO payout (id, ref, platform, date, bank_on, status, total_cents, guaranteed)
    VALUES (?, ?, ?, ?, ?, 'paid', ?, ?)
"""
_ADD_LINE = """
    INSERT INTO payout_line (payout, line, session, kind, amount_cents)
    VALUES (?1, (SELECT coalesce(max(line), -1) + 1 FROM payout_line WHERE payout = ?1), ?2, ?3, ?4)
"""


class PayoutRow(NamedTuple):
    """A payout as stored; cents, days as text. `version` is 0 where it was recorded here."""

    id: str
    ref: str
    platform: str
    date: str
    bank_on: str
    total_cents: int
    guaranteed: int
    version: int


class Line(NamedTuple):
    """A line of a payout. Cents are negative where money was taken back."""

    session: str | None
    kind: str
    cents: int


class LineRow(NamedTuple):
    """A line as it is shown, with what became of its session's note."""

    session: str | None
    session_ref: str | None
    kind: str
    cents: int
    note_route: str
    note_status: str


class Carried(NamedTuple):
    """A session as far as payouts go; cents are what is expected, None where that is not known."""

    id: str
    ref: str
    platform: str
    status: str
    payout: str | None
    cents: int | None


def between(db: Db, first: str, last: str) -> list[PayoutRow]:
    """Read payouts that should be at the bank on these days."""
    return [PayoutRow(*row) for row in db.execute(_BETWEEN, (first, last))]


def these(db: Db, identities: Iterable[str]) -> list[PayoutRow]:
    """Read payouts by id; one that is not there is left out."""
    return [PayoutRow(*row) for row in db.execute(_THESE, (json.dumps(list(identities)),))]


def of_date(db: Db, platform: str, day: str) -> list[PayoutRow]:
    """Read a platform's payouts of one nominal date."""
    sql = f"SELECT {_COLUMNS} FROM payout WHERE date = ? AND platform = ? ORDER BY id"  # noqa: S608
    return [PayoutRow(*row) for row in db.execute(sql, (day, platform))]


def days_expected(db: Db, platform: str, *, until: str) -> list[str]:
    """Name the latest dates up to a day for which sessions are forecast, oldest first."""
    rows = db.execute(
        "SELECT DISTINCT expected_on FROM session WHERE status = 'confirmed' AND payout IS NULL"
        " AND expected_on <= ? AND platform = ? ORDER BY expected_on DESC LIMIT 3",
        (until, platform),
    )
    return sorted(day for (day,) in rows)


def expected(
    db: Db, platforms: Iterable[str], *, first: str, last: str
) -> list[tuple[str, str, str, str, int | None]]:
    """Read confirmed sessions that no payout carries, forecast for these days at these platforms.

    Gives session, its ref, platform, date and cents.
    """
    rows = db.execute(_EXPECTED, (first, last, json.dumps(list(platforms))))
    return [tuple(row) for row in rows]


def sessions_of(db: Db, payouts: Iterable[str]) -> dict[str, list[tuple[str, str, int]]]:
    """Read the sessions that payouts carry: session, its ref and cents, by payout."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    for payout, session, ref, cents in db.execute(_CARRIED, (json.dumps(list(payouts)),)):
        found.setdefault(payout, []).append((session, ref, cents))
    return found


def lines_of(db: Db, payout: str) -> list[LineRow]:
    """Read a payout's lines in their order."""
    return [LineRow(*row) for row in db.execute(_LINES, (payout,))]


def carried(db: Db, sessions: Iterable[str]) -> dict[str, Carried]:
    """Read what payouts have to do with sessions, by id."""
    rows = db.execute(_OF_SESSIONS, (json.dumps(list(sessions)),))
    return {row[0]: Carried(*row) for row in rows}


def add(db: Db, one: PayoutRow, lines: Sequence[Line]) -> list[list[Any]]:
    """Record a payout that came; gives what `undo` needs to take it away again."""
    db.execute(
        _ADD,
        (one.id, one.ref, one.platform, one.date, one.bank_on, one.total_cents, one.guaranteed),
    )
    for line in lines:
        db.execute(_ADD_LINE, (one.id, line.session, line.kind, line.cents))
    joined = [line.session for line in lines if line.kind == "session" and line.session]
    db.executemany("UPDATE session SET payout = ? WHERE id = ?", [(one.id, at) for at in joined])
    undo: list[list[Any]] = [["payout", one.id, None]]
    undo += [["session", at, {"payout": None}] for at in joined]
    return undo


def add_line(db: Db, payout: str, line: Line) -> list[list[Any]]:
    """Add a line to a payout and to its total; gives what `undo` needs."""
    (before,) = db.execute("SELECT total_cents FROM payout WHERE id = ?", (payout,)).fetchone()
    db.execute(_ADD_LINE, (payout, line.session, line.kind, line.cents))
    (number,) = db.execute(
        "SELECT max(line) FROM payout_line WHERE payout = ?", (payout,)
    ).fetchone()
    db.execute("UPDATE payout SET total_cents = total_cents + ? WHERE id = ?", (line.cents, payout))
    return [
        ["payout_line", f"{payout}/{number}", None],
        ["payout", payout, {"total_cents": before}],
    ]
