"""Claims, as rows: made when a session is confirmed, moved on by the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db

_ADD = """
    INSERT INTO claim (id, ref, session, client, platform, payer, created_at, billed_cents, status)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'not-sent')
"""


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
