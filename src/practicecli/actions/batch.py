"""Confirming in batches: 500 rows a transaction, one result a row, in order, safe to repeat."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any

from practicecli.actions.confirm import Outcome, confirm_chunk
from practicecli.actions.desk import Desk
from practicecli.actions.notes import sign_note
from practicecli.cache import lookup, notes, sessions
from practicecli.cache.connect import transaction
from practicecli.domain.confirming import Wanted
from practicecli.domain.incoming import ConfirmRow, InvalidRow
from practicecli.domain.problems import Problem
from practicecli.domain.refs import ref_of
from practicecli.domain.sessions import Session, service_date
from practicecli.domain.when import NotATimeError, clock_on
from practicecli.errors import PracticeError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Row = ConfirmRow | InvalidRow

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a row: `confirmed`, `already-confirmed`, `refused`, `not-found`, `invalid`."""

    row: int
    session: str | None
    outcome: str
    problems: tuple[Problem, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether the session is confirmed now, by this row or before it."""
        return self.outcome in {"confirmed", "already-confirmed"}

    def as_dict(self) -> dict[str, Any]:
        """Give the form that scripts read."""
        return {
            "row": self.row,
            "session": self.session,
            "outcome": self.outcome,
            "problems": [one.as_dict() for one in self.problems],
        }


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
            if not keep(well):
                raise _NotKeptError
    except _NotKeptError:
        return


def confirm_rows(desk: Desk, rows: Sequence[Row], *, attest: bool) -> list[Result]:
    """Confirm one chunk. Call it in a transaction."""
    found = _identities(desk, [row for row in rows if isinstance(row, ConfirmRow)])
    known = sessions.many(desk.db, json.dumps(sorted({id_ for id_ in found.values() if id_})))
    days: dict[tuple[str | None, str], Any] = {}
    results: dict[int, Result] = {}
    asked: list[tuple[int, str, Wanted]] = []
    for at, row in enumerate(rows):
        if isinstance(row, InvalidRow):
            results[at] = Result(row.row, row.session, "invalid", row.problems)
            continue
        identity = found[row.session]
        if identity is None:
            results[at] = _not_found(desk, row)
            continue
        read = _read(row, known[identity], desk.book.zone, days)
        if isinstance(read, Result):
            results[at] = read
        else:
            asked.append((at, identity, _signed(desk, row, known[identity], read, attest=attest)))
    outcomes = confirm_chunk(desk, [(identity, wanted) for _, identity, wanted in asked])
    for (at, _, _), outcome in zip(asked, outcomes, strict=True):
        results[at] = _result(rows[at].row, outcome)
    return [results[at] for at in range(len(rows))]


def _identities(desk: Desk, rows: Sequence[ConfirmRow]) -> dict[str, str | None]:
    whole = lookup.by_whole_refs(desk.db, "session", [row.session for row in rows])
    found: dict[str, str | None] = dict(whole)
    for row in rows:
        if row.session not in found:
            candidates = lookup.candidates(desk.db, "session", row.session, now=desk.at)
            found[row.session] = candidates[0] if len(candidates) == 1 else None
    return found


def _not_found(desk: Desk, row: ConfirmRow) -> Result:
    try:
        lookup.resolve(desk.db, "session", row.session, now=desk.at)
    except PracticeError as error:
        problem = Problem(error.code, str(error), error.hint)
        return Result(row.row, row.session, "not-found", (problem,))
    raise AssertionError("a session that was not found is there")


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


def _signed(
    desk: Desk, row: ConfirmRow, session: Session, wanted: Wanted, *, attest: bool
) -> Wanted:
    """Sign the draft first where the row says so, and only one that was opened after its last edit."""
    if not (row.sign and attest and session.note_status == "draft"):
        return wanted
    draft = notes.of_session(desk.db, session.id)
    if draft is None or draft.opened_at is None or draft.opened_at < draft.edited_at:
        return wanted
    try:
        sign_note(desk, session.id)
    except RefusedError:
        return wanted  # it stays a draft, which is said as `note-unsigned`
    return wanted


def _result(row: int, outcome: Outcome) -> Result:
    ref = ref_of("session", outcome.session)
    if outcome.confirmation is not None:
        return Result(row, ref, "confirmed", outcome.confirmation.warnings)
    if outcome.already:
        return Result(row, ref, "already-confirmed")
    return Result(row, ref, "refused", outcome.problems)
