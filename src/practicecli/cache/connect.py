"""Opening and making the encrypted file.

Everything of the cache takes the engine's names from here.
"""
# Paths are plain text on the way to every command.
# ruff: noqa: PTH100, PTH116, PTH123

from __future__ import annotations

import os

from practicecli.engine import (
    BUSY_MS,
    DatabaseError,
    Db,
    IntegrityError,
    Row,
    connected,
    create_file,
    failure_of,
    rehearsal,
    transaction,
    translated,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from practicecli.errors import PracticeError

__all__ = (
    "DatabaseError",
    "Db",
    "IntegrityError",
    "Row",
    "create_db",
    "failure_of",
    "open_db",
    "open_to_read",
    "rehearsal",
    "transaction",
    "translated",
)

KEY_BYTES = 32
_PAGE = 4096  # SQLCipher's own page size

# "PRCT": tells our files from other SQLCipher files.
APPLICATION = 0x50524354


def open_db(path: str, key: bytes, *, check: str, busy_ms: int = BUSY_MS) -> Db:
    """Open the practice's file with its raw key.

    `check` is the key's check value, as kept beside the file. Raises NoPracticeError,
    WrongKeyError, DamagedError, StorageError or BusyError.
    """
    _must_hold_something(path)
    db = connected(path, busy_ms=busy_ms)
    try:
        _unlock(db, key)
        _prepare(db)
    except DatabaseError as error:
        db.close()
        _raise_why(error, key, check)
        raise
    return db


def create_db(path: str, key: bytes, *, busy_ms: int = BUSY_MS) -> Db:
    """Make the file, 0600 and without a table; raises RefusedError, StorageError."""
    from practicecli.keycheck import key_check

    try:
        create_file(path)
    except FileExistsError as error:
        from practicecli.errors import RefusedError

        raise RefusedError(
            "There is a practice here already; nothing was changed",
            hint="Set `PRACTICE_PROFILE` to a new name to make another one",
        ) from error
    db = connected(path, busy_ms=busy_ms)
    try:
        with translated():
            _unlock(db, key, salt=key_check(key))
            db.execute("PRAGMA journal_mode = WAL")
            _prepare(db)
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            # From here on the main file, not only the log, says which key it belongs to.
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except BaseException:
        db.close()
        raise
    return db


def open_to_read(path: str, key: bytes) -> Db:
    """Open a file that nobody writes, such as a backup, changing nothing.

    Its own salt is the check value. Raises NotFoundError, WrongKeyError, DamagedError or
    StorageError.
    """
    from urllib.parse import quote

    check = _salt(path)
    db = connected(f"file:{quote(os.path.abspath(path))}?mode=ro", uri=True)
    try:
        _unlock(db, key)
        _prepare(db)
    except DatabaseError as error:
        db.close()
        _raise_why(error, key, check)
        raise
    return db


def _unlock(db: Db, key: bytes, *, salt: str = "") -> None:
    if len(key) != KEY_BYTES:
        raise ValueError("a data key is 32 bytes")
    # Not by a PRAGMA: the key would stand in SQL text, which traces show. Bytes would be run
    # through a key derivation, which is not wanted for a random key.
    db.set_key(f"x'{key.hex()}{salt}'")  # type: ignore[attr-defined]  # sqlcipher3's addition


def _prepare(db: Db) -> None:
    db.execute("PRAGMA user_version").fetchone()  # the first read: here a wrong key shows
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA trusted_schema = OFF")


def _must_hold_something(path: str) -> None:
    try:
        size = os.stat(path).st_size
    except FileNotFoundError:
        from practicecli.errors import NoPracticeError

        raise NoPracticeError from None
    except OSError as error:
        from practicecli.places import not_writable

        raise not_writable(path, error) from error
    if size < _PAGE:
        # SQLite would take an emptied file for a new one and any key for the right one.
        raise _damaged("The file of the practice has been cut short")


def _salt(path: str) -> str:
    from practicecli.errors import NotFoundError, StorageError
    from practicecli.keycheck import CHECK_BYTES

    try:
        with open(path, "rb") as file:
            head = file.read(CHECK_BYTES)
            size = file.seek(0, os.SEEK_END)
    except FileNotFoundError as error:
        raise NotFoundError(
            f"There is no file `{path}`", hint="Check the path, then type this again"
        ) from error
    except OSError as error:
        raise StorageError(
            f"Cannot read `{path}`: {error.strerror}", hint="Check the path and its permissions"
        ) from error
    if size < _PAGE or size % _PAGE:
        raise _damaged("This is not a whole backup: it has been cut short or is something else")
    return head.hex()


def _raise_why(error: BaseException, key: bytes, check: str) -> None:
    from practicecli.errors import DamagedError, WrongKeyError
    from practicecli.keycheck import key_check

    failure = failure_of(error)
    if isinstance(failure, DamagedError) and key_check(key) != check:
        raise WrongKeyError(
            "The key does not open this file",
            hint="Give the key that was made with it, or the recovery sheet",
        ) from error
    if failure is not None:
        raise failure from error


def _damaged(sentence: str) -> PracticeError:
    from practicecli.errors import DamagedError

    return DamagedError(
        sentence,
        hint="Keep it as it is, then bring back a backup with `practice backup restore PATH`",
    )
