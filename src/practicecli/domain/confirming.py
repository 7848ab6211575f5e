"""Confirming: saying that a session took place, with codes and true times.

Here and on the platform the same function decides, so that an objection is heard before the claim
is sent and not after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from practicecli.domain.authorizations import Permission, objections_to_authorization
from practicecli.domain.book import Book, clocks_of
from practicecli.domain.code_history import (
    LONG_CODE,
    doubts_about_evaluation,
    objections_to_day,
)
from practicecli.domain.codes import objections_to_codes
from practicecli.domain.confirm_times import (
    doubt_about_hour,
    not_held,
    objections_to_changing,
    objections_to_status,
    objections_to_time,
)
from practicecli.domain.dx import objections_to_dx
from practicecli.domain.note_link import SignedNote, objections_to_signed_note
from practicecli.domain.people import Client, objections_to_billing
from practicecli.domain.platform_rules import objections_of_platform, objections_to_unsigned
from practicecli.domain.policy import Policy, edit_until, payout_for
from practicecli.domain.pricing import expected_cents
from practicecli.domain.problems import Problem, Weight, blocking, warning
from practicecli.domain.sessions import (
    Session,
    SessionStatus,
    TrueTimes,
    objections_to_times,
    service_date,
    true_times,
)
from practicecli.domain.telehealth import claim_place
from practicecli.domain.visits import Visit, doubts_about_visits


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the therapist says about a session. Times are instants, None where nothing was said.

    `em_minutes` is what an office visit took of the time, 0 for none.
    """

    cpt: tuple[str, ...] = ()
    dx: tuple[str, ...] = ()
    start: datetime | None = None
    stop: datetime | None = None
    place: str | None = None
    modifiers: tuple[str, ...] = ()
    note_route: str | None = None
    sign: bool = False
    em_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A session with what the decision needs to know around it.

    `same_day` are the codes already confirmed for this client on this day, `same_day_marks` their
    modifiers; `long_lately` counts the client's sessions coded 90837 in the weeks before. When the
    client was last evaluated, and last seen, counts where a first evaluation is among the codes.
    `note` is what a signed note was bound to; `permission` is None where nobody knows of any;
    `visit` says which of the plan's visits this is.
    """

    session: Session
    client: Client
    same_day: Collection[str] = ()
    long_lately: int = 0
    note: SignedNote | None = None
    same_day_marks: frozenset[str] = frozenset()
    last_evaluation: date | None = None
    last_seen: date | None = None
    permission: Permission | None = None
    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A session as it is confirmed: what becomes a claim. Cents are None where no rate is known."""

    times: TrueTimes
    cpt: tuple[str, ...]
    modifiers: tuple[str, ...]
    dx: tuple[str, ...]
    place: str
    note_route: str
    confirm_by: datetime | None
    sign_by: datetime | None
    file_by: datetime | None
    edit_until: datetime | None
    expected_cents: int | None
    expected_on: date | None
    warnings: tuple[Problem, ...]
    em_minutes: int | None = None


def decide(
    case: Case, wanted: Wanted, *, book: Book, now: datetime
) -> tuple[Confirmation | None, list[Problem]]:
    """Give the confirmation, or None where something blocks it; and every objection either way."""
    problems = list(objections_to_status(case.session))
    return _settle(case, wanted, book, now, problems, confirmed_at=now)


def decide_change(
    case: Case, wanted: Wanted, *, book: Book, now: datetime
) -> tuple[Confirmation | None, list[Problem]]:
    """Decide on new codes, times or place for a session that is already confirmed."""
    session = case.session
    problems = list(objections_to_changing(session, now))
    kept = Wanted(
        cpt=wanted.cpt or session.cpt,
        dx=wanted.dx or session.dx,
        start=wanted.start or session.actual_start,
        stop=wanted.stop or session.actual_stop,
        place=wanted.place or session.place,
        modifiers=wanted.modifiers or (() if wanted.place else session.modifiers),
        note_route=wanted.note_route or session.note_route,
        sign=True,  # whether the note is signed was settled when the session was confirmed
        em_minutes=wanted.em_minutes,
    )
    return _settle(case, kept, book, now, problems, confirmed_at=session.confirmed_at or now)


def _settle(
    case: Case,
    wanted: Wanted,
    book: Book,
    now: datetime,
    problems: list[Problem],
    *,
    confirmed_at: datetime,
) -> tuple[Confirmation | None, list[Problem]]:
    session, client = case.session, case.client
    policy = book.policies[session.platform]
    times = true_times(session, wanted.start, wanted.stop, book.zone)
    place = wanted.place or session.place
    _, usual = claim_place(place, book.payer(client.payer), client.plan)
    modifiers = wanted.modifiers or (usual if policy.bills != "client" else ())
    clocks = clocks_of(session, client, book, ended=times.stop)
    if session.status is SessionStatus.SCHEDULED:
        early = now.astimezone(book.zone).date() < service_date(session, book.zone)
        problems += objections_to_time(session, times, now, clocks.confirm_by, early=early)
    elif session.status is SessionStatus.CONFIRMED and now < times.stop:
        problems.append(not_held(session, "Give the true times with `--start 15:00 --stop 15:55`"))
    problems += objections_to_times(times, longest_minutes=policy.longest_minutes)
    if abs(times.start - session.starts_at) > timedelta(hours=book.cpt.far_hours):
        problems.append(doubt_about_hour(session, times, book.zone))
    problems += _objections_to_claim(case, wanted, times, place, modifiers, book, policy)
    problems += _objections_to_note(case, wanted, times, book, policy)
    if blocking(problems):
        return None, problems
    day = service_date(session, book.zone)
    return (
        Confirmation(
            times=times,
            cpt=wanted.cpt,
            modifiers=modifiers,
            dx=tuple(book.as_written(code, day) for code in wanted.dx),
            place=place,
            note_route=_route(session, wanted),
            confirm_by=clocks.confirm_by,
            sign_by=clocks.sign_by,
            file_by=clocks.file_by,
            edit_until=edit_until(policy, confirmed_at=confirmed_at, zone=book.zone),
            expected_cents=expected_cents(
                wanted.cpt, times.minutes, session, client, book, place, _visit(session, wanted)
            ),
            expected_on=payday(session, client, book, confirmed_at),
            warnings=tuple(one for one in problems if one.weight is Weight.WARNS),
            em_minutes=_visit(session, wanted),
        ),
        problems,
    )


def payday(session: Session, client: Client, book: Book, confirmed_at: datetime) -> date | None:
    """Forecast the nominal day of the payout that carries a session; None where there is none."""
    found = payout_for(
        book.policies[session.platform],
        service_date=service_date(session, book.zone),
        confirmed_on=confirmed_at.astimezone(book.zone).date(),
        plan=client.plan,
        confirmed_at=confirmed_at,
    )
    return found.date if found else None


def _visit(session: Session, wanted: Wanted) -> int | None:
    """Give the minutes of an office visit: those that are said, else those that are marked."""
    return (session.em_minutes if wanted.em_minutes is None else wanted.em_minutes) or None


def _objections_to_claim(
    case: Case,
    wanted: Wanted,
    times: TrueTimes,
    place: str,
    modifiers: tuple[str, ...],
    book: Book,
    policy: Policy,
) -> Iterator[Problem]:
    session, client = case.session, case.client
    day = service_date(session, book.zone)
    minutes = times.minutes if times.stop > times.start else None
    yield from objections_to_codes(
        wanted.cpt,
        minutes=minutes,
        licence=book.license_type(session.state, day),
        place=place,
        payer=book.payer(client.payer),
        plan=client.plan,
        on=day,
        modifiers=modifiers,
        policy=policy,
        table=book.cpt,
        em_minutes=_visit(session, wanted),
    )
    if wanted.dx or policy.bills != "client":
        yield from objections_to_dx(wanted.dx, lookup=book.dx, on=day)
    yield from objections_to_billing(
        client, provider=book.provider, bills=policy.bills, state=session.state, on=day
    )
    if policy.bills != "client":
        yield from _objections_to_permission(case, wanted, day)
    yield from doubts_about_visits(case.visit, client.ref)
    yield from _objections_to_history(case, wanted, modifiers, day, book, policy)


def _objections_to_history(
    case: Case,
    wanted: Wanted,
    modifiers: tuple[str, ...],
    day: date,
    book: Book,
    policy: Policy,
) -> Iterator[Problem]:
    """Hold the codes against the client's other sessions, of that day and before."""
    client = case.client
    if case.same_day:
        yield from objections_to_day(
            wanted.cpt,
            frozenset(modifiers),
            tuple(case.same_day),
            case.same_day_marks,
            table=book.cpt,
            whose=f"client {client.ref} on {day}",
            beside=policy.second_session.but_for if policy.second_session else frozenset(),
        )
    yield from objections_of_platform(
        policy, wanted.cpt, same_day=case.same_day, last_seen=case.last_seen, table=book.cpt
    )
    if case.last_seen is not None:
        yield from doubts_about_evaluation(
            wanted.cpt,
            day,
            payer=book.payer(client.payer),
            last_evaluation=case.last_evaluation,
            last_seen=case.last_seen,
            table=book.cpt,
        )
    if LONG_CODE in wanted.cpt and case.long_lately >= book.cpt.frequent_long:
        yield warning(
            "frequent-90837",
            f"`{LONG_CODE}` was used {case.long_lately} times in four weeks; payers look at that",
            "Make sure that each note says why the long session was needed",
        )


def _objections_to_permission(case: Case, wanted: Wanted, day: date) -> Iterator[Problem]:
    if case.permission is None:
        return
    client = case.client
    found = objections_to_authorization(
        case.permission, wanted.cpt, payer=client.payer, plan=client.plan, client=client.ref, on=day
    )
    # A claim that is made already is corrected all the same.
    made = case.session.status is SessionStatus.CONFIRMED
    yield from (replace(one, weight=Weight.WARNS) if made else one for one in found)


def _objections_to_note(
    case: Case, wanted: Wanted, times: TrueTimes, book: Book, policy: Policy
) -> Iterator[Problem]:
    session = case.session
    if times.assumed:
        yield warning(
            "times-assumed",
            "Nobody said when it began and ended: the scheduled times are taken",
            "Give the true ones with `--start 15:00 --stop 15:55`",
        )
    uploaded = _route(session, wanted) == "upload"
    yield from objections_to_unsigned(session, policy, sign=wanted.sign, uploaded=uploaded)
    if case.note is not None and session.note_status == "signed":
        day = service_date(session, book.zone)
        dx = [book.as_written(code, day) for code in wanted.dx]
        yield from objections_to_signed_note(
            case.note,
            ref=session.ref,
            codes=(*wanted.cpt, *dx),
            dx=dx,
            minutes=times.minutes,
            carries=lambda minutes: _carried(case, wanted, minutes, book),
            confirmed=session.status is SessionStatus.CONFIRMED,
        )


def _carried(case: Case, wanted: Wanted, minutes: int, book: Book) -> bool:
    """Say whether so many minutes would carry the codes that are wanted."""
    session, client = case.session, case.client
    found = objections_to_codes(
        wanted.cpt,
        minutes=minutes,
        licence=book.license_type(session.state, service_date(session, book.zone)),
        place=session.place,
        payer=book.payer(client.payer),
        plan=client.plan,
        on=service_date(session, book.zone),
        modifiers=wanted.modifiers,
        policy=None,
        table=book.cpt,
        em_minutes=_visit(session, wanted),
    )
    return not any(
        one.code in {"cpt-minutes", "em-time"} and one.weight is Weight.BLOCKS for one in found
    )


def _route(session: Session, wanted: Wanted) -> str:
    if wanted.note_route:
        return wanted.note_route
    return "none" if session.note_status == "none" else "template"
