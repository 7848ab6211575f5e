"""Backups: one file, encrypted with the same key, that ordinary SQLCipher tools open too.

Its first 16 bytes are the check value of its key, so that it needs nothing beside it.
"""
# Paths go to SQLite as text.
# ruff: noqa: PTH100, PTH104, PTH105, PTH108, PTH120, PTH123

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from practicecli.cache import audit
from practicecli.cache.connect import Db, open_db, open_to_read, translated
from practicecli.cache.migrations import is_current, step_of
from practicecli.engine import create_file
from practicecli.errors import DamagedError, RefusedError
from practicecli.keycheck import key_check
from practicecli.places import not_writable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """What a verified backup holds: its format's step and the number of its audit entries."""

    step: int
    entries: int


def create(db: Db, path: str) -> None:
    """Write a backup of what is committed, whole or not at all.

    Raises RefusedError where a file is, StorageError. Not inside a transaction. The file is 0600
    and on the disk when this returns.
    """
    try:
        create_file(path)  # takes the name, so that nobody's file is ever written over
    except FileExistsError as error:
        raise RefusedError(
            f"There is a file `{path}` already; it was not written over",
            hint="Give another path, or move that file away",
        ) from error
    part = f"{path}.part"
    try:
        _copy_into(db, part)
        os.replace(part, path)
        _sync_folder(path)
    except OSError as error:
        _clear(part, path)
        raise not_writable(path, error) from error
    except BaseException:  # a full disk, or Ctrl-C: nothing that looks like a backup may stay
        _clear(part, path)
        raise


def backup_beside(db: Db, path: str) -> Callable[[int], None]:
    """Give the `backup` for `migrate`.

    An encrypted copy, 0600, at `PATH.before-step-N`, made once a step.
    """

    def keep(step: int) -> None:
        copy = f"{path}.before-step-{step + 1}"
        if not os.path.lexists(copy):  # else by an earlier try, interrupted: the older copy is kept
            create(db, copy)

    return keep


def _copy_into(db: Db, part: str) -> None:
    _remove(part)
    create_file(part)
    with translated():
        db.execute("VACUUM INTO ?", (part,))
    _sync(part)


def verify(path: str, key: bytes, audit_key: bytes, steps: Sequence[Sequence[str]]) -> Checked:
    """Check every page, every reference and the audit chain of a backup, changing nothing.

    Raises NotFoundError, WrongKeyError, DamagedError (with every finding), NewerError.
    """
    db = open_to_read(path, key)
    try:
        with translated():
            is_current(db, steps)
            findings = check_pages(db) or _content_findings(db, audit_key)
            if not findings:
                (entries,) = db.execute("SELECT count(*) FROM audit").fetchone()
                return Checked(step=step_of(db), entries=int(entries))
    finally:
        db.close()
    raise DamagedError(
        "The backup is damaged: " + "; ".join(findings[:_SHOWN]),
        hint="Try an older backup with `practice backup verify PATH`",
    )


def restore(
    path: str, key: bytes, audit_key: bytes, target: str, *, steps: Sequence[Sequence[str]]
) -> Checked:
    """Put a verified backup in the place of a practice that is not there; whole or not at all.

    An older format stays as it is: the next opening migrates it. Raises RefusedError where a
    practice is, and what `verify` raises.
    """
    if os.path.lexists(target):
        raise RefusedError(
            "There is a practice here already; nothing was restored",
            hint="Set `PRACTICE_PROFILE` to a new name to restore there, or move the old one away",
        )
    checked = verify(path, key, audit_key, steps)
    part = f"{target}.part"
    try:
        _remove(part)
        create_file(part)
        with open(path, "rb") as source, open(part, "r+b") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
        verify(part, key, audit_key, steps)  # what lies there now, not what was read
        _keep_a_log(part, key)
        _sync(part)
        # Left by a database that is gone: they would be replayed into this one.
        _remove(f"{target}-wal", f"{target}-shm")
        os.rename(part, target)
        _sync_folder(target)
    except OSError as error:
        _clear(part)
        raise not_writable(target, error) from error
    except BaseException:
        _clear(part)
        raise
    return checked


def check_pages(db: Db) -> list[str]:
    """Read every page and every reference.

    Returns what is wrong as sentences, none where all is well; raises StorageError, BusyError.
    """
    try:
        with translated():
            return _wrong_pages(db) or _wrong_structure(db) + _wrong_references(db)
    except DamagedError:
        return ["a page cannot be read"]


def _wrong_pages(db: Db) -> list[str]:
    return [str(row[0]) for row in db.execute("PRAGMA cipher_integrity_check")]


def _wrong_structure(db: Db) -> list[str]:
    return [str(row[0]) for row in db.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]


def _wrong_references(db: Db) -> list[str]:
    return [
        f"a row of `{row[0]}` points to a `{row[2]}` that is not there"
        for row in db.execute("PRAGMA foreign_key_check")
    ]


def _keep_a_log(part: str, key: bytes) -> None:
    # A backup is one file and so has no write-ahead log; a practice in use needs one.
    db = open_db(part, key, check=key_check(key))
    try:
        with translated():
            db.execute("PRAGMA journal_mode = WAL")
    finally:
        db.close()


def _content_findings(db: Db, audit_key: bytes) -> list[str]:
    if step_of(db) == 0:
        return ["it holds no practice"]
    bad = audit.verify(db, audit_key)
    return [] if bad is None else [f"the audit log is not as written from entry {bad} on"]


def _sync(path: str) -> None:
    with open(path, "r+b") as file:
        os.fsync(file.fileno())


def _sync_folder(path: str) -> None:
    if os.name != "posix":
        return
    handle = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(*paths: str) -> None:
    for path in paths:
        if os.path.lexists(path):
            os.unlink(path)


def _clear(*paths: str) -> None:
    # After a failure: what cannot be removed either must not hide why it failed.
    for path in paths:
        with suppress(OSError):
            _remove(path)
