"""Taking over what other programs hold: their clients, and a calendar's appointments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from practicecli.actions.clients import add_client
from practicecli.actions.schedule import cancel_session, move_session, schedule_sessions
from practicecli.cache import imports, people, platforms
from practicecli.domain.days import day_starts, weeks_around
from practicecli.domain.importing import Step, StepKind, plan_import
from practicecli.domain.matching import Known
from practicecli.domain.problems import Problem
from practicecli.errors import NotFoundError, RefusedError

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk
    from practicecli.domain.incoming import IncomingClient, IncomingEvent, InvalidRow

WEEKS_BACK, WEEKS_AHEAD = 4, 26  # what of a calendar is looked at where no days are given


class Outcome(StrEnum):
    """What became of one row or occurrence."""

    ADDED = "added"
    DUPLICATE = "duplicate"
    INVALID = "invalid"
    SCHEDULED = "scheduled"
    MOVED = "moved"
    CANCELLED = "cancelled"
    UNCHANGED = "unchanged"
    UNMATCHED = "unmatched"
    AMBIGUOUS = "ambiguous"
    SKIPPED = "skipped"
    MISSING = "missing"
    REFUSED = "refused"


FAILED = frozenset({Outcome.INVALID, Outcome.REFUSED})
CHANGED = frozenset({Outcome.ADDED, Outcome.SCHEDULED, Outcome.MOVED, Outcome.CANCELLED})


@dataclass(frozen=True, slots=True)
class ClientResult:
    """What became of one row of a file of clients. `ref` is the client's, new or there already."""

    row: int
    outcome: Outcome
    name: str = ""
    ref: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class EventResult:
    """What became of one occurrence of a calendar, or of a session that it no longer holds."""

    step: Step
    outcome: Outcome
    session: str | None = None
    problems: tuple[Problem, ...] = ()


class RehearsedError(Exception):
    """Raised to undo a dry run; holds nothing."""


def import_clients(
    desk: Desk,
    clients: Iterable[IncomingClient],
    rejected: Iterable[InvalidRow],
    *,
    platform: str | None,
) -> list[ClientResult]:
    """Add the clients of a file, each for itself; give a result a row, in their order.

    `platform` is for those whose row names none. A client with the same name and birth date is
    there already and left alone. Raises NotFoundError. Call it in a transaction.
    """
    if platform:
        platforms.get(desk.db, platform)
    known = imports.people_known(desk.db)
    results = [ClientResult(one.row, Outcome.INVALID, problems=one.problems) for one in rejected]
    for said in clients:
        one = said if said.platform or platform is None else replace(said, platform=platform)
        who = (one.name.casefold(), one.born.isoformat() if one.born else "")
        if who in known:
            result = ClientResult(one.row, Outcome.DUPLICATE, one.name, known[who])
        else:
            result = _added(desk, one)
        if result.outcome is Outcome.ADDED and result.ref:
            known[who] = result.ref
        results.append(result)
    return sorted(results, key=lambda result: result.row)


def _added(desk: Desk, said: IncomingClient) -> ClientResult:
    try:
        ref = add_client(desk, said).ref
    except RefusedError as error:
        return ClientResult(said.row, Outcome.REFUSED, said.name, problems=tuple(error.problems))
    except NotFoundError as error:
        problem = Problem("platform", str(error), error.hint)
        return ClientResult(said.row, Outcome.REFUSED, said.name, problems=(problem,))
    return ClientResult(said.row, Outcome.ADDED, said.name, ref)


def import_window(today: date, first: date | None, last: date | None) -> tuple[date, date]:
    """Give the days of a calendar to look at: four weeks back and 26 ahead, where not said."""
    usual = weeks_around(today, back=WEEKS_BACK, ahead=WEEKS_AHEAD)
    return first or usual[0], last or usual[1]


def import_calendar(
    desk: Desk,
    events: Sequence[IncomingEvent],
    *,
    window: tuple[date, date],
    place: str | None = None,
) -> list[EventResult]:
    """Bring the calendar of sessions up to that of a file; give a result an occurrence.

    An objection is that of its own occurrence; the others go on. Without a `place`, one with a
    video link is `video-home`, the others `office`. Call it in a transaction.
    """
    zone = desk.book.zone
    steps = plan_import(
        events,
        imports.imported_sessions(desk.db),
        [Known(one.id, one.name, one.aliases) for one in people.caseload(desk.db)],
        window=(day_starts(window[0], zone), day_starts(window[1], zone, after=1)),
    )
    done: dict[int, EventResult] = {}
    # What goes makes room for what moves, and what moves for what is new.
    for kind in (StepKind.CANCEL, StepKind.MOVE, StepKind.SCHEDULE):
        chosen = [number for number, step in enumerate(steps) if step.kind is kind]
        done |= _settled(desk, steps, chosen, place)
    return [
        done.get(number) or EventResult(step, Outcome(step.kind.value), step.session_id)
        for number, step in enumerate(steps)
    ]


def _settled(
    desk: Desk, steps: Sequence[Step], chosen: list[int], place: str | None
) -> dict[int, EventResult]:
    """Do steps of one kind; those in each other's way are tried again while any of them moves."""
    done: dict[int, EventResult] = {}
    waiting = chosen
    while waiting:
        done |= {number: _done(desk, steps[number], place) for number in waiting}
        refused = [number for number in waiting if done[number].outcome is Outcome.REFUSED]
        if len(refused) == len(waiting):
            break
        waiting = refused
    return done


def _done(desk: Desk, step: Step, place: str | None) -> EventResult:
    try:
        outcome, session = _do(desk, step, place)
    except RefusedError as error:
        return EventResult(step, Outcome.REFUSED, step.session_id, tuple(error.problems))
    return EventResult(step, outcome, session)


def _do(desk: Desk, step: Step, place: str | None) -> tuple[Outcome, str]:
    event = step.event
    if step.kind is StepKind.CANCEL and step.session_id:
        return Outcome.CANCELLED, cancel_session(desk, step.session_id, by="me")
    if event is None:
        raise ValueError(step.kind)
    length = event.ends_at - event.starts_at
    if step.kind is StepKind.MOVE and step.session_id:
        return Outcome.MOVED, move_session(desk, step.session_id, event.starts_at, length)
    if step.client_id is None:
        raise ValueError(step.kind)
    ids, _ = schedule_sessions(
        desk,
        step.client_id,
        [event.starts_at],
        length,
        place=place or ("video-home" if event.link else "office"),
        link=event.link or "",
        imported=event.instance,
    )
    return Outcome.SCHEDULED, ids[0]
