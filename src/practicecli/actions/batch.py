"""Confirming in batches: 500 rows a transaction, one result a row, in order, safe to repeat."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from practicecli.actions.confirm import Outcome, confirm_chunk
from practicecli.actions.desk import Desk
from practicecli.cache import lookup, notes, sessions
from practicecli.cache.connect import transaction
from practicecli.domain.confirming import Wanted
from practicecli.domain.incoming import ConfirmRow, InvalidRow
from practicecli.domain.problems import Problem, as_json, warning
from practicecli.domain.sessions import Session, service_date
from practicecli.domain.when import NotATimeError, clock_on
from practicecli.errors import AmbiguousError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Row = ConfirmRow | InvalidRow

CHUNK = 500


class Result(NamedTuple):
    """What became of a row: `confirmed`, `already-confirmed`, `refused`, `not-found`, `invalid`."""

    row: int
    session: str | None
    outcome: str
    problems: tuple[Problem, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether the session is confirmed now, by this row or before it."""
        return self.outcome in {"confirmed", "already-confirmed"}

    def as_json(self) -> str:
        """Give the form that scripts read; put together from what is kept, as there are many."""
        session = json.dumps(self.session)
        return (
            f'{{"row": {self.row}, "session": {session}, "outcome": "{self.outcome}",'
            f' "problems": {as_json(self.problems)}}}'
        )


class _NotKeptError(Exception):
    """Ends a transaction whose work is not to be kept."""


def confirm_batch(desk: Desk, rows: Iterable[Row], *, attest: bool) -> Iterator[list[Result]]:
    """Confirm chunk by chunk; a chunk's results are given after it is committed."""
    stream = iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        with transaction(desk.db):
            results = confirm_rows(desk, chunk, attest=attest)
        yield results


def confirm_together(
    desk: Desk, rows: Iterable[Row], *, attest: bool, keep: Callable[[bool], bool]
) -> Iterator[list[Result]]:
    """Confirm all in one transaction, and keep it only where `keep(all are well)` says so."""
    stream = iter(rows)
    well = True
    try:
        with transaction(desk.db):
            while chunk := list(islice(stream, CHUNK)):
                results = confirm_rows(desk, chunk, attest=attest)
                well = well and all(one.is_well for one in results)
                yield results
            _must_keep(keep(well))
    except _NotKeptError:
        return


def _must_keep(kept: bool) -> None:
    if not kept:
        raise _NotKeptError


def confirm_rows(desk: Desk, rows: Sequence[Row], *, attest: bool) -> list[Result]:
    """Confirm one chunk. Call it in a transaction."""
    found = _identities(desk, [row for row in rows if isinstance(row, ConfirmRow)])
    known = sessions.many(
        desk.db, json.dumps(sorted({one for one in found.values() if isinstance(one, str)}))
    )
    days: dict[tuple[str | None, str], Any] = {}
    results: dict[int, Result] = {}
    asked: list[tuple[int, str, Wanted]] = []
    for at, row in enumerate(rows):
        if isinstance(row, InvalidRow):
            results[at] = Result(row.row, row.session, "invalid", row.problems)
            continue
        identity = found[row.session]
        if isinstance(identity, Problem):
            results[at] = Result(row.row, row.session, "not-found", (identity,))
            continue
        read = _read(row, known[identity], desk.book.zone, days)
        if isinstance(read, Result):
            results[at] = read
        else:
            sign = attest and row.sign and _may_sign(desk, known[identity])
            asked.append((at, identity, replace(read, sign=True) if sign else read))
    outcomes = confirm_chunk(desk, [(identity, wanted) for _, identity, wanted in asked], known)
    stands = {identity: (one.cpt, one.dx) for identity, one in known.items()}
    for (at, identity, wanted), outcome in zip(asked, outcomes, strict=True):
        if outcome.confirmation is not None:
            stands[identity] = (outcome.confirmation.cpt, outcome.confirmation.dx)
        differs = outcome.already and _differs(wanted, *stands[identity])
        results[at] = _result(rows[at].row, known[identity].ref, outcome, differs=differs)
    return [results[at] for at in range(len(rows))]


def _identities(desk: Desk, rows: Sequence[ConfirmRow]) -> dict[str, str | Problem]:
    whole = lookup.by_whole_refs(desk.db, "session", [row.session for row in rows])
    found: dict[str, str | Problem] = dict(whole)
    for row in rows:
        if row.session not in found:
            found[row.session] = _resolved(desk, row.session)
    return found


def _resolved(desk: Desk, typed: str) -> str | Problem:
    try:
        return lookup.resolve(desk.db, "session", typed, now=desk.at)
    except (NotFoundError, AmbiguousError) as error:
        return Problem(error.code, str(error), error.hint)


def _read(
    row: ConfirmRow, session: Session, zone: tzinfo, days: dict[tuple[str | None, str], Any]
) -> Wanted | Result:
    try:
        start = _moment(row.start, session, zone, days)
        stop = _moment(row.stop, session, zone, days)
    except NotATimeError as error:
        return Result(row.row, session.ref, "invalid", (Problem("time", str(error)),))
    return Wanted(
        cpt=row.cpt,
        dx=row.dx,
        start=start,
        stop=stop,
        place=row.place,
        modifiers=row.modifiers,
        note_route=row.note,
    )


def _moment(
    text: str | None, session: Session, zone: tzinfo, days: dict[tuple[str | None, str], Any]
) -> Any:  # noqa: ANN401 - a datetime or nothing, kept by what was typed
    if text is None:
        return None
    key = (text, service_date(session, zone).isoformat())
    if key not in days:
        days[key] = clock_on(text, service_date(session, zone), zone)
    return days[key]


def _may_sign(desk: Desk, session: Session) -> bool:
    """Say whether its draft was opened after its last edit: nobody signs what they did not read."""
    draft = notes.of_session(desk.db, session.id)
    if draft is None or draft.status != "draft" or draft.opened_at is None:
        return False
    return draft.opened_at >= draft.edited_at


def _result(row: int, ref: str, outcome: Outcome, *, differs: bool) -> Result:
    if outcome.confirmation is not None:
        return Result(row, ref, "confirmed", outcome.confirmation.warnings)
    if outcome.already:
        return Result(row, ref, "already-confirmed", (_other_codes(ref),) if differs else ())
    return Result(row, ref, "refused", outcome.problems)


def _differs(wanted: Wanted, cpt: tuple[str, ...], dx: tuple[str, ...]) -> bool:
    """Say whether a row names other codes than those a session was confirmed with."""
    said = tuple(code.replace(".", "").upper() for code in wanted.dx)
    return wanted.cpt != cpt or said != tuple(code.replace(".", "") for code in dx)


def _other_codes(ref: str) -> Problem:
    return warning(
        "codes-differ",
        f"Session {ref} was confirmed with other codes; those stand",
        f"practice session modify {ref} --cpt CODE --dx CODE",
    )
