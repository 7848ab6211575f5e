"""Asking a client for money, where no platform does it: for a session, a missed one, or else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from practicecli.actions.chasing import chase_of
from practicecli.actions.client_share import share_of
from practicecli.actions.desk import Desk, Done, keep
from practicecli.actions.fees import fee_objections
from practicecli.cache import charges, people, reading, sessions
from practicecli.cache.charges import Event
from practicecli.domain.bills import Bills
from practicecli.domain.charges import FEES, Charge
from practicecli.domain.problems import Problem
from practicecli.domain.refs import ref_of
from practicecli.domain.sessions import Session, SessionStatus, service_date
from practicecli.errors import RefusedError

if TYPE_CHECKING:
    from practicecli.domain.people import Client

MISSED = (SessionStatus.NO_SHOW, SessionStatus.LATE_CANCELLED)


def charges_itself(desk: Desk, platform: str, kind: str = "") -> bool:
    """Say whether a platform charges its clients itself: one that is reached, and bills for you.

    The fee of a missed session is told to any platform that is reached, and is then its own.
    """
    there = desk.platforms.get(platform)
    if there is None or there.is_manual:
        return False
    return kind == "fee" or desk.book.policies[platform].bills is Bills.PLATFORM


def charge_session(desk: Desk, identity: str, cents: int | None) -> str:
    """Charge the client of a session; `cents` None takes the rate of one who pays for themselves.

    Of whom insurance pays for, it takes what is theirs by coverage and rates, where that is known.
    Of a missed session it is the fee. Gives the charge's id. Raises RefusedError. Call it in a
    transaction.
    """
    one = sessions.get(desk.db, identity)
    who = people.client(desk.db, one.client)
    amount, words = (cents, "") if cents is not None else _owed(desk, one)
    problems = list(_objections(desk, one, who, amount))
    if problems or amount is None:
        raise RefusedError(f"Session {one.ref} was not charged", problems)
    return put(desk, _of_session(desk, one, amount), words)


def _owed(desk: Desk, one: Session) -> tuple[int | None, str]:
    """Give what a session costs its client, and what that goes by."""
    if one.status is not SessionStatus.CONFIRMED:
        return None, ""
    if desk.book.policies[one.platform].bills is Bills.CLIENT:
        return rate_of(desk, one), ""
    asked = share_of(desk, one)
    return (None, "") if asked is None else (asked.cents, asked.words)


def charge_client(desk: Desk, client: str, cents: int, words: str) -> str:
    """Charge a client for something that is no session; give the charge's id.

    Raises RefusedError. Call it in a transaction.
    """
    who = people.client(desk.db, client)
    problems = list(_objections_to_platform(desk, who.platform, f"client {who.ref}"))
    problems += _objections_to_amount(cents)
    if problems:
        raise RefusedError(f"Client {who.ref} was not charged", problems)
    return put(desk, _new(desk, who.id, who.platform, "other", cents), words)


def rate_of(desk: Desk, one: Session) -> int | None:
    """Give what a client who pays for themselves pays for a confirmed session, in cents."""
    policy = desk.book.policies.get(one.platform)
    if policy is None or policy.bills is not Bills.CLIENT:
        return None
    if one.status is not SessionStatus.CONFIRMED:
        return None
    cents = reading.session(desk.db, one.id)["expected_cents"]
    return None if cents is None else int(cents)


def charge_uncharged(desk: Desk, identity: str) -> tuple[Charge | None, list[Problem]]:
    """Charge a session that is about to go onto an invoice, or say why it cannot be."""
    one = sessions.get(desk.db, identity)
    cents = rate_of(desk, one)
    problems = list(_objections(desk, one, people.client(desk.db, one.client), cents))
    if problems or cents is None:
        return None, problems
    return _of_session(desk, one, cents), []


def put(desk: Desk, charge: Charge, words: str = "") -> str:
    """Write a new charge with its first event, and log it; give its id."""
    keep(desk, [add_charge(desk, charge, words)])
    return charge.id


def add_charge(desk: Desk, charge: Charge, words: str = "") -> Done:
    """Write a new charge with its first event; give what is to be kept of it."""
    day = desk.today.isoformat()
    event = Event(desk.at, day, "charged", charge.amount_cents, words)
    charges.add(desk.db, charge)
    charges.add_event(desk.db, charge.id, event)
    return done("charge", charge, [["charge", charge.id, None]], charge.amount_cents)


def done(verb: str, charge: Charge, undo: list[Any], cents: int | None = None) -> Done:
    """Tell of a step for `undo` and the log: no platform hears of what is kept here."""
    return Done(
        verb=verb, kind="charge", record=charge.id, platform="", body={}, undo=undo,
        detail="" if cents is None else str(cents),
    )  # fmt: skip


def _of_session(desk: Desk, one: Session, cents: int) -> Charge:
    kind = "copay"
    if one.status in MISSED:
        kind = "fee"
    elif desk.book.policies[one.platform].bills is Bills.CLIENT:
        kind = "session"
    return _new(desk, one.client, one.platform, kind, cents, one.id)


def _new(
    desk: Desk, client: str, platform: str, kind: str, cents: int, session: str | None = None
) -> Charge:
    identity = desk.fresh_id()
    one = Charge(
        id=identity, ref=ref_of("charge", identity), client=client, session=session,
        platform=platform, kind=kind, amount_cents=cents, at=desk.now,
    )  # fmt: skip
    return replace(one, chase_by=chase_of(desk, one, refunded_on=None))


def _objections(desk: Desk, one: Session, who: Client, cents: int | None) -> list[Problem]:
    """Say all that stands against charging a session."""
    missed = one.status in MISSED
    whom, kind = f"the client of session {one.ref}", "fee" if missed else ""
    problems = _objections_to_platform(desk, one.platform, whom, kind)
    if one.status is not SessionStatus.CONFIRMED and not missed:
        problems.append(_not_held(one))
    same = [
        found
        for found in charges.of_session(desk.db, one.id)
        if (found.kind in FEES) == missed and found.status != "written-off"
    ]
    if same:
        problems.append(
            Problem("already-charged", f"Session {one.ref} is charged already, as {same[0].ref}",
                    f"practice charge show {same[0].ref}")
        )  # fmt: skip
    if cents is not None:
        problems += _objections_to_amount(cents)
    elif not problems:
        problems.append(
            Problem("no-amount", f"What the client pays for session {one.ref} is not known here",
                    f"practice charge add {one.ref} AMOUNT")
        )  # fmt: skip
    if missed and cents:
        day = service_date(one, desk.book.zone)
        problems += fee_objections(desk, who, one.platform, day, cents)
    return problems


def _not_held(one: Session) -> Problem:
    if one.status is SessionStatus.SCHEDULED:
        return Problem(
            "not-confirmed",
            f"Session {one.ref} is not confirmed yet",
            f"practice session confirm {one.ref} --cpt CODE --dx CODE",
        )
    return Problem("not-scheduled", f"Session {one.ref} is {one.status.value}: nothing is owed")


def _objections_to_platform(desk: Desk, platform: str, whom: str, kind: str = "") -> list[Problem]:
    if not charges_itself(desk, platform, kind):
        return []
    return [
        Problem("platform-charge", f"{platform} charges {whom} itself, and tells of it",
                "practice sync")
    ]  # fmt: skip


def _objections_to_amount(cents: int) -> list[Problem]:
    if cents > 0:
        return []
    return [Problem("no-amount", "A charge is more than 0.00", "Give an amount such as `75.00`")]
