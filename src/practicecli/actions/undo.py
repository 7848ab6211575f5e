"""Taking back the last command, as long as nothing of it has left."""

from __future__ import annotations

import json
from dataclasses import dataclass

from practicecli.actions.desk import Desk, log
from practicecli.actions.permits import set_runs_out
from practicecli.cache import outbox
from practicecli.cache.answers import LAST_SENT
from practicecli.cache.connect import IntegrityError
from practicecli.cache.facts import fact
from practicecli.cache.undoing import put_back
from practicecli.domain.problems import Problem
from practicecli.domain.refs import LETTERS, ref_of
from practicecli.errors import NotFoundError, RefusedError


@dataclass(frozen=True, slots=True)
class TakenBack:
    """One thing that was undone, or would be."""

    verb: str
    kind: str
    ref: str
    at: str


def last_command(desk: Desk) -> list[TakenBack]:
    """Show what `undo` would take back, newest first. Raises NotFoundError, RefusedError."""
    return [_shown(one) for one in _last(desk)]


def undo_last(desk: Desk) -> list[TakenBack]:
    """Take the last command back: its rows as they stood, its changes out of the outbox.

    Raises NotFoundError where nothing is unsent, RefusedError where it cannot be taken back. Call
    it in a transaction.
    """
    changes = _last(desk)
    for change in changes:
        _put_back(desk, change)
    outbox.remove(desk.db, [one.id for one in changes])
    set_runs_out(desk)
    log(desk, [("undo", one.kind, one.record, one.verb) for one in changes])
    return [_shown(one) for one in changes]


def _put_back(desk: Desk, change: outbox.Change) -> None:
    try:
        for table, identity, values in reversed(json.loads(change.undo or "[]")):
            put_back(desk.db, table, identity, values)
    except IntegrityError as error:
        shown = _shown(change)
        raise RefusedError(
            "The last command was not taken back",
            [Problem("no-undo", f"Something rests on `{change.verb}` of {shown.kind} {shown.ref}",
                     "Type the command that says the opposite")],
        ) from error  # fmt: skip


def _last(desk: Desk) -> list[outbox.Change]:
    changes = outbox.last_batch(desk.db)
    if not changes:
        raise NotFoundError(
            "There is nothing unsent to take back", hint="See `practice audit list`"
        )
    problems = [found for one in changes for found in _objections(one)]
    # Or `undo` would go behind the last command and take back work of days ago, unasked.
    if changes[0].queued_at < (fact(desk.db, LAST_SENT) or ""):
        problems = [Problem("sent", "The last command has been sent", "practice audit list")]
    if problems:
        raise RefusedError("The last command was not taken back", problems)
    return changes


def _objections(change: outbox.Change) -> list[Problem]:
    shown = _shown(change)
    if change.state not in {"waiting", "local"}:
        return [Problem("sent", f"`{change.verb}` of {change.kind} {shown.ref} has been sent",
                        "practice sync")]  # fmt: skip
    if change.undo is None and change.kind == "note":
        return [Problem("note-locked", f"`{change.verb}` of note {shown.ref} is for good",
                        "practice note addend SESSION --from FILE")]  # fmt: skip
    if change.undo is None and change.kind == "plan":
        return [Problem("note-locked", f"`{change.verb}` of plan {shown.ref} is for good",
                        "practice plan review CLIENT")]  # fmt: skip
    if change.undo is None:
        return [Problem("no-undo", f"`{change.verb}` of {change.kind} cannot be taken back",
                        "Type the command that says the opposite")]  # fmt: skip
    return []


def _shown(change: outbox.Change) -> TakenBack:
    ref = ref_of(change.kind, change.record) if change.kind in LETTERS else change.record
    return TakenBack(change.verb, change.kind, ref, change.queued_at)
