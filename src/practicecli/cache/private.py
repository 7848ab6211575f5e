"""Psychotherapy notes: a file of their own under a key of its own, and its own backups.

45 CFR 164.501 protects them only as long as they are kept apart from the record, so no other module
opens this file, and it is in nothing that leaves the practice.
"""
# Paths go to SQLite as text.
# ruff: noqa: PTH104, PTH108, PTH116, PTH123

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from practicecli.cache.connect import Db, create_db, open_db, open_to_read, translated
from practicecli.cache.migrations import is_current, migrate
from practicecli.cache.private_schema import STEPS
from practicecli.errors import DamagedError, RefusedError, WrongKeyError
from practicecli.keycheck import CHECK_BYTES
from practicecli.places import not_writable

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADD = "INSERT INTO entry (id, client, at, body) VALUES (?, ?, ?, ?)"
_KEEP_UNFINISHED = "INSERT INTO unfinished (client, body, at) VALUES (?, ?, ?)"
_OF_CLIENT = "SELECT id, client, at, body FROM entry WHERE client = ? ORDER BY seq"
_COUNTS = "SELECT client, count(*), min(at), max(at) FROM entry GROUP BY client ORDER BY min(seq)"
_MOVE = "Move it to another folder, then bring back a copy with `practice private restore PATH`"


@dataclass(frozen=True, slots=True)
class PrivateEntry:
    """One entry as its author wrote it; `at` is UTC text."""

    id: str
    client: str
    at: str
    body: str


@dataclass(frozen=True, slots=True)
class Held:
    """How many entries there are of a client, and when the first and the last were written."""

    client: str
    entries: int
    first_at: str
    last_at: str


def open_private(path: str, key: bytes) -> Db | None:
    """Open the file with its own key; None where nothing was ever kept in it.

    Raises WrongKeyError, DamagedError, NewerError, StorageError or BusyError.
    """
    return _opened(path, key) if os.path.lexists(path) else None


def make_private(path: str, key: bytes) -> Db:
    """Open the file, made 0600 if it is not there yet; whole or not at all.

    Call it in a transaction of the practice's file: two commands that both find none then make it
    one after the other. Raises what `open_private` raises.
    """
    if not os.path.lexists(path):
        with _beside(path) as fresh:
            db = create_db(fresh, key)
            try:
                migrate(db, STEPS)
            finally:
                db.close()
    return _opened(path, key)


def add(db: Db, one: PrivateEntry) -> None:
    """Write an entry; from here on the database refuses every change of it."""
    with _about_notes():
        db.execute(_ADD, (one.id, one.client, one.at, one.body))


def of_client(db: Db, client: str) -> list[PrivateEntry]:
    """Read a client's entries, oldest first."""
    with _about_notes():
        return [PrivateEntry(*row) for row in db.execute(_OF_CLIENT, (client,))]


def counts(db: Db) -> list[Held]:
    """Count the entries of each client, in the order of their first."""
    with _about_notes():
        return [Held(*row) for row in db.execute(_COUNTS)]


def unfinished(db: Db, client: str) -> str:
    """Read what an editor was left with; empty where nothing was."""
    with _about_notes():
        row = db.execute("SELECT body FROM unfinished WHERE client = ?", (client,)).fetchone()
    return str(row[0]) if row else ""


def keep_unfinished(db: Db, client: str, text: str, at: str) -> None:
    """Keep what an editor is left with, in the place of what was kept before; nothing if empty."""
    with _about_notes():
        db.execute("DELETE FROM unfinished WHERE client = ?", (client,))
        if text:
            db.execute(_KEEP_UNFINISHED, (client, text, at))


def remove(db: Db, identity: str, at: str) -> None:
    """Destroy an entry; `secure_delete` writes zeros over its text. Call `forget` afterwards."""
    with _about_notes():
        db.execute("INSERT INTO removal (id, at) VALUES (?, ?)", (identity, at))
        db.execute("DELETE FROM entry WHERE id = ?", (identity,))


def forget(db: Db) -> None:
    """Empty the log of the file, which may still hold what was removed. Not in a transaction."""
    with _about_notes():
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def verify_copy(path: str, key: bytes) -> list[Held]:
    """Check every page of a backup, changing nothing, and count what it holds.

    Raises NotFoundError, WrongKeyError, DamagedError, NewerError.
    """
    from practicecli.cache.backup import check_pages

    with _about_copy():
        db = open_to_read(path, key)
        try:
            is_current(db, STEPS)
            if check_pages(db):
                raise DamagedError("some pages are not as they were written")
            return [Held(*row) for row in db.execute(_COUNTS)]
        finally:
            db.close()


def restore_copy(path: str, key: bytes, target: str) -> list[Held]:
    """Put a verified backup in the place of a file that is not there; whole or not at all.

    Raises RefusedError where one is, and what `verify_copy` raises.
    """
    if os.path.lexists(target):
        raise RefusedError(
            "There are psychotherapy notes here already; nothing was restored",
            hint=f"To go back to the backup, move `{target}` to another folder first",
        )
    held = verify_copy(path, key)
    with _beside(target) as fresh:
        _copy(path, key, fresh)
        verify_copy(fresh, key)  # what lies there now, not what was read
    _opened(target, key).close()
    return held


def _copy(path: str, key: bytes, fresh: str) -> None:
    from practicecli.cache.backup import create

    db = open_to_read(path, key)
    try:
        create(db, fresh)
    finally:
        db.close()


def _opened(path: str, key: bytes) -> Db:
    with _about_notes():
        db = open_db(path, key, check=_salt(path))
        try:
            # A backup is one file without a log; SQLite syncs the folder when it makes one.
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA secure_delete = ON")
            if not is_current(db, STEPS):
                _bring_forward(db, path)
        except BaseException:
            db.close()
            raise
    return db


def _bring_forward(db: Db, path: str) -> None:
    from practicecli.cache.backup import backup_beside

    migrate(db, STEPS, backup=backup_beside(db, path))


def _salt(path: str) -> str:
    """Give the file's own check value: no other file says which key opens this one."""
    try:
        with open(path, "rb") as file:
            return file.read(CHECK_BYTES).hex()
    except OSError as error:
        raise not_writable(path, error) from error


@contextmanager
def _beside(path: str) -> Iterator[str]:
    """Give a name to make the file under; it takes its place when the block ends well."""
    fresh = f"{path}.{os.getpid()}.new"
    _clear(fresh)  # of a crash under the same process number
    try:
        yield fresh
        _must_be_gone(path)
        os.rename(fresh, path)
    except OSError as error:
        raise not_writable(path, error) from error
    finally:
        _clear(fresh)


def _must_be_gone(path: str) -> None:
    """Clear the logs of an earlier file, which would be replayed into this one, if they are empty.

    One that is not may hold the last entries of that file. Raises RefusedError.
    """
    log = f"{path}-wal"
    if os.path.lexists(log) and os.stat(log).st_size:
        raise RefusedError(
            "The file of the psychotherapy notes is gone, but its log is here; nothing was changed",
            hint=f"Put the file back, or move `{log}` to where the file is now",
        )
    _clear_logs(path)


def _clear(path: str) -> None:
    _clear_logs(path)
    if os.path.lexists(path):
        os.unlink(path)


def _clear_logs(path: str) -> None:
    for log in (f"{path}-wal", f"{path}-shm", f"{path}.part"):
        if os.path.lexists(log):
            os.unlink(log)


@contextmanager
def _about_notes() -> Iterator[None]:
    """Say of a failure which file it is: this practice has two."""
    try:
        with translated():
            yield
    except DamagedError as error:
        raise DamagedError("The file of the psychotherapy notes is damaged", hint=_MOVE) from error
    except WrongKeyError as error:
        raise WrongKeyError(
            "The key does not open the psychotherapy notes; the rest of the practice is as it was",
            hint="Use the key they were written with, or its recovery sheet",
        ) from error


@contextmanager
def _about_copy() -> Iterator[None]:
    try:
        with translated():
            yield
    except DamagedError as error:
        raise DamagedError(
            "This is no whole backup of psychotherapy notes: it is damaged or something else",
            hint="Try an older one with `practice private verify PATH`",
        ) from error
