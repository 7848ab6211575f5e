"""A whole sync: platform after platform, one being down never stopping the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from practicecli.cache import platforms
from practicecli.cache.connect import transaction
from practicecli.cache.facts import OFFSET, keep_fact
from practicecli.cache.sessions import utc_text
from practicecli.errors import (
    BusyError,
    DamagedError,
    Exit,
    PracticeError,
    StorageError,
)
from practicecli.sync.pull import pull
from practicecli.sync.push import Opener, Talk, push

if TYPE_CHECKING:
    from practicecli.cache.connect import Db
    from practicecli.cache.platforms import Platform
    from practicecli.remote.client import Remote

# Of several failures a script is told the one that needs a person most (DESIGN §4).
_ORDER = (Exit.LOCKED_OUT, Exit.CONFLICT, Exit.TEMPORARY, Exit.PARTIAL)


@dataclass(frozen=True, slots=True)
class Report:
    """What a sync with one platform came to; `refused` and `conflicts` name the changes."""

    pushed: int = 0
    pulled: int = 0
    refused: tuple[Mapping[str, Any], ...] = ()
    conflicts: tuple[Mapping[str, Any], ...] = ()
    waiting_for_unlock: int = 0
    error: PracticeError | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give what `practice sync --json` prints for a platform."""
        return {
            "pushed": self.pushed,
            "pulled": self.pulled,
            "refused": list(self.refused),
            "conflicts": list(self.conflicts),
            "error": None if self.error is None else _error(self.error),
        }


def sync_all(
    db: Db,
    open_remote: Callable[[Platform], Remote],
    *,
    seal: Opener,
    audit_key: bytes,
    now: Callable[[], datetime],
    only: Iterable[str] = (),
) -> dict[str, Report]:
    """Sync with every platform that has a remote, or `only` with these; a report for each.

    Hold `only_sync` around it. Raises StorageError, BusyError or DamagedError for trouble here.
    """
    wanted = frozenset(only)
    return {
        name: sync_platform(db, one, open_remote, seal=seal, audit_key=audit_key, now=now)
        for name, one in platforms.everything(db).items()
        if not one.is_manual and (not wanted or name in wanted)
    }


def sync_platform(
    db: Db,
    platform: Platform,
    open_remote: Callable[[Platform], Remote],
    *,
    seal: Opener,
    audit_key: bytes,
    now: Callable[[], datetime],
) -> Report:
    """Push to one platform, then pull from it; its trouble is in the report and on its record."""
    error: PracticeError | None = None
    talk: Talk | None = None
    try:
        with open_remote(platform) as remote:
            talk = Talk(db, platform.name, remote, seal, audit_key, utc_text(now().astimezone(UTC)))
            push(talk)
            pull(talk)
    except (StorageError, BusyError, DamagedError):
        raise  # our own file, not the platform
    except PracticeError as failure:
        error = failure
    with transaction(db):
        if talk is not None and platform.sandbox and talk.offset_seconds is not None:
            keep_fact(db, OFFSET, str(talk.offset_seconds))
        said = None if error is None else str(error)
        platforms.set_outcome(db, platform.name, at=utc_text(now().astimezone(UTC)), error=said)
    return Report(error=error) if talk is None else _report(talk, error)


def to_json(reports: Mapping[str, Report]) -> dict[str, Any]:
    """Give what `practice sync --json` prints."""
    return {name: report.as_dict() for name, report in reports.items()}


def exit_of(reports: Iterable[Report]) -> Exit:
    """Choose the exit code: 4, 6, 7, 3, in that order, else done."""
    found: set[Exit] = set()
    for report in reports:
        if report.conflicts:
            found.add(Exit.CONFLICT)
        if report.refused:
            found.add(Exit.PARTIAL)
        if report.error is not None:
            found.add(report.error.exit_code)
    for code in _ORDER:
        if code in found:
            return code
    return min(found, default=Exit.DONE)


def _report(talk: Talk, error: PracticeError | None) -> Report:
    return Report(
        pushed=talk.pushed,
        pulled=talk.pulled,
        refused=tuple(talk.refused),
        conflicts=tuple(talk.conflicts),
        waiting_for_unlock=talk.waiting_for_unlock,
        error=error,
    )


def _error(error: PracticeError) -> dict[str, Any]:
    return {
        "code": error.code,
        "message": str(error),
        "hint": error.hint,
        "exit": int(error.exit_code),
        "retryable": error.retryable,
        "problems": [problem.as_dict() for problem in error.problems],
    }
