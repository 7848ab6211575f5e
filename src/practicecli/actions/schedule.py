"""Appointments: scheduling, moving, cancelling, and the clock of a session that is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from practicecli.actions.covering import client_on
from practicecli.actions.desk import Desk, Done, keep
from practicecli.actions.expecting import expect, last_codes
from practicecli.actions.fees import fee_objections
from practicecli.actions.permits import doubts_about_booking, set_runs_out
from practicecli.cache import people, sessions
from practicecli.cache.sessions import maybe_text, utc_text
from practicecli.domain.book import clocks_of
from practicecli.domain.people import Client, ClientStatus
from practicecli.domain.problems import Problem, warning
from practicecli.domain.refs import ref_of
from practicecli.domain.sessions import (
    Session,
    SessionStatus,
    objections_to_changing,
    objections_to_missing,
    objections_to_moving,
    objections_to_scheduling,
    service_date,
)
from practicecli.errors import RefusedError


def schedule_sessions(
    desk: Desk,
    client: str,
    starts: Sequence[datetime],
    length: timedelta,
    *,
    place: str,
    state: str | None = None,
    link: str = "",
    allow_overlap: bool = False,
    series_days: int | None = None,
    imported: str | None = None,
    participants: str = "client",
    occasion: str = "",
) -> tuple[list[str], list[Problem]]:
    """Put appointments into the calendar, all or none; give their ids and what to mind.

    `starts` are instants; `series_days` is the step of a series. Raises RefusedError with every
    objection of every appointment. Call it in a transaction.
    """
    who = people.client(desk.db, client)
    problems = list(_objections_to_client(who))
    series = desk.fresh_id() if series_days else None
    if series and not problems:
        sessions.add_series(
            desk.db, series, client,
            first=starts[0].astimezone(desk.book.zone).strftime("%Y-%m-%dT%H:%M:%S"),
            every_days=series_days or 0, count=len(starts),
        )  # fmt: skip
    last = last_codes(desk, [client]).get(client, ())
    made: list[Session] = []
    for start in starts:
        one = replace(
            _appointment(desk, who, start, start + length, place, state or who.state, link),
            participants=participants,
            occasion=occasion,
        )
        found = list(_objections(desk, one, allow_overlap=allow_overlap))
        problems += found
        if not problems:
            made.append(one)
            _add(desk, one, series, imported, last)
    if problems:
        raise RefusedError("Nothing was scheduled", problems)
    set_runs_out(desk, [client])
    keep(desk, [schedule_of(one, series if one is made[0] else None) for one in made])
    return [one.id for one in made], [
        *_warnings(desk, made),
        *doubts_about_booking(desk, who, made),
    ]


def move_session(
    desk: Desk,
    identity: str,
    start: datetime,
    length: timedelta | None,
    *,
    allow_overlap: bool = False,
) -> str:
    """Give an appointment another time. Raises RefusedError. Call it in a transaction."""
    before = sessions.get(desk.db, identity)
    problems = list(objections_to_moving(before))
    stop = start + (length or before.ends_at - before.starts_at)
    after = _with_clocks(
        desk, replace(before, starts_at=start, ends_at=stop, actual_start=None, actual_stop=None)
    )
    if not problems:
        problems += _objections(desk, after, allow_overlap=allow_overlap)
    if problems:
        raise RefusedError(f"Session {before.ref} was not moved", problems)
    values = {
        "starts_at": utc_text(after.starts_at),
        "ends_at": utc_text(after.ends_at),
        "day": service_date(after, desk.book.zone).isoformat(),
        "actual_start": None,
        "actual_stop": None,
        **_clock_values(after),
        "expected_cents": expect(desk, after, client_on(desk, after)),
    }
    body = {"starts_at": values["starts_at"], "ends_at": values["ends_at"]}
    return _change(desk, before, "move", values, body)


def cancel_session(desk: Desk, identity: str, *, by: str, fee_cents: int = 0) -> str:
    """Cancel an appointment: `late-cancelled` where the client does it inside the notice window.

    Raises RefusedError. Call it in a transaction.
    """
    before = sessions.get(desk.db, identity)
    who = client_on(desk, before)
    policy = desk.book.policies[before.platform]
    problems = list(
        objections_to_missing(before, what="cancelled", addended=_addended(desk, before))
    )
    notice = timedelta(hours=max(policy.no_show.windows_hours, default=24))
    late = by == "client" and desk.now > before.starts_at - notice
    if fee_cents and by != "client":
        problems.append(
            Problem(
                "fee-not-allowed", "A fee is only for what the client cancels", "Leave out `--fee`"
            )
        )
    elif fee_cents and not late:
        problems.append(
            Problem("fee-not-allowed", "The client cancelled in good time", "Leave out `--fee`")
        )
    day = service_date(before, desk.book.zone)
    problems += fee_objections(desk, who, before.platform, day, fee_cents)
    if problems:
        raise RefusedError(f"Session {before.ref} was not cancelled", problems)
    status = SessionStatus.LATE_CANCELLED if late else SessionStatus.CANCELLED
    return _missed(desk, before, "cancel", status, fee_cents)


def _addended(desk: Desk, of: Session) -> bool:
    if of.note_status != "signed":
        return False
    from practicecli.cache import notes  # late: few that are missed have a note

    return any(added for _, added in notes.bound_of(desk.db, f'["{of.id}"]').values())


def mark_no_show(desk: Desk, identity: str, *, fee_cents: int = 0) -> str:
    """Record that the client did not come. Raises RefusedError. Call it in a transaction."""
    before = sessions.get(desk.db, identity)
    who = client_on(desk, before)
    problems = list(
        objections_to_missing(before, what="marked as missed", addended=_addended(desk, before))
    )
    if desk.now < before.starts_at:
        problems.append(
            Problem("not-held", f"Session {before.ref} has not begun yet",
                    f"practice session cancel {before.ref} --by client")
        )  # fmt: skip
    day = service_date(before, desk.book.zone)
    problems += fee_objections(desk, who, before.platform, day, fee_cents)
    if problems:
        raise RefusedError(f"Session {before.ref} was not marked as missed", problems)
    return _missed(desk, before, "no-show", SessionStatus.NO_SHOW, fee_cents)


def start_session(desk: Desk, identity: str) -> str:
    """Start the clock of a session. Raises RefusedError. Call it in a transaction."""
    before = sessions.get(desk.db, identity)
    problems = list(objections_to_changing(before, what="started"))
    if before.actual_start is not None:
        problems.append(Problem("already-started", f"Session {before.ref} was started already"))
    if problems:
        raise RefusedError(f"Session {before.ref} was not started", problems)
    return keep_here(desk, before, "start", {"actual_start": desk.at})


def stop_session(desk: Desk, identity: str) -> str:
    """Stop the clock of a started session. Raises RefusedError. Call it in a transaction."""
    before = sessions.get(desk.db, identity)
    problems = list(objections_to_changing(before, what="stopped"))
    if before.actual_start is None:
        problems.append(
            Problem("not-started", f"Session {before.ref} was not started",
                    f"practice session confirm {before.ref} --start 15:00 --stop 15:55")
        )  # fmt: skip
    elif desk.now <= before.actual_start:
        problems.append(Problem("stop-before-start", "It began only now"))
    if problems:
        raise RefusedError(f"Session {before.ref} was not stopped", problems)
    after = _with_clocks(desk, replace(before, actual_stop=desk.now))
    return keep_here(desk, before, "stop", {"actual_stop": desk.at, **_clock_values(after)})


def mark_entered(desk: Desk, identity: str) -> str:
    """Record that a confirmed session was entered in the portal. Call it in a transaction."""
    before = sessions.get(desk.db, identity)
    problems = []
    if before.status is not SessionStatus.CONFIRMED:
        problems.append(
            Problem("not-confirmed", f"Session {before.ref} is not confirmed here yet",
                    f"practice session confirm {before.ref} --cpt CODE --dx CODE")
        )  # fmt: skip
    elif before.sent != "manual":
        problems.append(
            Problem(
                "not-manual", f"{before.platform} hears of session {before.ref} by `practice sync`"
            )
        )
    if problems:
        raise RefusedError(f"Session {before.ref} was not marked as entered", problems)
    return keep_here(desk, before, "entered", {"entered_at": desk.at})


def _appointment(
    desk: Desk, who: Client, start: datetime, stop: datetime, place: str, state: str, link: str
) -> Session:
    identity = desk.fresh_id()
    return _with_clocks(
        desk,
        Session(
            id=identity, ref=ref_of("session", identity), client=who.id, platform=who.platform,
            starts_at=start, ends_at=stop, place=place, state=state, link=link,
        ),
    )  # fmt: skip


def _with_clocks(desk: Desk, one: Session) -> Session:
    clocks = clocks_of(one, client_on(desk, one), desk.book)
    return replace(
        one, confirm_by=clocks.confirm_by, sign_by=clocks.sign_by, file_by=clocks.file_by
    )


def _clock_values(one: Session) -> dict[str, str | None]:
    return {
        "confirm_by": maybe_text(one.confirm_by),
        "sign_by": maybe_text(one.sign_by),
        "file_by": maybe_text(one.file_by),
    }


def _objections_to_client(who: Client) -> list[Problem]:
    if who.status is not ClientStatus.ARCHIVED:
        return []
    return [Problem("archived", f"Client {who.ref} is archived",
                    f"practice client edit {who.ref} --status active")]  # fmt: skip


def _objections(desk: Desk, one: Session, *, allow_overlap: bool) -> list[Problem]:
    there = [] if allow_overlap else sessions.overlapping(
        desk.db, one.starts_at, one.ends_at, but=one.id
    )  # fmt: skip
    longest = desk.book.policies[one.platform].longest_minutes
    return list(
        objections_to_scheduling(
            one.starts_at, one.ends_at, longest_minutes=longest, overlapping=there
        )
    )


def _add(
    desk: Desk, one: Session, series: str | None, imported: str | None, last: tuple[str, ...]
) -> None:
    sessions.add(
        desk.db, one, day=service_date(one, desk.book.zone).isoformat(), series=series,
        imported=imported, figures=desk.book.digest,
        expected_cents=expect(desk, one, client_on(desk, one), last),
    )  # fmt: skip


def schedule_of(one: Session, series: str | None) -> Done:
    """Tell of an appointment; the first one takes its series with it when it is undone."""
    whole: list[Any] = [["series", series, None]] if series else []
    return Done(
        verb="schedule",
        kind="session",
        record=one.id,
        platform=one.platform,
        body={
            "client": one.client,
            "starts_at": utc_text(one.starts_at),
            "ends_at": utc_text(one.ends_at),
            "place": one.place,
            "state": one.state,
        },
        undo=[*whole, ["session", one.id, None]],
    )


def _warnings(desk: Desk, made: Sequence[Session]) -> list[Problem]:
    past = sum(one.starts_at < desk.now for one in made)
    if not past:
        return []
    return [warning("in-the-past", f"{past} of {len(made)} lie in the past",
                    "Right for sessions never scheduled; else `practice undo`")]  # fmt: skip


def _missed(desk: Desk, before: Session, verb: str, status: SessionStatus, fee_cents: int) -> str:
    body = {"status": status.value, "fee_cents": fee_cents}
    undo: list[Any] = []
    if fee_cents:
        charge = desk.fresh_id()
        ref = ref_of("charge", charge)
        sessions.add_fee(desk.db, charge, before, fee_cents, desk.at, ref)
        undo.append(["charge", charge, None])
    values = {"status": status.value, "expected_cents": None}
    return _change(desk, before, verb, values, body, undo)


def _change(
    desk: Desk,
    before: Session,
    verb: str,
    values: Mapping[str, Any],
    body: Mapping[str, Any],
    undo: Sequence[Any] = (),
) -> str:
    old = sessions.change(desk.db, before.id, dict(values))
    set_runs_out(desk, [before.client])
    keep(
        desk,
        [Done(verb=verb, kind="session", record=before.id, platform=before.platform, body=body,
              undo=[["session", before.id, old], *undo], seen_version=before.version)],
    )  # fmt: skip
    return before.id


def keep_here(desk: Desk, before: Session, verb: str, values: Mapping[str, Any]) -> str:
    """Keep what no platform hears of: the clock of a session, or that it was entered by hand."""
    old = sessions.change(desk.db, before.id, dict(values))
    keep(
        desk,
        [Done(verb=verb, kind="session", record=before.id, platform="", body={},
              undo=[["session", before.id, old]])],
    )  # fmt: skip
    return before.id
