"""What this file holds of a platform's records, summed up so that both sides can compare."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practicecli.cache.connect import Db

KINDS = ("client", "session", "claim", "charge", "payout")
_ALL = {
    kind: f"SELECT id, version FROM {kind} WHERE platform = ? AND version > 0 ORDER BY id"  # noqa: S608 - own kinds
    for kind in KINDS
}


def digest(db: Db, platform: str, kind: str) -> tuple[int, str]:
    """Count a kind's records that a platform knows of, and give SHA-256 over ids and versions."""
    count, found = 0, sha256()
    for identity, version in db.execute(_ALL[kind], (platform,)):
        count += 1
        found.update(f"{identity} {version}\n".encode())
    return count, found.hexdigest()
