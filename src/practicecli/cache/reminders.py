"""Which reminders were delivered. A row is written after delivery: never lost, at most repeated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db


def delivered(db: Db, keys: Iterable[str]) -> set[str]:
    """Give those of the keys that have been delivered."""
    rows = db.execute(
        "SELECT key FROM reminder WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    return {key for (key,) in rows}


def mark(db: Db, keys: Iterable[str], at: str) -> None:
    """Record delivery."""
    db.executemany(
        "INSERT OR IGNORE INTO reminder (key, at) VALUES (?, ?)", [(key, at) for key in keys]
    )
