"""Platforms: who bills, by which policy, and how far the talk with them has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from practicecli.cache.facts import drop_fact, fact, keep_fact
from practicecli.errors import NotFoundError

if TYPE_CHECKING:
    from practicecli.cache.connect import Db

MANUAL = "manual"
EMBEDDED = "sandbox:"

_COLUMNS = "name, policy, remote, sandbox, cursor, last_sync_at, last_error"
_MEMBERSHIP = "membership:"  # and a platform: what is truly paid for it a month, in cents
_ALL = f"SELECT {_COLUMNS} FROM platform ORDER BY name"  # noqa: S608 - columns are our own


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform as it is set up here. `remote` is `manual`, `sandbox:` or an address."""

    name: str
    policy: str
    remote: str
    sandbox: bool = False
    cursor: str = ""
    last_sync_at: str | None = None
    last_error: str | None = None

    @property
    def is_manual(self) -> bool:
        """Whether the record and the clocks are kept here and the work is entered by hand."""
        return self.remote == MANUAL


def everything(db: Db) -> dict[str, Platform]:
    """Read all platforms by name."""
    return {
        row[0]: Platform(row[0], row[1], row[2], bool(row[3]), row[4], row[5], row[6])
        for row in db.execute(_ALL)
    }


def get(db: Db, name: str) -> Platform:
    """Read one platform. Raises NotFoundError with the ones there are."""
    there = everything(db)
    if name not in there:
        known = ", ".join(there) or "none yet"
        raise NotFoundError(
            f"There is no platform `{name}` here; there is {known}",
            hint="Add one with `practice platform add NAME --remote manual`",
        )
    return there[name]


def put(db: Db, one: Platform) -> None:
    """Add a platform, or change its policy and remote; what sync knows of it stays."""
    db.execute(
        "INSERT INTO platform (name, policy, remote, sandbox) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET policy = excluded.policy, remote = excluded.remote,"
        " sandbox = excluded.sandbox",
        (one.name, one.policy, one.remote, one.sandbox),
    )


def set_cursor(db: Db, name: str, cursor: str) -> None:
    """Record how far the feed has been taken over; in the same transaction as its rows."""
    db.execute("UPDATE platform SET cursor = ? WHERE name = ?", (cursor, name))


def set_outcome(db: Db, name: str, *, at: str, error: str | None) -> None:
    """Record how the last sync with this platform ended. `at` moves only where it went well."""
    db.execute(
        "UPDATE platform SET last_error = ?, last_sync_at = iif(? IS NULL, ?, last_sync_at)"
        " WHERE name = ?",
        (error, error, at, name),
    )


def keep_membership(db: Db, name: str, cents: int | None) -> None:
    """Keep what is truly paid for a platform a month; None goes by its figures again."""
    if cents is None:
        drop_fact(db, _MEMBERSHIP + name)
    else:
        keep_fact(db, _MEMBERSHIP + name, str(cents))


def membership(db: Db, name: str) -> int | None:
    """Give what is truly paid for a platform a month, in cents; None where nobody said."""
    said = fact(db, _MEMBERSHIP + name)
    return None if said is None else int(said)


def memberships(db: Db) -> dict[str, int]:
    """Give what is truly paid a month, by platform, where somebody said."""
    said = {name: membership(db, name) for name in everything(db)}
    return {name: cents for name, cents in said.items() if cents is not None}
