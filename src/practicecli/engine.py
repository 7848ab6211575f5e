"""The SQLite build under the practice and the sandbox: its oldest version, transactions, failures.

The only module that imports sqlcipher3: its exceptions and rows are not those of `sqlite3`.
"""

from __future__ import annotations

from sqlcipher3 import dbapi2 as _build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sqlite3 import Connection as Db
    from sqlite3 import DatabaseError, IntegrityError, Row

    from practicecli.errors import PracticeError
else:
    from sqlcipher3.dbapi2 import Connection as Db
    from sqlcipher3.dbapi2 import DatabaseError, IntegrityError, Row

__all__ = (
    "DatabaseError",
    "Db",
    "IntegrityError",
    "Row",
    "connected",
    "failure_of",
    "open_plain",
    "require_engine",
    "transaction",
    "translated",
)

# https://sqlite.org/wal.html, "the WAL-reset bug": before, two processes could corrupt the file.
OLDEST_ENGINE = (3, 51, 3)
BUSY_MS = 5000

_PRIMARY = 0xFF
_BUSY = frozenset({5, 6})  # SQLITE_BUSY, SQLITE_LOCKED
_DAMAGED = frozenset({11, 26})  # SQLITE_CORRUPT, SQLITE_NOTADB
_STORAGE = {
    3: "The system does not permit writing the file of the practice",  # SQLITE_PERM
    8: "The file of the practice, or its folder, can only be read",  # SQLITE_READONLY
    10: "The disk failed while the file of the practice was used",  # SQLITE_IOERR
    13: "The disk is full; what was being written is not saved",  # SQLITE_FULL
    14: "The file of the practice, or its folder, cannot be opened",  # SQLITE_CANTOPEN
}


def require_engine(found: tuple[int, ...] = _build.sqlite_version_info) -> None:
    """Refuse a SQLite with the corruption bug that needs two processes; raises RefusedError."""
    if found >= OLDEST_ENGINE:
        return
    from practicecli.errors import RefusedError

    raise RefusedError(
        f"SQLite {'.'.join(map(str, found))} can damage a file that two commands use at once",
        hint="Install a newer one with `pip install --upgrade sqlcipher3`",
    )


def connected(path: str, *, busy_ms: int = BUSY_MS, uri: bool = False) -> Db:
    """Connect without opening: silent on stderr, no implied transactions.

    The key, if any, comes next.
    """
    require_engine()
    with translated():
        db: Db = _build.connect(path, isolation_level=None, timeout=busy_ms / 1000, uri=uri)
    db.row_factory = Row
    db.execute("PRAGMA cipher_log_level = NONE")  # else a wrong key prints lines of its own
    return db


def open_plain(path: str, *, busy_ms: int = BUSY_MS) -> Db:
    """Open the sandbox's own file, not encrypted, made 0600 if absent; raises StorageError.

    A path without `sandbox` in it is refused: nothing real may land in a file anybody can read.
    """
    if "sandbox" not in path:
        raise ValueError("only the sandbox keeps a file without a key")
    create_file(path, exist_ok=True)
    db = connected(path, busy_ms=busy_ms)
    try:
        with translated():
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        db.close()
        raise
    return db


def create_file(path: str, *, exist_ok: bool = False) -> None:
    """Make an empty file 0600 before SQLite does: its `-wal` and `-shm` take that mode over.

    Raises StorageError.
    """
    from practicecli.places import write_new

    try:
        write_new(path, b"")
    except FileExistsError:
        if not exist_ok:
            raise


class _Transaction:
    __slots__ = ("_db", "_joined", "_keeps")

    def __init__(self, db: Db, *, keeps: bool = True) -> None:
        self._db = db
        self._joined = False
        self._keeps = keeps

    def __enter__(self) -> Db:
        self._joined = self._db.in_transaction
        if not self._joined:
            self._run("BEGIN IMMEDIATE")
        return self._db

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self._joined:
            return
        if error is None and self._keeps:
            self._run("COMMIT")
            return
        self._roll_back()
        failure = None if error is None else failure_of(error)
        if failure is not None:
            raise failure from error

    def _run(self, statement: str) -> None:
        try:
            with translated():
                self._db.execute(statement)
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        # After a full disk SQLite has rolled back by itself, and a second ROLLBACK would be an
        # error that hides the first.
        if self._db.in_transaction:
            try:
                self._db.execute("ROLLBACK")
            except DatabaseError:
                return


class _Translated:
    __slots__ = ()

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        failure = None if error is None else failure_of(error)
        if failure is not None:
            raise failure from error


def translated() -> _Translated:
    """Give reading the same failures that `transaction` gives writing."""
    return _Translated()


def transaction(db: Db) -> _Transaction:
    """Write all or nothing (`BEGIN IMMEDIATE`); inside another transaction it joins that one.

    Raises StorageError, BusyError or DamagedError where disk, another process or the file is at
    fault.
    """
    return _Transaction(db)


def rehearsal(db: Db) -> _Transaction:
    """Write as `transaction` does, and then keep nothing of it: what `--dry-run` runs in."""
    return _Transaction(db, keeps=False)


def failure_of(error: BaseException) -> PracticeError | None:
    """Turn an engine's error into one of ours, by its code; None where it would be a bug in us."""
    if not isinstance(error, DatabaseError):
        return None
    primary = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    from practicecli.errors import BusyError, DamagedError, StorageError

    if primary in _BUSY:
        return BusyError("Another `practice` command is writing to the practice")
    if primary in _STORAGE:
        return StorageError(
            _STORAGE[primary],
            hint="Free some space or make the folder writable, then type this again",
        )
    if primary in _DAMAGED:
        return DamagedError(
            "The file of the practice is damaged",
            hint="Keep it as it is, then bring back a backup with `practice backup restore PATH`",
        )
    return None
