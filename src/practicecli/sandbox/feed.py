"""The feed: the newest state of each record that changed after a cursor, in order of change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from practicecli.sandbox.world import World

MOST = 500
_PAGE = """
    SELECT seq, kind, id, version, deleted, body FROM record
     WHERE account = ? AND seq > ? AND (body IS NOT NULL OR deleted) ORDER BY seq LIMIT ?
"""


def place(cursor: str, epoch: str) -> int | None:
    """Read a cursor: the place it stands for, or None where it was given by another file's feed."""
    if not cursor:
        return 0
    of, _, seq = cursor.partition(".")
    return int(seq) if of == epoch and seq.isascii() and seq.isdigit() else None


def page(world: World, after: int, limit: int, epoch: str, time: dict[str, Any]) -> str:
    """Give a page as JSON. The bodies are stored as they are sent, and go out as they are."""
    rows = world.db.execute(_PAGE, (world.account, after, limit + 1)).fetchall()
    more = len(rows) > limit
    rows = rows[:limit]
    last = rows[-1]["seq"] if rows else after
    items = ",".join(
        f'{{"seq":{row["seq"]},"kind":{json.dumps(row["kind"])},"id":"{row["id"]}",'
        f'"version":{row["version"]},"deleted":{"true" if row["deleted"] else "false"},'
        f'"body":{row["body"] or "null"}}}'
        for row in rows
    )
    rest = json.dumps({"cursor": f"{epoch}.{last}", "more": more, **time}, separators=(",", ":"))
    return f'{{"items":[{items}],{rest[1:]}'
