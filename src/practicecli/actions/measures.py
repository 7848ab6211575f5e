"""Questionnaires: kept with their score, read as a course, and set aside where they were wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from practicecli.actions.desk import Desk, Done, keep, log, must_open
from practicecli.cache import measures, people, sessions
from practicecli.cache.measures import MeasureRow
from practicecli.domain.measures import (
    Form,
    change,
    counts,
    objections_to_answers,
    objections_to_taking,
    prompts_of,
    scored,
)
from practicecli.domain.problems import Problem, warning
from practicecli.errors import NotFoundError, RefusedError

ANSWERS = "what clients answered"  # shut without the key for notes


@dataclass(frozen=True, slots=True)
class Measure:
    """An answered questionnaire, opened.

    `change` is the points since the one before of the same form and range, None for the first;
    one that is `void` was set aside and changes nothing.
    """

    row: MeasureRow
    answers: tuple[int, ...]
    score: int
    least: int
    most: int
    severity: str
    flags: tuple[str, ...]
    void: bool
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A client's answers to one form in their order, and how far the newest score went.

    Only scores of the newest one's range are compared. `points` is from where on a change counts;
    what follows from a figure that is not known is None.
    """

    client_ref: str
    form: str
    measures: tuple[Measure, ...]
    since_first: int | None
    since_last: int | None
    points: int | None
    first_counts: bool | None
    last_counts: bool | None


def add_measure(
    desk: Desk,
    client: str,
    form: Form,
    answers: Sequence[int],
    *,
    day: date,
    session: str | None = None,
) -> tuple[Measure, list[Problem]]:
    """Keep what a client answered; give it scored, and what it calls for.

    It never leaves this computer. Raises RefusedError, LockedOutError. Call it in a transaction.
    """
    must_open(desk, ANSWERS)
    problems = [
        *objections_to_answers(answers, form),
        *objections_to_taking(day, today=desk.today),
        *_objections_to_session(desk, client, session),
    ]
    if problems:
        who = people.client(desk.db, client).ref
        raise RefusedError(f"The {form.title} of client {who} was not kept", problems)
    found = scored(form, answers)
    identity = desk.fresh_id()
    body = {
        "answers": list(answers), "score": found.score, "least": form.least, "most": form.most,
        "severity": found.severity, "flags": list(found.flags), "void": False,
    }  # fmt: skip
    warnings = [*prompts_of(form, found.flags), *_doubts(desk, client, form, day)]
    sealed = desk.seal.seal(json.dumps(body), identity)
    measures.add(
        desk.db, MeasureRow(identity, client, session, form.key, day.isoformat(), sealed, desk.at)
    )
    keep(desk, [_done("add", identity, form.key, None)])
    return _one(desk, client, form.key, identity), warnings


def void_measure(desk: Desk, client: str, form: str, day: date | None = None) -> Measure:
    """Set the newest answers of a form, or those of a day, aside: kept, but counted no more.

    Raises NotFoundError, LockedOutError. Call it in a transaction.
    """
    must_open(desk, ANSWERS)
    there = [
        one
        for one in _opened(desk, measures.of_client(desk.db, client, form))
        if not one.void and day in {None, date.fromisoformat(one.row.day)}
    ]
    if not there:
        ref = people.client(desk.db, client).ref
        raise NotFoundError(
            "There are no such answers of this client", hint=f"practice measure list {ref}"
        )
    last = there[-1].row
    body = json.loads(desk.seal.open(last.body, last.id)) | {"void": True}
    measures.set_body(desk.db, last.id, desk.seal.seal(json.dumps(body), last.id))
    keep(desk, [_done("void", last.id, form, {"body": {"hex": last.body.hex()}})])
    return _one(desk, client, form, last.id)


def read_measures(
    desk: Desk, client: str | None = None, *, form: str | None = None, void: bool = False
) -> list[Measure]:
    """Open a client's answers, or everybody's, oldest first; each client's opening is logged.

    With `void`, those that were set aside too. Raises LockedOutError. Call it in a transaction.
    """
    must_open(desk, ANSWERS)
    rows = (
        measures.everything(desk.db)
        if client is None
        else measures.of_client(desk.db, client, form)
    )
    found = [one for one in _opened(desk, rows) if void or not one.void]
    whose = dict.fromkeys(one.row.client for one in found)
    log(desk, [("open", "client", one, "measures") for one in whose])
    return found


def measures_of_session(desk: Desk, session: str) -> list[Measure]:
    """Give what was answered with a session, oldest first, for the note that will tell of it.

    Nothing is logged here: whoever opens the note logs that. Raises LockedOutError.
    """
    must_open(desk, ANSWERS)
    client = measures.client_of(desk.db, session)
    if client is None:
        return []
    found = _opened(desk, measures.of_client(desk.db, client))
    return [one for one in found if one.row.session == session and not one.void]


def course_of(desk: Desk, client: str, form: str, points: int | None) -> Course:
    """Open a client's answers to one form as a course, which is logged.

    `points` is from where on a change counts, where that is known. Raises LockedOutError. Call it
    in a transaction.
    """
    found = read_measures(desk, client, form=form)
    ref = people.client(desk.db, client).ref
    alike = [one for one in found if (one.least, one.most) == (found[-1].least, found[-1].most)]
    since_first = change(alike[0].score, alike[-1].score) if alike[1:] else None
    since_last = found[-1].change if found else None
    return Course(
        ref, form, tuple(found), since_first, since_last, points,
        counts(points, since_first), counts(points, since_last),
    )  # fmt: skip


def _opened(desk: Desk, rows: Iterable[MeasureRow]) -> list[Measure]:
    """Open rows that stand in their order, and hold each against the one before it."""
    before: dict[tuple[str, str, int, int], int] = {}
    found = []
    for row in rows:
        held = json.loads(desk.seal.open(row.body, row.id))
        of = row.client, row.form, held["least"], held["most"]
        moved = None if held["void"] else change(before.get(of), held["score"])
        if not held["void"]:
            before[of] = held["score"]
        found.append(
            Measure(
                row, tuple(held["answers"]), held["score"], held["least"], held["most"],
                held["severity"], tuple(held["flags"]), held["void"], moved,
            )
        )  # fmt: skip
    return found


def _one(desk: Desk, client: str, form: str, identity: str) -> Measure:
    rows = measures.of_client(desk.db, client, form)
    return next(one for one in _opened(desk, rows) if one.row.id == identity)


def _objections_to_session(desk: Desk, client: str, session: str | None) -> Iterable[Problem]:
    if session is None:
        return
    of = sessions.get(desk.db, session)
    if of.client != client:
        yield Problem(
            "measure-session",
            f"Session {of.ref} is another client's",
            f"practice session list --client {people.client(desk.db, client).ref}",
        )


def _doubts(desk: Desk, client: str, form: Form, day: date) -> Iterable[Problem]:
    rows = measures.of_client(desk.db, client, form.key)
    same = [one for one in _opened(desk, rows) if not one.void]
    if any(one.row.day == day.isoformat() for one in same):
        ref = people.client(desk.db, client).ref
        yield warning(
            "measure-twice",
            f"There was a {form.title} of that day already; now there are two",
            f"If that is a slip: `practice undo`, or `practice measure void {ref} {form.key}`",
        )


def _done(verb: str, identity: str, form: str, before: dict[str, object] | None) -> Done:
    """Keep it here, named by its form alone: what was answered is nobody else's business."""
    return Done(
        verb=verb,
        kind="measure",
        record=identity,
        platform="",
        body={},
        undo=[["measure", identity, before]],
        detail=form,
    )
