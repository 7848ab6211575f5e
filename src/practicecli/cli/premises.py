"""A practice's folder, made whole beside its place and then put there: a crash leaves no half."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING

from practicecli.errors import NoPracticeError, RefusedError
from practicecli.places import not_writable
from practicecli.vault.identity import Identity, find_practice, write_identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.places import Places
    from practicecli.vault.keys import Keys


def must_be_free(places: Places) -> None:
    """Refuse where a practice is; raises RefusedError, or DamagedError for half of one."""
    try:
        find_practice(places)
    except NoPracticeError:
        return
    raise RefusedError(
        "There is a practice here already; nothing was changed",
        hint="Look at it with `practice today`, or set `PRACTICE_PROFILE` to a new name",
    )


@contextmanager
def built_beside(places: Places) -> Iterator[Places]:
    """Give a fresh data folder to fill; it takes its place when the block ends well."""
    fresh = copy(places)
    place = Path(places.data_dir)
    fresh.data_dir = str(place.with_name(f".{place.name}.{os.getpid()}.new"))
    fresh.database = str(Path(fresh.data_dir) / Path(places.database).name)
    fresh.identity = str(Path(fresh.data_dir) / Path(places.identity).name)
    shutil.rmtree(fresh.data_dir, ignore_errors=True)  # of a crash under the same process number
    fresh.make()
    try:
        yield fresh
        _settle(fresh, places)
    finally:
        shutil.rmtree(fresh.data_dir, ignore_errors=True)


def _settle(fresh: Places, places: Places) -> None:
    try:
        if _is_free(Path(places.data_dir)):
            Path(fresh.data_dir).replace(places.data_dir)
            return
        if Path(places.database).exists():  # another command was here first
            raise RefusedError("There is a practice here already; nothing was changed")
        for left in ("-wal", "-shm"):  # of a database that is gone: they would be replayed
            Path(places.database + left).unlink(missing_ok=True)
        # The database last: while it is missing, the same command can be typed again.
        for path in sorted(Path(fresh.data_dir).iterdir(), key=_is_database):
            path.replace(Path(places.data_dir) / path.name)
    except OSError as error:
        raise not_writable(places.data_dir, error) from error


def _is_free(folder: Path) -> bool:
    return not folder.exists() or not any(folder.iterdir())


def _is_database(path: Path) -> bool:
    return path.suffix == ".db"


def identify(places: Places, keys: Keys, *, source: str, profile: str, device: str) -> None:
    """Write down beside the database which key opens it and where that is; raises StorageError."""
    from practicecli.keycheck import key_check

    write_identity(
        places,
        Identity(key_check=key_check(keys.data), key_source=source, profile=profile, device=device),
    )
