"""A whole sync: platform after platform, one being down never stopping the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from practicecli.cache import platforms, waiting
from practicecli.cache.connect import transaction
from practicecli.cache.facts import OFFSET, keep_fact, keep_skew
from practicecli.cache.sessions import utc_text
from practicecli.errors import (
    BusyError,
    DamagedError,
    Exit,
    PracticeError,
    StorageError,
)
from practicecli.ids import new_id
from practicecli.sync.drift import check_weekly
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
    """What a sync with one platform came to.

    `refused` names this sync's changes, `conflicts` all that wait for a person, `withdrawn` the
    refs of clients and sessions that the platform has taken out; `skew_seconds` is
    how far the platform's clock is ahead of ours.
    """

    pushed: int = 0
    pulled: int = 0
    refused: tuple[Mapping[str, Any], ...] = ()
    conflicts: tuple[Mapping[str, Any], ...] = ()
    waiting_for_unlock: int = 0
    withdrawn: tuple[str, ...] = ()
    error: PracticeError | None = None
    skew_seconds: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give what `practice sync --json` prints for a platform."""
        return {
            "pushed": self.pushed,
            "pulled": self.pulled,
            "refused": list(self.refused),
            "conflicts": list(self.conflicts),
            "withdrawn": list(self.withdrawn),
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
    tell: Callable[[Talk], None] = lambda _: None,
    accept: bool = False,
) -> dict[str, Report]:
    """Sync with every platform that has a remote, or `only` with these; a report for each.

    Hold `only_sync` around it. Raises StorageError, BusyError or DamagedError for trouble here.
    """
    wanted = frozenset(only)
    return {
        name: sync_platform(
            db, one, open_remote, seal=seal, audit_key=audit_key, now=now, tell=tell, accept=accept
        )
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
    tell: Callable[[Talk], None] = lambda _: None,
    accept: bool = False,
) -> Report:
    """Push to one platform, then pull from it; its trouble is in the report and on its record.

    `tell` hears of each step forward; `accept` lets even a mass deletion be taken over.
    """
    error: PracticeError | None = None
    talk: Talk | None = None
    try:
        with open_remote(platform) as remote:
            at = utc_text(now().astimezone(UTC))
            talk = Talk(
                db, platform.name, remote, seal, audit_key, at,
                fresh_id=lambda: new_id(now()), tell=tell, accept=accept,
            )  # fmt: skip
            push(talk)
            pull(talk)
            check_weekly(talk)
    except (StorageError, BusyError, DamagedError):
        raise  # our own file, not the platform
    except PracticeError as failure:
        error = failure
    with transaction(db):
        if talk is not None and platform.sandbox and talk.offset_seconds is not None:
            keep_fact(db, OFFSET, str(talk.offset_seconds))
        at = utc_text(now().astimezone(UTC))
        if talk is not None and talk.remote.skew_seconds is not None:
            keep_skew(db, platform.name, talk.remote.skew_seconds, at)
        said = None if error is None else str(error)
        platforms.set_outcome(db, platform.name, at=at, error=said)
    if talk is None:
        return Report(error=error, conflicts=_standing(db, platform.name))
    return _report(talk, error)


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
        conflicts=_standing(talk.db, talk.platform),
        waiting_for_unlock=talk.waiting_for_unlock,
        withdrawn=tuple(talk.withdrawn),
        error=error,
        skew_seconds=talk.remote.skew_seconds,
    )


def _standing(db: Db, platform: str) -> tuple[Mapping[str, Any], ...]:
    # Without the values: this is printed by cron.
    names = ("id", "kind", "record", "ref", "verb", "version")
    return tuple({name: one[name] for name in names} for one in waiting.conflicts(db, platform))


def _error(error: PracticeError) -> dict[str, Any]:
    return {
        "code": error.code,
        "message": str(error),
        "hint": error.hint,
        "exit": int(error.exit_code),
        "retryable": error.retryable,
        "problems": [problem.as_dict() for problem in error.problems],
    }
