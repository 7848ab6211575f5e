"""The digest: what a practice that has read the whole feed must hold, for finding drift."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from practicecli.engine import transaction
from practicecli.sandbox import feed

if TYPE_CHECKING:
    from practicecli.sandbox.world import World

KINDS = ("client", "session", "claim", "charge", "payout")
# In the order of the primary key, so nothing is sorted.
_ROWS = """
    SELECT id, version FROM record
     WHERE account = ? AND kind = ? AND body IS NOT NULL AND NOT deleted ORDER BY id
"""


def digest(world: World, epoch: str) -> dict[str, Any]:
    """Give count and SHA-256 of each kind, and the cursor they belong to, of one moment."""
    with transaction(world.db):
        kinds = {kind: _of(world, kind) for kind in KINDS}
        return {"cursor": feed.cursor(epoch, feed.end(world)), "kinds": kinds}


def _of(world: World, kind: str) -> dict[str, Any]:
    total, count = sha256(), 0
    for identity, version in world.db.execute(_ROWS, (world.account, kind)):
        total.update(f"{identity} {version}\n".encode())
        count += 1
    return {"count": count, "digest": total.hexdigest()}
