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


def bill_anew(db: Db, claim: str | None, cents: int | None) -> list[Any]:
    """Let a claim that was not sent yet ask for another sum; give what puts the old one back."""
    row = db.execute(_BILLED, (claim,)).fetchone()
    if row is None or row[0] == cents:
        return []
    db.execute("UPDATE claim SET billed_cents = ? WHERE id = ?", (cents, claim))
    return [["claim", claim, {"billed_cents": row[0]}]]
