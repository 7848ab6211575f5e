"""Claims, as rows: made when a session is confirmed, moved on by the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db

_ADD = """
    INSERT INTO claim (id, ref, session, client, platform, payer, created_at, billed_cents, status)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'not-sent')
"""
_BILLED = "SELECT billed_cents FROM claim WHERE id = ? AND status = 'not-sent'"


class NewClaim(NamedTuple):
    """A claim not sent yet. `billed_cents` is the expected amount, where a rate is known.

    A tuple in the order of the statement: a batch makes thousands.
    """

    id: str
    ref: str
    session: str
    client: str
    platform: str
    payer: str
    created_at: str
    billed_cents: int | None


def add_many(db: Db, rows: Iterable[NewClaim]) -> None:
    """Write new claims."""
    db.executemany(_ADD, rows)


def of_other_payers(db: Db, client: str, payer: str, since: str, until: str) -> list[str]:
    """Give refs of a client's sessions of these days whose claims ask another payer, oldest first.

    Days are local, both counted; a claim that ended without money asks nobody any more.
    """
    rows = db.execute(
        "SELECT s.ref FROM session s JOIN claim m ON m.id = s.claim"
        " WHERE s.client = ? AND s.day BETWEEN ? AND ? AND s.status = 'confirmed'"
        " AND m.payer <> ? AND m.status NOT IN ('voided', 'written-off')"
        " ORDER BY s.day, s.starts_at",
        (client, since, until, payer),
    )
    return [ref for (ref,) in rows]


def bill_anew(db: Db, claim: str | None, cents: int | None) -> list[Any]:
    """Let a claim that was not sent yet ask for another sum; give what puts the old one back."""
    row = db.execute(_BILLED, (claim,)).fetchone()
    if row is None or row[0] == cents:
        return []
    db.execute("UPDATE claim SET billed_cents = ? WHERE id = ?", (cents, claim))
    return [["claim", claim, {"billed_cents": row[0]}]]
