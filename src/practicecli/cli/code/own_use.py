"""The therapist's own use of diagnoses, where the practice opens without a question."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from practicecli.cache.connect import Db
    from practicecli.cli.app import App

_BUSY_MS = 200  # a look-up waits for nobody


def own_use(run: App) -> Mapping[str, int]:
    """Give how often each code was used of late; nothing where that would take a question.

    Only a key file is read: a keyring, a command or a passphrase may ask. Nothing is written: a
    practice that an earlier version made is left as it is.
    """
    from practicecli.cache.connect import DatabaseError, open_db
    from practicecli.errors import PracticeError

    try:
        source = run.env.get("PRACTICE_KEY", "") or run.identity.key_source
        if not source.startswith("file:"):
            return {}
        check = run.identity.key_check
        with closing(
            open_db(run.places.database, run.keys.data, check=check, busy_ms=_BUSY_MS)
        ) as db:
            return _counted(db)
    except (PracticeError, DatabaseError, OSError):
        return {}


def _counted(db: Db) -> Mapping[str, int]:
    from practicecli.cache.dx_use import most_used
    from practicecli.cache.migrations import is_current
    from practicecli.cache.schema import STEPS

    return most_used(db) if is_current(db, STEPS) else {}
