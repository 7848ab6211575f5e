"""Confirming sessions, one or thousands, by one path: read a chunk, decide, write, queue, log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from practicecli.actions.desk import Desk, Done, keep
from practicecli.cache import claims, notes, people, sessions
from practicecli.cache.sessions import maybe_text, utc_text
from practicecli.domain.confirming import (
    LONG_CODE,
    Case,
    Confirmation,
    Wanted,
    decide,
    decide_change,
)
from practicecli.domain.refs import ref_of
from practicecli.domain.sessions import Session, SessionStatus, service_date
from practicecli.errors import RefusedError

if TYPE_CHECKING:
    from practicecli.domain.people import Client
    from practicecli.domain.problems import Problem

LOOK_BACK = timedelta(days=28)  # the four weeks in which 90837 is counted


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one session: its confirmation, or what stood against it."""

    session: str
    problems: tuple[Problem, ...]
    confirmation: Confirmation | None = None
    already: bool = False


@dataclass(slots=True)
class _Shelf:
    """The rows that a chunk's decisions need, read at once, kept up as sessions are confirmed."""

    sessions: dict[str, Session]
    clients: dict[str, Client]
    bound: dict[str, str]
    codes: dict[tuple[str, str], dict[str, tuple[str, ...]]] = field(default_factory=dict)


def confirm_session(desk: Desk, identity: str, wanted: Wanted) -> Outcome:
    """Confirm one session. Raises RefusedError with every objection. Call it in a transaction."""
    (outcome,) = confirm_chunk(desk, [(identity, wanted)])
    if outcome.confirmation is None:
        raise _refused(desk, outcome, "confirmed")
    return outcome


def confirm_chunk(desk: Desk, asked: Sequence[tuple[str, Wanted]]) -> list[Outcome]:
    """Confirm what can be, in order, and say of the rest why not. Call it in a transaction."""
    shelf = _shelf(desk, [identity for identity, _ in asked])
    outcomes: list[Outcome] = []
    rows: list[tuple[Any, ...]] = []
    made: list[claims.NewClaim] = []
    done: list[Done] = []
    for identity, wanted in asked:
        session = shelf.sessions[identity]
        case = _case(desk, shelf, session, wanted)
        found, problems = decide(case, wanted, book=desk.book, now=desk.now)
        already = session.status is SessionStatus.CONFIRMED
        outcomes.append(Outcome(identity, tuple(problems), found, already=already))
        if found is None:
            continue
        claim = desk.fresh_id() if _makes_claim(desk, session) else None
        rows.append(_row(desk, session, found, claim))
        if claim:
            made.append(
                claims.NewClaim(
                    claim,
                    ref_of("claim", claim),
                    identity,
                    session.client,
                    session.platform,
                    case.client.payer,
                    desk.at,
                    found.expected_cents,
                )  # fmt: skip
            )
        done.append(_done(desk, session, found, claim, "confirm"))
        _remember(desk, shelf, session, found)
    sessions.confirm_many(desk.db, rows)
    claims.add_many(desk.db, made)
    keep(desk, done)
    return outcomes


def modify_session(desk: Desk, identity: str, wanted: Wanted) -> Outcome:
    """Correct a confirmed session in its window, in a transaction. Raises RefusedError."""
    shelf = _shelf(desk, [identity])
    session = shelf.sessions[identity]
    case = _case(desk, shelf, session, wanted)
    found, problems = decide_change(case, wanted, book=desk.book, now=desk.now)
    outcome = Outcome(identity, tuple(problems), found)
    if found is None:
        raise _refused(desk, outcome, "modified")
    row = _row(desk, session, found, session.claim, confirmed_at=session.confirmed_at)
    sessions.confirm_many(desk.db, [row])
    keep(desk, [_done(desk, session, found, session.claim, "modify")])
    return outcome


def _shelf(desk: Desk, identities: Iterable[str]) -> _Shelf:
    ids = json.dumps(list(identities))
    found = sessions.many(desk.db, ids)
    of_clients = people.clients(desk.db, json.dumps(sorted({s.client for s in found.values()})))
    shelf = _Shelf(found, of_clients, notes.bound_of(desk.db, ids))
    days = {(one.client, _day(desk, one)) for one in found.values()}
    for client, day, identity, cpt, modifiers in sessions.codes_of_days(
        desk.db, json.dumps(sorted(days))
    ):
        del modifiers  # the modifier that tells two sessions apart is on the new one
        shelf.codes.setdefault((client, day), {})[identity] = tuple(cpt.split())
    return shelf


def _case(desk: Desk, shelf: _Shelf, session: Session, wanted: Wanted) -> Case:
    day = _day(desk, session)
    others = shelf.codes.get((session.client, day), {})
    same_day = frozenset(
        code for other, codes in others.items() if other != session.id for code in codes
    )
    long_lately = 0
    if LONG_CODE in wanted.cpt:
        since = service_date(session, desk.book.zone) - LOOK_BACK
        long_lately = sessions.long_sessions(
            desk.db, session.client, after=since.isoformat(), until=day
        )
    codes: tuple[str, ...] | None = None
    minutes: int | None = None
    if (bound := shelf.bound.get(session.id)) is not None:
        held = json.loads(bound)
        codes, minutes = (*held["cpt"], *held["dx"]), held["minutes"]
    if wanted.sign and session.note_status == "draft":
        session = replace(session, note_status="signed")
    return Case(session, shelf.clients[session.client], same_day, long_lately, codes, minutes)


def _remember(desk: Desk, shelf: _Shelf, session: Session, found: Confirmation) -> None:
    shelf.sessions[session.id] = replace(session, status=SessionStatus.CONFIRMED)
    days = shelf.codes.setdefault((session.client, _day(desk, session)), {})
    days[session.id] = found.cpt


def _day(desk: Desk, session: Session) -> str:
    return service_date(session, desk.book.zone).isoformat()


def _makes_claim(desk: Desk, session: Session) -> bool:
    return desk.book.policies[session.platform].bills != "client"


def _row(
    desk: Desk,
    session: Session,
    found: Confirmation,
    claim: str | None,
    confirmed_at: Any = None,  # noqa: ANN401
) -> tuple[Any, ...]:
    to_enter = _makes_claim(desk, session)
    return (
        found.place,
        utc_text(found.times.start),
        utc_text(found.times.stop),
        found.times.assumed,
        " ".join(found.cpt),
        " ".join(found.modifiers),
        " ".join(found.dx),
        found.note_route,
        utc_text(confirmed_at or desk.now),
        maybe_text(found.edit_until),
        maybe_text(found.confirm_by),
        maybe_text(found.sign_by),
        maybe_text(found.file_by),
        claim,
        found.expected_cents,
        found.expected_on and found.expected_on.isoformat(),
        desk.sent_state(session.platform),
        None if to_enter else desk.at,
        json.dumps([one.as_dict() for one in found.warnings]) if found.warnings else "",
        session.id,
    )


def _done(desk: Desk, session: Session, found: Confirmation, claim: str | None, verb: str) -> Done:
    body = {
        "claim": claim,
        "place": found.place,
        "actual_start": utc_text(found.times.start),
        "actual_stop": utc_text(found.times.stop),
        "times_assumed": found.times.assumed,
        "cpt": found.cpt,
        "modifiers": found.modifiers,
        "dx": found.dx,
        "note_route": found.note_route,
        "note_status": session.note_status,
    }
    before = {
        "status": session.status.value,
        "place": session.place,
        "actual_start": maybe_text(session.actual_start),
        "actual_stop": maybe_text(session.actual_stop),
        "times_assumed": session.times_assumed,
        "cpt": " ".join(session.cpt),
        "modifiers": " ".join(session.modifiers),
        "dx": " ".join(session.dx),
        "note_route": session.note_route,
        "confirmed_at": maybe_text(session.confirmed_at),
        "edit_until": maybe_text(session.edit_until),
        "confirm_by": maybe_text(session.confirm_by),
        "sign_by": maybe_text(session.sign_by),
        "file_by": maybe_text(session.file_by),
        "claim": session.claim,
        "sent": session.sent,
    }
    undo: list[Any] = [["session", session.id, before]]
    if claim and session.claim is None:
        undo.append(["claim", claim, None])
    return Done(
        verb=verb,
        kind="session",
        record=session.id,
        platform=session.platform,
        body=body,
        undo=undo,
        seen_version=session.version,
        detail=" ".join((*found.cpt, *found.modifiers, *found.dx)),
    )


def _refused(desk: Desk, outcome: Outcome, verb: str) -> RefusedError:
    ref = ref_of("session", outcome.session)
    return RefusedError(
        f"Session {ref} was not {verb}",
        outcome.problems,
        hint="Nothing was changed; put these right, then type the same again",
    )


def iter_chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Part a stream into lists of at most `size`."""
    chunk: list[Any] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
