"""Deposits of platforms as read from banks' files, what they brought, and how files were read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from practicecli.cache.facts import keep_fact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db

_LAYOUT = "bank_layout:"  # and what a form of file is remembered by
_UNTIL = """
    SELECT id, fingerprint, day, amount_cents, description, payout FROM deposit
     WHERE day <= ?1 AND (day >= ?2 OR payout IS NOT NULL)
        OR payout IN (SELECT payout FROM deposit WHERE day <= ?1)
"""
_ADD = """
    INSERT INTO deposit (id, fingerprint, day, amount_cents, description, payout, read_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""


def until(db: Db, last: str, *, since: str) -> list[tuple[str, str, str, int, str, str | None]]:
    """Read the deposits of some days, and all before of which is known what they brought.

    With them what came later of the same payouts: a part is short only until the other is read.
    Gives id, fingerprint, day, cents, description and payout.
    """
    return [tuple(row) for row in db.execute(_UNTIL, (last, since))]


def brought_after(db: Db, day: str) -> set[str]:
    """Name the payouts that came after a day."""
    rows = db.execute("SELECT payout FROM deposit WHERE day > ? AND payout IS NOT NULL", (day,))
    return {payout for (payout,) in rows}


def add(db: Db, rows: Iterable[tuple[str, str, str, int, str, str | None, str]]) -> None:
    """Write deposits: id, fingerprint, day, cents, description, payout, when read (UTC text)."""
    db.executemany(_ADD, rows)


def join(db: Db, pairs: Iterable[tuple[str, str]]) -> None:
    """Say which payouts deposits brought, as pairs of payout and deposit."""
    db.executemany("UPDATE deposit SET payout = ? WHERE id = ?", pairs)


def remembered(db: Db) -> dict[str, dict[str, object]]:
    """Read what was said of banks' files, by the form of file."""
    rows = db.execute(
        "SELECT key, value FROM meta WHERE key >= ? AND key < ?", (_LAYOUT, f"{_LAYOUT}~")
    )
    return {key.removeprefix(_LAYOUT): json.loads(value) for key, value in rows}


def remember(db: Db, key: str, said: dict[str, object]) -> None:
    """Keep what was said of a form of file."""
    keep_fact(db, _LAYOUT + key, json.dumps(said))
