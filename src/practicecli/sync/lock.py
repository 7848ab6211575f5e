"""One sync or renewal of a log-in at a time; the lock is the kernel's and dies with its process."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from practicecli.errors import BusyError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "sync.lock"
_LOOK_EVERY = 0.05  # seconds


@contextmanager
def only_sync(folder: str, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock in a folder, waiting for it at most so many seconds.

    Raises BusyError where another process keeps it, StorageError.
    """
    try:
        lock = os.open(f"{folder}/{NAME}", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(
            "The folder of the practice cannot be written to",
            hint="Make it writable, then type this again",
        ) from error
    try:
        _seize_within(lock, wait)
        yield
    finally:
        os.close(lock)


def _seize_within(lock: int, wait: float) -> None:
    until = time.monotonic() + wait
    while True:
        try:
            _seize(lock)
        except OSError as error:
            if time.monotonic() >= until:
                raise BusyError("Another `practice` command is talking to a platform") from error
            time.sleep(_LOOK_EVERY)
        else:
            return


def _seize(lock: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
