"""The sandbox's own file: how it is opened, who may come in, what time it is there."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from practicecli.engine import Db, open_plain, transaction
from practicecli.errors import RefusedError
from practicecli.sandbox.schema import STEPS

if TYPE_CHECKING:
    from datetime import datetime

_TOKEN_BYTES = 32
_EPOCH_BYTES = 4
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
_PUT = (
    "INSERT INTO setting (key, value) VALUES (?, ?)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)


def open_store(path: str) -> Db:
    """Open or make the file, 0600; its path says `sandbox`. Raises RefusedError, StorageError."""
    if "sandbox" not in path:
        raise RefusedError(
            "A sandbox file has to say that it is one: it is not encrypted",
            hint="Give a path with `sandbox` in it, such as `--data sandbox.db`",
        )
    db = open_plain(path)
    if _step(db) < len(STEPS):
        _furnish(db)
    return db


def _step(db: Db) -> int:
    (step,) = db.execute("PRAGMA user_version").fetchone()
    return int(step)


def _furnish(db: Db) -> None:
    with transaction(db):
        # Asked again inside: another process may have been here first.
        done = _step(db)
        for step in STEPS[done:]:
            for statement in step:
                db.execute(statement)
        if not done:
            # Cursors name it, so that one from an earlier file is told apart.
            db.execute(_PUT, ("epoch", secrets.token_hex(_EPOCH_BYTES)))
        db.execute(f"PRAGMA user_version = {max(done, len(STEPS)):d}")


def token_for(path: str, npi: str) -> str:
    """Give a provider's access token, made if there is none yet."""
    db = open_store(path)
    try:
        with transaction(db):
            db.execute(
                "INSERT OR IGNORE INTO token (token, npi) VALUES (?, ?)",
                (secrets.token_urlsafe(_TOKEN_BYTES), npi),
            )
            (token,) = db.execute("SELECT token FROM token WHERE npi = ?", (npi,)).fetchone()
    finally:
        db.close()
    return str(token)


def advance(path: str, seconds: int) -> int:
    """Let time pass in the sandbox; gives the whole offset in seconds. Time never goes back."""
    if seconds < 0:
        raise RefusedError(
            "The sandbox's time only goes forward", hint="Give a length such as `20d`"
        )
    db = open_store(path)
    try:
        with transaction(db):
            offset = offset_seconds(db) + seconds
            db.execute(_PUT, ("offset_seconds", str(offset)))
    finally:
        db.close()
    return offset


def reset(path: str) -> None:
    """Forget everything, tokens and time too, in place: a server may have the file open.

    Cursors of before are of another epoch.
    """
    db = open_store(path)
    try:
        with transaction(db):
            db.execute("PRAGMA defer_foreign_keys = ON")
            for (table,) in db.execute(_TABLES).fetchall():
                db.execute(f'DELETE FROM "{table}"')  # noqa: S608 - the names are ours
            db.execute(_PUT, ("epoch", secrets.token_hex(_EPOCH_BYTES)))
    finally:
        db.close()


def must_be_there(path: str) -> None:
    """Raise RefusedError where there is no sandbox's file, which only some commands make."""
    if not Path(path).exists():
        raise RefusedError(
            f"There is no sandbox file `{path}`",
            hint="Look at its name; `practice sandbox serve --data FILE` makes a new one",
        )


def offset_seconds(db: Db) -> int:
    """Give how far the sandbox's time is ahead of the clock handed in."""
    return int(setting(db, "offset_seconds") or 0)


def setting(db: Db, key: str) -> str:
    """Read a setting, empty where there is none."""
    row = db.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return row[0] if row else ""


def npi_of(db: Db, token: str) -> str | None:
    """Tell whose token this is."""
    row = db.execute("SELECT npi FROM token WHERE token = ?", (token,)).fetchone()
    return row[0] if row else None


def account_for(db: Db, npi: str, platform: str) -> int:
    """Give the number of a provider's account on a platform, opened at the first visit."""
    key = (npi, platform)
    row = db.execute("SELECT id FROM account WHERE npi = ? AND platform = ?", key).fetchone()
    if row is None:
        with transaction(db):
            db.execute("INSERT OR IGNORE INTO account (npi, platform) VALUES (?, ?)", key)
        return account_for(db, npi, platform)
    return int(row[0])


def text_of(moment: datetime) -> str:
    """Give an instant, aware and in UTC, as it is stored and sent."""
    return moment.isoformat()[:19] + "Z"
