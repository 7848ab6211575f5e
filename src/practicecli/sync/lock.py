"""One sync at a time. The lock is the kernel's: it goes with the process that held it."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from practicecli.errors import BusyError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "sync.lock"


@contextmanager
def only_sync(folder: str) -> Iterator[None]:
    """Hold the lock in a folder; raises BusyError at once where another process has it."""
    try:
        lock = os.open(f"{folder}/{NAME}", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(
            "The folder of the practice cannot be written to",
            hint="Make it writable, then type this again",
        ) from error
    try:
        try:
            _seize(lock)
        except OSError as error:
            raise BusyError("Another `practice sync` is running") from error
        yield
    finally:
        os.close(lock)


def _seize(lock: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
