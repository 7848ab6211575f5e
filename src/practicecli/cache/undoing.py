"""Putting rows back as they stood before a change that has not left yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.cache import cutoffs

if TYPE_CHECKING:
    from practicecli.cache.connect import Db

TABLES = {
    "session", "client", "claim", "charge", "note", "provider", "series", "plan", "measure",
    "coverage", "eligibility", "rate", "authorization", "payout", "payout_line", "deposit",
    "charge_event", "cost_change", "invoice",
}  # fmt: skip
_KEYS = {"charge_event": "seq", "cost_change": "seq"}  # by what a row is known that has no id


def put_back(db: Db, table: str, identity: str, values: dict[str, Any] | None) -> None:
    """Give a row the values it had, or remove one that was not there. Blobs are {"hex": ...}."""
    if table not in TABLES:
        raise ValueError(table)
    if table == "payout_line":  # is named by its payout and its number
        payout, _, line = identity.partition("/")
        db.execute("DELETE FROM payout_line WHERE payout = ? AND line = ?", (payout, int(line)))
        return
    key = _KEYS.get(table, "id")
    if values is None:
        db.execute(f"DELETE FROM {table} WHERE {key} = ?", (identity,))  # noqa: S608 - own tables
        return
    if table == "provider" and "zone" in values:
        cutoffs.forget(db)
    names = ", ".join(f"{name} = ?" for name in values)
    plain = [bytes.fromhex(one["hex"]) if isinstance(one, dict) else one for one in values.values()]
    db.execute(f"UPDATE {table} SET {names} WHERE {key} = ?", (*plain, identity))  # noqa: S608 - as above
