"""Appointments and what becomes of them, decided by the rules that the practice itself has."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from practicecli.domain.confirming import Case, Confirmation, Wanted, decide, decide_change
from practicecli.domain.fees import Member, objections_to_fee
from practicecli.domain.problems import Problem
from practicecli.domain.refs import ref_of
from practicecli.domain.sessions import (
    Session,
    SessionStatus,
    objections_to_changing,
    objections_to_moving,
    objections_to_scheduling,
)
from practicecli.figures.load import payer
from practicecli.sandbox import claims, costs
from practicecli.sandbox.charges import charge_fee, show_charges
from practicecli.sandbox.people import client_of, client_row
from practicecli.sandbox.store import text_of

if TYPE_CHECKING:
    from practicecli.sandbox.bodies import (
        CancelBody,
        ConfirmBody,
        MoveBody,
        NoShowBody,
        ScheduleBody,
    )
    from practicecli.sandbox.world import World

_ONE = "SELECT * FROM session WHERE account = ? AND id = ?"
_ADD = """
    INSERT INTO session (account, id, client, starts_at, ends_at, day, place, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_CONFIRM = """
    UPDATE session SET
        status = 'confirmed', place = ?, actual_start = ?, actual_stop = ?, times_assumed = ?,
        cpt = ?, modifiers = ?, dx = ?, note_route = ?, note_status = ?, confirmed_at = ?,
        edit_until = ?, claim = ?
     WHERE account = ? AND id = ?
"""
_SAME_DAY = """
    SELECT cpt, modifiers FROM session
     WHERE account = ? AND client = ? AND day = ? AND status = 'confirmed' AND id <> ?
"""
_LAST_SEEN = """
    SELECT max(day) FROM session
     WHERE account = ? AND client = ? AND day <= ? AND status = 'confirmed' AND id <> ?
"""
_SHOWN = (
    "client", "starts_at", "ends_at", "day", "place", "state", "status", "actual_start",
    "actual_stop", "times_assumed", "cpt", "modifiers", "dx", "note_route", "note_status",
    "confirmed_at", "edit_until", "claim", "fee_cents",
)  # fmt: skip


def schedule(world: World, record: str, body: ScheduleBody) -> list[Problem]:
    """Take a new appointment. Double booking is the practice's matter: it sees all platforms."""
    if client_row(world, body.client) is None:
        return [_unknown("client", body.client)]
    found = list(
        objections_to_scheduling(
            body.starts_at,
            body.ends_at,
            longest_minutes=world.policy.longest_minutes,
            overlapping=[],
        )
    )
    if found:
        return found
    world.db.execute(
        _ADD,
        (world.account, record, body.client, text_of(body.starts_at), text_of(body.ends_at),
         world.today(body.starts_at).isoformat(), body.place, body.state),
    )  # fmt: skip
    show(world, record)
    costs.refigure(world, record, "estimate")
    return []


def move(world: World, record: str, body: MoveBody) -> list[Problem]:
    """Give an appointment another time."""
    row = world.row(_ONE, record)
    if row is None:
        return [_unknown("session", record)]
    found = [
        *objections_to_moving(_session(world, row)),
        *objections_to_scheduling(
            body.starts_at,
            body.ends_at,
            longest_minutes=world.policy.longest_minutes,
            overlapping=[],
        ),
    ]
    if found:
        return found
    world.db.execute(
        "UPDATE session SET starts_at = ?, ends_at = ?, day = ? WHERE account = ? AND id = ?",
        (text_of(body.starts_at), text_of(body.ends_at), world.today(body.starts_at).isoformat(),
         world.account, record),
    )  # fmt: skip
    show(world, record)
    costs.refigure(world, record, "correction")
    return []


def cancel(world: World, record: str, body: CancelBody) -> list[Problem]:
    """Take an appointment back, perhaps for a fee."""
    return _missed(world, record, body.status, body.fee_cents, what="cancelled")


def no_show(world: World, record: str, body: NoShowBody) -> list[Problem]:
    """Note that the client did not come; there may be a fee."""
    return _missed(world, record, "no-show", body.fee_cents, what="marked as missed")


def _missed(world: World, record: str, status: str, fee_cents: int, *, what: str) -> list[Problem]:
    row = world.row(_ONE, record)
    if row is None:
        return [_unknown("session", record)]
    client = client_row(world, row["client"])
    if client is None:
        return [_unknown("client", row["client"])]
    rules = world.policy.no_show
    licence = world.book.license_type(row["state"], world.today())
    prescribes = "prescriber" in world.book.cpt.licence_kinds(licence)
    members = [Member(payer(client["payer"]), client["plan"])]
    found = [
        *objections_to_changing(_session(world, row), what=what),
        *objections_to_fee(fee_cents, members=members, rules=rules, prescriber=prescribes),
    ]
    if fee_cents < 0:
        found.append(Problem("fee-not-allowed", "A fee is not negative", "Give `--fee 75.00`"))
    if found:
        return found
    world.db.execute(
        "UPDATE session SET status = ?, fee_cents = ? WHERE account = ? AND id = ?",
        (status, fee_cents, world.account, record),
    )
    show(world, record)
    if fee_cents:
        charge_fee(world, record, row["client"], status, fee_cents)
    return []


def confirm(world: World, record: str, body: ConfirmBody) -> list[Problem]:
    """Take a confirmation, if the very rules of the practice let it pass here and now."""
    row = world.row(_ONE, record)
    if row is None:
        return [_unknown("session", record)]
    case = _case(world, row, body)
    if case is None:
        return [_unknown("client", row["client"])]
    found, problems = decide(case, _wanted(body), book=world.book, now=world.now)
    if found is None:
        return problems
    bills = world.policy.bills != "client"
    if bills and body.claim is None:
        return [*problems, Problem("change-form", "The field `claim` is missing")]
    if bills and body.claim is not None and claims.exists(world, body.claim):
        return [*problems, Problem("duplicate", "This claim's id is taken already")]
    claim = body.claim if bills else None
    _write(world, row, body, found, claim=claim, confirmed_at=world.at)
    show(world, record)
    claims.begin(world, record, claim, found.expected_cents)
    return problems


def modify(world: World, record: str, body: ConfirmBody) -> list[Problem]:
    """Take a correction while the edit window is open."""
    row = world.row(_ONE, record)
    if row is None:
        return [_unknown("session", record)]
    case = _case(world, row, body)
    if case is None:
        return [_unknown("client", row["client"])]
    found, problems = decide_change(case, _wanted(body), book=world.book, now=world.now)
    if found is None:
        return problems
    _write(world, row, body, found, claim=row["claim"], confirmed_at=row["confirmed_at"])
    show(world, record)
    claims.change(world, record, row["claim"], found.expected_cents)
    return problems


def show(world: World, record: str, *, own: bool = True) -> None:
    """Put a session as it now is into the feed."""
    row = world.row(_ONE, record)
    body: dict[str, Any] = {name: row[name] for name in _SHOWN}
    for name in ("cpt", "modifiers", "dx"):
        body[name] = body[name].split()
    body["times_assumed"] = bool(body["times_assumed"])
    body["sent"] = "accepted" if row["status"] == SessionStatus.CONFIRMED else "no"
    world.put("session", record, body, own=own)
    # The feed promises that a claim or a charge never comes before its session.
    if row["claim"]:
        claims.follow(world, row["claim"])
    show_charges(world, record)
    costs.follow(world, record)


def note_is_signed(world: World, record: str) -> None:
    """Remember that a session's note is signed."""
    world.db.execute(
        "UPDATE session SET note_status = 'signed' WHERE account = ? AND id = ?",
        (world.account, record),
    )
    show(world, record, own=False)


def exists(world: World, record: str) -> bool:
    """Say whether there is such a session in this account."""
    return world.row(_ONE, record) is not None


def _write(
    world: World,
    row: Any,  # noqa: ANN401 - a driver's row
    body: ConfirmBody,
    found: Confirmation,
    *,
    claim: str | None,
    confirmed_at: str,
) -> None:
    world.db.execute(
        _CONFIRM,
        (found.place, text_of(found.times.start), text_of(found.times.stop),
         body.times_assumed or found.times.assumed, " ".join(found.cpt),
         " ".join(found.modifiers), " ".join(found.dx), found.note_route,
         _note_status(row, body), confirmed_at, found.edit_until and text_of(found.edit_until),
         claim, world.account, row["id"]),
    )  # fmt: skip


def _case(world: World, row: Any, body: ConfirmBody) -> Case | None:  # noqa: ANN401 - a driver's row
    client = client_row(world, row["client"])
    if client is None:  # the platform took the client out
        return None
    same_day = world.db.execute(
        _SAME_DAY, (world.account, row["client"], row["day"], row["id"])
    ).fetchall()
    (seen,) = world.row(_LAST_SEEN, row["client"], row["day"], row["id"])
    return Case(
        session=_session(world, row, note_status=_note_status(row, body)),
        client=client_of(world, client),
        same_day=tuple(code for codes, _ in same_day for code in codes.split()),
        same_day_marks=frozenset(mark for _, marks in same_day for mark in marks.split()),
        # What payers think of evaluations is theirs to say; some platforms ask before.
        last_seen=_day(seen) if world.policy.first_evaluation_only else None,
    )


def _wanted(body: ConfirmBody) -> Wanted:
    return Wanted(
        cpt=tuple(body.cpt),
        dx=tuple(body.dx),
        start=body.actual_start,
        stop=body.actual_stop,
        place=body.place,
        modifiers=tuple(body.modifiers),
        note_route=body.note_route or None,
    )


def _note_status(row: Any, body: ConfirmBody) -> str:  # noqa: ANN401 - a driver's row
    # The text may come later, when the note key is at hand there; that it is signed is said now.
    return "signed" if row["note_status"] == "signed" else body.note_status


def _session(world: World, row: Any, *, note_status: str = "") -> Session:  # noqa: ANN401 - a driver's row
    return Session(
        id=row["id"],
        ref=ref_of("session", row["id"]),
        client=row["client"],
        platform=world.platform,
        starts_at=datetime.fromisoformat(row["starts_at"]),
        ends_at=datetime.fromisoformat(row["ends_at"]),
        status=SessionStatus(row["status"]),
        place=row["place"],
        state=row["state"],
        actual_start=_at(row["actual_start"]),
        actual_stop=_at(row["actual_stop"]),
        cpt=tuple(row["cpt"].split()),
        modifiers=tuple(row["modifiers"].split()),
        dx=tuple(row["dx"].split()),
        note_route=row["note_route"],
        note_status=note_status or row["note_status"],
        confirmed_at=_at(row["confirmed_at"]),
        edit_until=_at(row["edit_until"]),
        claim=row["claim"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _unknown(kind: str, identity: str) -> Problem:
    ref = ref_of(kind, identity)
    fix = f"practice {kind} show {ref}"
    return Problem(f"no-such-{kind}", f"The platform knows no {kind} {ref}", fix)
