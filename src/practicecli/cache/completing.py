"""What a shell may complete: refs and platforms, never a client's name. Imports nothing."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from practicecli.cache.connect import Db

_NEWEST = {
    "session": "SELECT ref FROM session ORDER BY starts_at DESC LIMIT 200",
    "client": "SELECT ref FROM client WHERE status <> 'archived' ORDER BY id DESC LIMIT 200",
    "claim": "SELECT ref FROM claim ORDER BY created_at DESC LIMIT 200",
    "charge": "SELECT ref FROM charge WHERE ref <> '' ORDER BY rowid DESC LIMIT 200",
    "invoice": "SELECT ref FROM invoice ORDER BY number DESC LIMIT 200",
    "payout": "SELECT ref FROM payout ORDER BY date DESC LIMIT 200",
    "note": "SELECT ref FROM note ORDER BY id DESC LIMIT 200",
}


def newest_refs(db: Db, kind: str) -> list[str]:
    """Give the newest refs of a kind; none where that kind has no refs."""
    if kind not in _NEWEST:
        return []
    return [ref for (ref,) in db.execute(_NEWEST[kind])]


def platform_names(db: Db) -> list[str]:
    """Give the platforms that are set up."""
    return [name for (name,) in db.execute("SELECT name FROM platform")]
