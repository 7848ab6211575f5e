"""Confirming sessions, one or thousands, by one path: read a chunk, decide, write, queue, log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from practicecli.actions.desk import Desk, Done, keep
from practicecli.actions.permits import set_runs_out
from practicecli.actions.shelf import case_on, shelf_of
from practicecli.cache import charges, claims, sessions
from practicecli.cache.sessions import maybe_text, utc_text
from practicecli.domain.charges import doubts_about_price
from practicecli.domain.confirming import (
    Case,
    Confirmation,
    Wanted,
    decide,
    decide_change,
)
from practicecli.domain.problems import as_json
from practicecli.domain.refs import ref_of
from practicecli.domain.sessions import (
    Session,
    SessionStatus,
    doubts_about_overlap,
    service_date,
    true_times,
)
from practicecli.errors import RefusedError

if TYPE_CHECKING:
    from practicecli.actions.notes import Ready
    from practicecli.domain.problems import Problem

# What stands against a session as it is: no other words of the same command help.
_SETTLED = frozenset(
    {"already-confirmed", "not-scheduled", "not-confirmed", "edit-closed", "too-late"}
)


class Outcome(NamedTuple):
    """What became of one session: its confirmation, or what stood against it."""

    session: str
    problems: tuple[Problem, ...]
    confirmation: Confirmation | None = None
    already: bool = False


def confirm_session(desk: Desk, identity: str, wanted: Wanted) -> Outcome:
    """Confirm one session. Raises RefusedError with every objection. Call it in a transaction."""
    (outcome,) = confirm_chunk(desk, [(identity, wanted)])
    if outcome.confirmation is None:
        raise _refused(outcome, "confirmed")
    return outcome


def sign_and_confirm(
    desk: Desk, identity: str, wanted: Wanted, *, reason: str = "", shown: Ready | None = None
) -> Outcome:
    """Sign the draft, then confirm. Raises RefusedError with what stands against either.

    The signature binds the codes and times of the claim; `reason` is why it is late, `shown`
    what was attested. Raises ConflictError where that changed since, NotFoundError where there is
    no note. Call it in a transaction.
    """
    from practicecli.actions.notes import sign_note  # late: most confirmations sign nothing

    unsigned: tuple[Problem, ...] = ()
    warnings: Sequence[Problem] = ()
    try:
        stands = as_confirmed(desk, identity, wanted)
        _, warnings = sign_note(desk, identity, reason=reason, stands=stands, shown=shown)
    except RefusedError as error:
        unsigned = tuple(error.problems)
    (outcome,) = confirm_chunk(desk, [(identity, replace(wanted, sign=bool(unsigned)))])
    if outcome.confirmation is None:
        each = tuple(dict.fromkeys((*outcome.problems, *unsigned)))
        raise _refused(outcome._replace(problems=each), "confirmed")
    found = outcome.confirmation
    return outcome._replace(
        confirmation=replace(found, warnings=(*warnings, *found.warnings)),
        problems=(*warnings, *outcome.problems),
    )


def as_confirmed(desk: Desk, identity: str, wanted: Wanted) -> Session:
    """Give a session as it is about to be confirmed; times that nobody said stay unsaid."""
    session, zone = sessions.get(desk.db, identity), desk.book.zone
    times = true_times(session, wanted.start, wanted.stop, zone)
    day = service_date(session, zone)
    dx = tuple(desk.book.as_written(code, day) for code in wanted.dx)
    return replace(
        session,
        status=SessionStatus.CONFIRMED,
        cpt=wanted.cpt,
        modifiers=wanted.modifiers,
        dx=dx,
        place=wanted.place or session.place,
        actual_start=None if times.assumed else times.start,
        actual_stop=None if times.assumed else times.stop,
    )


def confirm_chunk(
    desk: Desk, asked: Sequence[tuple[str, Wanted]], known: Mapping[str, Session] | None = None
) -> list[Outcome]:
    """Confirm what can be, in order, and say of the rest why not. Call it in a transaction.

    `known` are the sessions as read in the same transaction, where the caller has read them.
    """
    shelf = shelf_of(desk, asked, known)
    at = desk.at
    outcomes: list[Outcome] = []
    rows: list[tuple[Any, ...]] = []
    made: list[claims.NewClaim] = []
    done: list[Done] = []
    for identity, wanted in asked:
        session = shelf.sessions[identity]
        if identity in shelf.confirmed:
            session = replace(session, status=SessionStatus.CONFIRMED)
        case = case_on(shelf, session, wanted)
        found, problems = decide(case, wanted, book=desk.book, now=desk.now)
        if found is not None and wanted.sign and session.note_status == "draft":
            found, problems = _sign_first(desk, session, wanted, found, problems)
        if found is not None:
            found, problems = _shared(desk, session, found, problems)
        already = session.status is SessionStatus.CONFIRMED
        outcomes.append(Outcome(identity, tuple(problems), found, already=already))
        if found is None:
            continue
        times = utc_text(found.times.start), utc_text(found.times.stop)
        claim = desk.fresh_id() if _makes_claim(desk, session) else None
        rows.append(_row(desk, session, found, claim, at, times))
        if claim:
            made.append(_claim(case, found, claim, at))
        done.append(_done(case.session, found, claim, "confirm", shelf.before[identity], times))
        shelf.remember(session, found)
    sessions.confirm_many(desk.db, rows)
    claims.add_many(desk.db, made)
    set_runs_out(desk, shelf.permits.held)
    keep(desk, done)
    return outcomes


def modify_session(desk: Desk, identity: str, wanted: Wanted) -> Outcome:
    """Correct a confirmed session in its window, in a transaction. Raises RefusedError."""
    shelf = shelf_of(desk, [(identity, wanted)])
    session = shelf.sessions[identity]
    case = case_on(shelf, session, wanted)
    found, problems = decide_change(case, wanted, book=desk.book, now=desk.now)
    if found is None:
        raise _refused(Outcome(identity, tuple(problems)), "modified")
    found, problems = _shared(desk, session, found, problems)
    confirmed_at = utc_text(session.confirmed_at or desk.now)
    times = utc_text(found.times.start), utc_text(found.times.stop)
    row = _row(desk, session, found, session.claim, confirmed_at, times)
    undo = _corrected(desk, session, found, row)
    set_runs_out(desk, shelf.permits.held)
    before = json.loads(shelf.before[identity])
    done = _done(session, found, session.claim, "modify", shelf.before[identity], times)
    keep(desk, [done._replace(undo=[["session", identity, before], *undo])])
    # Told and not kept on the session: what is done about a charge is not a correction of it.
    doubts = list(
        doubts_about_price(
            charges.of_session(desk.db, identity), before["expected_cents"], found.expected_cents
        )
    )
    found = replace(found, warnings=(*found.warnings, *doubts))
    return Outcome(identity, (*problems, *doubts), found)


def _corrected(
    desk: Desk, session: Session, found: Confirmation, row: tuple[Any, ...]
) -> list[Any]:
    """Write a corrected session, its claim's sum, and what clients' costs became; give their undo.

    A deductible and coinsurance go by the rate, and so by the code.
    """
    was = None
    if found.cpt != session.cpt:
        from practicecli.actions.cost_changes import changes_since, standing_costs  # late: seldom

        was = standing_costs(desk, session.client)
    sessions.confirm_many(desk.db, [row])
    billed = claims.bill_anew(desk.db, session.claim, found.expected_cents)
    return billed if was is None else [*billed, *changes_since(desk, session.client, was)]


def _sign_first(
    desk: Desk,
    session: Session,
    wanted: Wanted,
    found: Confirmation,
    problems: list[Problem],
) -> tuple[Confirmation | None, list[Problem]]:
    """Sign the draft of a session that nothing else stands against; both are done, or neither."""
    from practicecli.actions.notes import sign_note  # late: most confirmations sign nothing

    try:
        stands = replace(as_confirmed(desk, session.id, wanted), modifiers=found.modifiers)
        _, warnings = sign_note(desk, session.id, stands=stands)
    except RefusedError as error:
        return None, [*problems, *error.problems]
    return replace(found, warnings=(*found.warnings, *warnings)), [*problems, *warnings]


def _shared(
    desk: Desk, session: Session, found: Confirmation, problems: list[Problem]
) -> tuple[Confirmation, list[Problem]]:
    """Look for other sessions at the true times, where those reach out of the appointment's."""
    times = found.times
    if session.starts_at <= times.start and times.stop <= session.ends_at:
        return found, problems
    refs = sessions.sharing_time(desk.db, times.start, times.stop, but=session.id)
    doubts = list(doubts_about_overlap(session, refs))
    if not doubts:
        return found, problems
    return replace(found, warnings=(*found.warnings, *doubts)), [*problems, *doubts]


def _makes_claim(desk: Desk, session: Session) -> bool:
    return desk.book.policies[session.platform].bills != "client"


def _row(
    desk: Desk,
    session: Session,
    found: Confirmation,
    claim: str | None,
    confirmed_at: str,
    times: tuple[str, str],
) -> tuple[Any, ...]:
    to_enter = _makes_claim(desk, session)
    return (
        found.place,
        *times,
        found.times.assumed,
        " ".join(found.cpt),
        " ".join(found.modifiers),
        " ".join(found.dx),
        found.note_route,
        confirmed_at,
        maybe_text(found.edit_until),
        maybe_text(found.confirm_by),
        maybe_text(found.sign_by),
        maybe_text(found.file_by),
        claim,
        found.expected_cents,
        found.expected_on and found.expected_on.isoformat(),
        desk.sent_state(session.platform),
        None if to_enter else desk.at,
        as_json(found.warnings) if found.warnings else "",
        found.em_minutes,
        session.id,
    )


def _claim(case: Case, found: Confirmation, identity: str, at: str) -> claims.NewClaim:
    return claims.NewClaim(
        id=identity,
        ref=ref_of("claim", identity),
        session=case.session.id,
        client=case.client.id,
        platform=case.session.platform,
        payer=case.client.payer,
        created_at=at,
        billed_cents=found.expected_cents,
    )


def _done(
    session: Session,
    found: Confirmation,
    claim: str | None,
    verb: str,
    before: str,
    times: tuple[str, str],
) -> Done:
    body = {
        "claim": claim,
        "place": found.place,
        "actual_start": times[0],
        "actual_stop": times[1],
        "times_assumed": found.times.assumed,
        "cpt": found.cpt,
        "modifiers": found.modifiers,
        "dx": found.dx,
        "note_route": found.note_route,
        "note_status": session.note_status,
    }
    made = f',["claim","{claim}",null]' if claim and session.claim is None else ""
    return Done(
        verb=verb,
        kind="session",
        record=session.id,
        platform=session.platform,
        body=body,
        undo=f'[["session","{session.id}",{before}]{made}]',
        seen_version=session.version,
        detail=" ".join((*found.cpt, *found.modifiers, *found.dx)),
    )


def _refused(outcome: Outcome, verb: str) -> RefusedError:
    ref = ref_of("session", outcome.session)
    again = not any(one.code in _SETTLED for one in outcome.problems)
    mend = "; put these right, then type the same again" if again else ""
    return RefusedError(
        f"Session {ref} was not {verb}", outcome.problems, hint=f"Nothing was changed{mend}"
    )
