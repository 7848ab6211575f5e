"""What `doctor` looks at: one function a check, each a finding or more. Repairs nothing."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.cli.app import App

_OURS_ONLY = stat.S_IRWXG | stat.S_IRWXO
_OLD_WORK = timedelta(days=1)  # what has waited longer than a day is worth a word
_SHOWN = 3


class Status(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome. `detail` holds paths, counts and versions, never a client's name."""

    check: str
    status: Status
    detail: str
    fix: str = ""


def files(run: App) -> Iterator[Finding]:
    """Check that nobody else on this computer may read our files."""
    places = run.places
    open_to_others = [
        str(path)
        for folder in (places.settings_dir, places.data_dir, places.state_dir)
        for path in (Path(folder), *sorted(Path(folder).rglob("*")))
        if os.name == "posix" and path.exists() and path.lstat().st_mode & _OURS_ONLY
    ]
    if open_to_others:
        told = ", ".join(open_to_others[:_SHOWN])
        more = f" and {len(open_to_others) - _SHOWN} more" if len(open_to_others) > _SHOWN else ""
        yield Finding("permissions", Status.FAIL, f"open to other people: {told}{more}",
                      f"chmod -R go-rwx {places.data_dir}")  # fmt: skip
    else:
        yield Finding("permissions", Status.OK, f"only you may read {places.data_dir}")
    left = sorted(Path(places.data_dir).parent.glob(f".{places.profile}.*.new"))
    if left:
        yield Finding("leftovers", Status.WARN, f"a command was interrupted: {left[0]}",
                      f"rm -r {left[0]}")  # fmt: skip


def key(run: App) -> Iterator[Finding]:
    """Check where the key is: apart from the data, and on another disk if it is a file."""
    said = run.env.get("PRACTICE_KEY", "")
    source = said or run.identity.key_source
    kind, _, path = source.partition(":")
    told = f"`{source}`" + (" (from PRACTICE_KEY)" if said else "")
    if kind != "file":
        yield Finding("key", Status.OK, f"it comes from {told}")
        return
    if run.places.holds(path):
        yield Finding("key", Status.FAIL, f"it lies beside the data: {told}",
                      "Move it out of there, best to another volume")  # fmt: skip
        return
    try:
        same = Path(path).stat().st_dev == Path(run.places.data_dir).stat().st_dev
    except OSError:
        same = False
    where = "on the same disk as the data" if same else "on another disk than the data"
    yield Finding("key", Status.OK, f"a file of yours alone, {where}: {told}",
                  "Another volume would protect it better" if same else "")  # fmt: skip


def engine(run: App) -> Iterator[Finding]:
    """Tell the versions of what keeps the data; the key fits, or this would not be reached."""
    from practicecli.cache.checkup import engine_versions
    from practicecli.cache.migrations import step_of

    sqlite, cipher = engine_versions(run.db)
    yield Finding("engine", Status.OK, f"SQLite {sqlite}, SQLCipher {cipher}, AES-256")
    yield Finding("format", Status.OK, f"step {step_of(run.db)} of the file's format")


def pages(run: App) -> Iterator[Finding]:
    """Read every page and every reference."""
    from practicecli.cache.backup import check_pages

    found = check_pages(run.db)
    if found:
        yield Finding("pages", Status.FAIL, "; ".join(found[:_SHOWN]),
                      "practice backup restore PATH")  # fmt: skip
    else:
        yield Finding("pages", Status.OK, "every page and every reference is as it was written")


def log(run: App) -> Iterator[Finding]:
    """Walk the audit chain."""
    from practicecli.cache.audit import verify
    from practicecli.cache.checkup import entries
    from practicecli.vault.keys import audit_key

    bad = verify(run.db, audit_key(run.keys))
    if bad is None:
        yield Finding("audit", Status.OK, f"{entries(run.db)} entries, each as it was written")
    else:
        yield Finding("audit", Status.FAIL, f"not as it was written from entry {bad} on",
                      "practice audit verify")  # fmt: skip


def notes(run: App) -> Iterator[Finding]:
    """Check that what was signed or attached is as it was; the text goes nowhere."""
    from practicecli.actions.verifying import LOG, verified

    if run.keys.notes is None:
        yield Finding("notes", Status.OK, "not checked: this key opens no notes")
        return
    bad = [one for one in verified(run.desk).broken if one != LOG]  # the log has its own line
    if bad:
        yield Finding("notes", Status.FAIL, f"not as they were signed: {', '.join(bad[:_SHOWN])}",
                      "practice note verify")  # fmt: skip
    else:
        yield Finding("notes", Status.OK, "all that was signed or attached is as it was")


def private(run: App) -> Iterator[Finding]:
    """Read every page of the psychotherapy notes' own file, where there is one; no text of them."""
    from contextlib import closing

    from practicecli.cache.backup import check_pages
    from practicecli.cache.private import open_private
    from practicecli.errors import DamagedError, WrongKeyError

    path, key = run.places.private, run.keys.private
    if key is None:
        if Path(path).exists():
            yield Finding("private notes", Status.OK, "not checked: this key opens none of them")
        return
    try:
        db = open_private(path, key)
    except WrongKeyError as error:
        yield Finding("private key", Status.FAIL, "it does not open them", error.hint)
        return
    except DamagedError as error:
        yield Finding("private notes", Status.FAIL, "their file cannot be read", error.hint)
        return
    if db is None:
        return
    with closing(db):
        if check_pages(db):
            yield Finding("private notes", Status.FAIL, "not every page is as it was written",
                          "practice private restore PATH")  # fmt: skip
            return
    yield Finding("private notes", Status.OK, f"every page is as it was written; {_copied(run)}",
                  "practice private backup PATH")  # fmt: skip


def _copied(run: App) -> str:
    from practicecli.cache.checkup import last_done
    from practicecli.cli.shapes import instant

    made = instant(last_done(run.db, "private-backup"), run.zone)
    return f"backup last made {made[:10]}" if made else "no backup made yet"


def codes(run: App) -> Iterator[Finding]:
    """Tell which release of the diagnosis codes is held."""
    from practicecli.cli.codebook import open_codes

    held = open_codes(run.places)
    try:
        yield Finding("codes", Status.OK, f"ICD-10-CM, release {held.release}")
    finally:
        held.close()


def figures(run: App) -> Iterator[Finding]:
    """Tell which of the platforms' figures no source gives."""
    from practicecli.figures.load import DIGEST, policies

    assumed = {name: policies()[name].assumed for name in run.platforms if policies()[name].assumed}
    told = "; ".join(f"{name}: {', '.join(held)}" for name, held in assumed.items())
    yield Finding("figures", Status.OK, f"set {DIGEST[:12]}; assumed are {told or 'none'}",
                  "practice platform show NAME" if told else "")  # fmt: skip


def time(run: App) -> Iterator[Finding]:
    """Check that the clock has not gone back behind the last thing done."""
    from datetime import datetime

    from practicecli.cache.checkup import newest_entry

    newest = newest_entry(run.db)
    local = f"{run.now.astimezone(run.zone):%Y-%m-%d %H:%M %Z}"
    invented = " (PRACTICE_NOW)" if run.env.get("PRACTICE_NOW") else ""
    if newest is not None and datetime.fromisoformat(newest) > run.now:
        yield Finding("clock", Status.WARN, f"it says {local}{invented}, before the last change",
                      "Set this computer's clock")  # fmt: skip
    else:
        yield Finding("clock", Status.OK, f"{local}{invented}")


def unsent(run: App) -> Iterator[Finding]:
    """Tell what waits in the outbox, what was refused, and how the last syncs ended."""
    from datetime import datetime

    from practicecli.cache.checkup import queue

    found = {one.state: one for one in queue(run.db)}
    waiting = [found[state] for state in ("waiting", "sent") if state in found]
    count = sum(one.count for one in waiting)
    old = any(datetime.fromisoformat(one.oldest) < run.now - _OLD_WORK for one in waiting)
    yield Finding("unsent", Status.WARN if old else Status.OK,
                  f"waiting to be sent: {count}" if count else "nothing waits to be sent",
                  "practice sync" if count else "")  # fmt: skip
    for state, fix in (
        ("refused", "practice sync status"),
        ("conflict", "practice sync conflicts"),
    ):
        if state in found:
            yield Finding(state, Status.WARN, f"changes: {found[state].count}", fix)
    for name, one in run.platforms.items():
        if one.last_error:
            yield Finding("sync", Status.WARN, f"the last with {name} failed", "practice sync")


def backups(run: App) -> Iterator[Finding]:
    """Tell when the last backup was made."""
    from practicecli.cache.checkup import last_done
    from practicecli.cli.shapes import instant

    made = instant(last_done(run.db, "backup"), run.zone)
    yield Finding("backup", Status.OK, f"last made {made[:10]}" if made else "none made yet",
                  "practice backup create PATH")  # fmt: skip


CHECKS = (files, key, engine, pages, log, notes, private, codes, figures, time, unsent, backups)
DAMAGE = frozenset({"pages", "audit", "notes", "private notes"})
