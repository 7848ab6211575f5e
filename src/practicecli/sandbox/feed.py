"""The feed: the newest state of each record that changed after a cursor, in order of change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from practicecli.sandbox.world import World

MOST = 500
_MOST_DIGITS = 18  # of a place in the feed: what SQLite can hold
_PAGE = """
    SELECT seq, kind, id, version, deleted, body FROM record
     WHERE account = ? AND seq > ? AND seq <= ? AND (body IS NOT NULL OR deleted)
     ORDER BY seq LIMIT ?
"""


def place(cursor: str, epoch: str) -> int | None:
    """Read a cursor: the place it stands for, or None where it was given by another file's feed."""
    if not cursor:
        return 0
    of, _, seq = cursor.partition(".")
    ours = of == epoch and seq.isascii() and seq.isdigit() and len(seq) <= _MOST_DIGITS
    return int(seq) if ours else None


def cursor(epoch: str, seq: int) -> str:
    """Write a place in the feed as a cursor."""
    return f"{epoch}.{seq}"


def end(world: World) -> int:
    """Give the place of the newest change; a cursor beyond it is of a feed that is no more."""
    (seq,) = world.row("SELECT coalesce(max(seq), 0) FROM record WHERE account = ?")
    return int(seq)


def page(world: World, after: int, limit: int, epoch: str, time: dict[str, Any]) -> str | None:
    """Give a page as JSON, None where `after` is beyond the end.

    The bodies are stored as they are sent, and go out as they are.
    """
    # The end is asked first: what is written meanwhile lies beyond it and waits for the next page.
    last = end(world)
    if after > last:
        return None
    rows = world.db.execute(_PAGE, (world.account, after, last, limit + 1)).fetchall()
    more = len(rows) > limit
    rows = rows[:limit]
    if more:
        last = rows[-1]["seq"]
    items = ",".join(
        f'{{"seq":{row["seq"]},"kind":{json.dumps(row["kind"])},"id":"{row["id"]}",'
        f'"version":{row["version"]},"deleted":{"true" if row["deleted"] else "false"},'
        f'"body":{"null" if row["deleted"] else row["body"]}}}'
        for row in rows
    )
    rest = {"cursor": cursor(epoch, last), "more": more, **time}
    return f'{{"items":[{items}],{json.dumps(rest, separators=(",", ":"))[1:]}'
