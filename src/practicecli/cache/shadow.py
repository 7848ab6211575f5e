"""A feed that is read from its beginning, kept aside until it is whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from practicecli.cache.connect import Db

CHUNK = 500
_ADD = """
    INSERT INTO shadow (platform, n, kind, id, version, body)
    VALUES (?1, (SELECT coalesce(max(n), 0) + 1 FROM shadow WHERE platform = ?1), ?2, ?3, ?4, ?5)
"""
_REPLACED = "DELETE FROM shadow WHERE platform = ? AND kind = ? AND id = ?"
_CHUNK = """
    SELECT n, kind, id, version, body FROM shadow
     WHERE platform = ? AND n > ? AND body IS NOT NULL ORDER BY n LIMIT ?
"""
_GONE = {
    kind: f"""
        SELECT id FROM {kind} WHERE platform = ?1 AND version > 0 AND NOT EXISTS (
            SELECT 1 FROM shadow s WHERE s.platform = ?1 AND s.kind = '{kind}' AND s.id = {kind}.id
               AND s.body IS NOT NULL)
    """  # noqa: S608 - own kinds
    for kind in ("session", "client", "claim", "charge", "payout")
}
_OLDER = {
    kind: f"""
        SELECT count(*) FROM {kind} JOIN shadow s
            ON s.platform = ?1 AND s.kind = '{kind}' AND s.id = {kind}.id
         WHERE {kind}.platform = ?1 AND s.version < {kind}.version AND s.body IS NOT NULL
    """  # noqa: S608 - own kinds
    for kind in ("session", "client")
}


def clear(db: Db, platform: str) -> None:
    """Forget what was read aside before."""
    db.execute("DELETE FROM shadow WHERE platform = ?", (platform,))


def add(
    db: Db,
    platform: str,
    rows: Mapping[str, Sequence[dict[str, Any]]],
    removed: Mapping[str, Sequence[str]],
) -> None:
    """Keep a page aside."""
    found = [
        (platform, kind, row["id"], row["version"], json.dumps(row, separators=(",", ":")))
        for kind, those in rows.items()
        for row in those
    ]
    gone = [(platform, kind, one, 0, None) for kind, those in removed.items() for one in those]
    # A record that changes while it is read comes again: the newest stands.
    db.executemany(_REPLACED, [one[:3] for one in (*found, *gone)])
    db.executemany(_ADD, [*found, *gone])


def pages(db: Db, platform: str) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Give what was kept aside, as pages of the feed, in its order."""
    after = 0
    while chunk := db.execute(_CHUNK, (platform, after, CHUNK)).fetchall():
        after = chunk[-1][0]
        found: dict[str, list[dict[str, Any]]] = {}
        for _, kind, identity, version, body in chunk:
            row = json.loads(body) | {"id": identity, "version": version}
            found.setdefault(kind, []).append(row)
        yield found


def gone(db: Db, platform: str) -> dict[str, list[str]]:
    """Name what is here and no longer there, by kind."""
    return {
        kind: [identity for (identity,) in db.execute(sql, (platform,))]
        for kind, sql in _GONE.items()
    }


def older(db: Db, platform: str) -> int:
    """Count what is there at an earlier version than here; what was taken out is not."""
    return sum(db.execute(sql, (platform,)).fetchone()[0] for sql in _OLDER.values())
