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
from practicecli.domain.refs import ref_of
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
    client: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    place: str | None
    allow_overlap: bool


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
    results = [ClientResult(one.row, _outcome(one), problems=one.problems) for one in rejected]
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


def _outcome(row: InvalidRow) -> Outcome:
    twice = all(problem.code == "duplicate-row" for problem in row.problems)
    return Outcome.DUPLICATE if twice else Outcome.INVALID


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
    allow_overlap: bool = False,
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
    wanted = _Wanted(place, allow_overlap)
    done: dict[int, EventResult] = {}
    # What goes makes room for what moves, and what moves for what is new.
    for kind in (StepKind.CANCEL, StepKind.MOVE, StepKind.SCHEDULE):
        chosen = [number for number, step in enumerate(steps) if step.kind is kind]
        done |= _settled(desk, steps, chosen, wanted)
    owners = imports.owners(desk.db)
    results = [
        done.get(number) or EventResult(step, Outcome(step.kind.value), step.session_id)
        for number, step in enumerate(steps)
    ]
    return [
        replace(one, client=one.step.client_id or owners.get(one.session or "")) for one in results
    ]


def unnamed(results: Sequence[EventResult]) -> list[EventResult]:
    """Take out of the objections of a dry run the refs of sessions that only it has made."""
    made = [
        ref_of("session", one.session)
        for one in results
        if one.outcome is Outcome.SCHEDULED and one.session
    ]
    return [
        replace(one, problems=tuple(_unnamed(problem, made) for problem in one.problems))
        for one in results
    ]


def _unnamed(problem: Problem, made: Sequence[str]) -> Problem:
    if problem.code != "overlap" or not any(ref in problem.message for ref in made):
        return problem
    return Problem(
        problem.code,
        "Another entry of this calendar is at that time",
        "Move one of them in the calendar, or give `--allow-overlap`",
    )


def _settled(
    desk: Desk, steps: Sequence[Step], chosen: list[int], wanted: _Wanted
) -> dict[int, EventResult]:
    """Do steps of one kind; those in each other's way are tried again while any of them moves."""
    done: dict[int, EventResult] = {}
    waiting = chosen
    while waiting:
        done |= {number: _done(desk, steps[number], wanted) for number in waiting}
        refused = [number for number in waiting if done[number].outcome is Outcome.REFUSED]
        if len(refused) == len(waiting):
            break
        waiting = refused
    return done


def _done(desk: Desk, step: Step, wanted: _Wanted) -> EventResult:
    try:
        outcome, session = _do(desk, step, wanted)
    except RefusedError as error:
        return EventResult(step, Outcome.REFUSED, step.session_id, problems=tuple(error.problems))
    return EventResult(step, outcome, session)


def _do(desk: Desk, step: Step, wanted: _Wanted) -> tuple[Outcome, str]:
    event = step.event
    if step.kind is StepKind.CANCEL and step.session_id:
        return Outcome.CANCELLED, cancel_session(desk, step.session_id, by="me")
    if event is None:
        raise ValueError(step.kind)
    length = event.ends_at - event.starts_at
    if step.kind is StepKind.MOVE and step.session_id:
        moved = move_session(
            desk, step.session_id, event.starts_at, length, allow_overlap=wanted.allow_overlap
        )
        return Outcome.MOVED, moved
    if step.client_id is None:
        raise ValueError(step.kind)
    ids, _ = schedule_sessions(
        desk,
        step.client_id,
        [event.starts_at],
        length,
        place=wanted.place or ("video-home" if event.link else "office"),
        link=event.link or "",
        allow_overlap=wanted.allow_overlap,
        imported=event.instance,
    )
    return Outcome.SCHEDULED, ids[0]
