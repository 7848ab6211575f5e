"""Bringing a file forward: a step and the record of it stand or fall together.

There is no way back.
"""

from __future__ import annotations

from practicecli.cache.connect import Db, transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Steps = Sequence[Sequence[str]]


def step_of(db: Db) -> int:
    """Tell how many steps the file has taken: one cheap read."""
    (step,) = db.execute("PRAGMA user_version").fetchone()
    return int(step)


def is_current(db: Db, steps: Steps) -> bool:
    """Whether the file has taken every step we know; raises NewerError if it has taken more."""
    done = step_of(db)
    if done > len(steps):
        from practicecli.errors import NewerError

        raise NewerError(
            f"The practice is at step {done} of its format; this version knows {len(steps)}"
        )
    return done == len(steps)


def migrate(db: Db, steps: Steps, *, backup: Callable[[int], None] | None = None) -> int:
    """Take the steps that are missing, one committed transaction each; returns how many were taken.

    `backup` is called once, with the old step, before a file that holds something is changed.
    Raises NewerError, StorageError, BusyError, DamagedError.
    """
    if is_current(db, steps):
        return 0
    done = step_of(db)
    if backup is not None and done > 0:
        backup(done)
    return sum(_take(db, number, steps[number - 1]) for number in range(done + 1, len(steps) + 1))


def _take(db: Db, number: int, statements: Sequence[str]) -> bool:
    with transaction(db):
        if step_of(db) >= number:  # another process took it while we waited for the lock
            return False
        db.execute("PRAGMA defer_foreign_keys = ON")  # a step may rebuild a table
        for statement in statements:
            db.execute(statement)
        _no_orphans(db, number)
        db.execute(f"PRAGMA user_version = {number:d}")
    return True


def _no_orphans(db: Db, number: int) -> None:
    if db.execute("PRAGMA foreign_key_check").fetchone() is None:
        return
    from practicecli.errors import DamagedError

    raise DamagedError(
        f"Step {number} of the format would leave records that point nowhere; nothing was changed",
        hint="Run `practice doctor` and bring back a backup with `practice backup restore PATH`",
    )
