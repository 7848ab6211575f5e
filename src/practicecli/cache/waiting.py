"""How things stand with the platforms: what waits, what was refused, what is in conflict."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from practicecli.domain.refs import LETTERS, ref_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db

_CHANGES = """
    SELECT id, platform, kind, record, verb, state, queued_at, sealed IS NOT NULL, answer
      FROM outbox WHERE state IN (SELECT value FROM json_each(?)) ORDER BY seq
"""


def changes(db: Db, states: Iterable[str]) -> list[dict[str, Any]]:
    """Read the changes in these states, in the order they were made."""
    return [
        {
            "id": identity,
            "ref": ref_of(kind, record) if kind in LETTERS else record,
            "platform": platform,
            "kind": kind,
            "verb": verb,
            "state": state,
            "queued_at": queued_at,
            "has_note": bool(sealed),
            "problems": _problems(answer),
        }
        for identity, platform, kind, record, verb, state, queued_at, sealed, answer in db.execute(
            _CHANGES, (json.dumps(list(states)),)
        )
    ]


def standing(db: Db) -> dict[str, Any]:
    """Count what is not settled; conflicts by ref. `last_sync_at` is the oldest platform's."""
    counts = dict(db.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
    (notes,) = db.execute(
        "SELECT count(*) FROM outbox WHERE state = 'waiting' AND sealed IS NOT NULL"
    ).fetchone()
    (last,) = db.execute(
        "SELECT min(last_sync_at) FROM platform WHERE remote <> 'manual'"
    ).fetchone()
    return {
        "unsent": counts.get("waiting", 0) + counts.get("sent", 0),
        "waiting_for_unlock": notes,
        "refused": counts.get("refused", 0),
        "conflicts": [one["ref"] for one in changes(db, ("conflict",))],
        "last_sync_at": last,
    }


def _problems(answer: str | None) -> list[Any]:
    if not answer:
        return []
    found = json.loads(answer)
    problems = found.get("problems", []) if isinstance(found, dict) else found
    return list(problems)
