"""Invoices of one's own: made from open charges, paid in parts, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from practicecli.actions.charges import Move, objections_to_day, step
from practicecli.actions.charging import add_charge, charge_uncharged, charges_itself
from practicecli.actions.chasing import chase_invoice, chase_of
from practicecli.actions.desk import Desk, Done, keep
from practicecli.cache import charges, invoices, people, sessions
from practicecli.cache.charges import Event
from practicecli.cache.sessions import maybe_text
from practicecli.domain.bills import Bills
from practicecli.domain.charges import ChargeStatus, Step
from practicecli.domain.invoices import (
    Invoice,
    objections_to_paying,
    objections_to_voiding,
    shares,
    sums,
)
from practicecli.domain.problems import Problem
from practicecli.domain.refs import ref_of
from practicecli.errors import RefusedError

if TYPE_CHECKING:
    from practicecli.domain.charges import Charge


def make_invoice(desk: Desk, client: str, wanted: Sequence[str] = (), *, due_on: date) -> str:
    """Put a client's open charges onto an invoice under the next number; give its id.

    Confirmed sessions of one who pays for themselves are charged where they were not yet. `wanted`
    are ids of sessions: only theirs then. Raises RefusedError. Call it in a transaction.
    """
    who = people.client(desk.db, client)
    fresh, problems = _uncharged(desk, client, wanted)
    lines = [one for one in charges.open_of(desk.db, client) if _fits(desk, one, wanted)]
    problems += _objections(desk, who.ref, [*lines, *fresh], due_on)
    for session in wanted:
        problems += _objections_to_session(desk, client, session, [*lines, *fresh])
    if problems:
        raise RefusedError(f"No invoice was made for client {who.ref}", problems)
    things = [add_charge(desk, one) for one in fresh]
    identity = desk.fresh_id()
    made = Invoice(
        id=identity, ref=ref_of("invoice", identity), number=invoices.next_number(desk.db),
        client=client, issued_on=desk.today, due_on=due_on,
    )  # fmt: skip
    invoices.add(desk.db, made, desk.at)
    undo: list[Any] = []
    for one in (*lines, *fresh):
        undo += _set(desk, one, made.id, due_on, Event(
            desk.at, desk.today.isoformat(), "invoiced", one.open_cents, str(made.number)
        ))  # fmt: skip
    undo += chase_invoice(desk, made.id)
    # Its number may have left the house: taken back, the invoice stays as one that is void.
    undo.append(["invoice", made.id, {"status": "void"}])
    keep(desk, [*things, _done("invoice", made, undo, str(made.number))])
    return made.id


def pay_invoice(desk: Desk, identity: str, cents: int, on: date | None = None) -> None:
    """Lay a payment out over an invoice, its oldest charge first.

    Raises RefusedError. Call it in a transaction.
    """
    found = invoices.get(desk.db, identity)
    lines = charges.on_invoice(desk.db, identity)
    problems = [
        *objections_to_paying(found, sums(lines), cents),
        *objections_to_day(desk, on),
    ]
    if problems:
        raise RefusedError(f"No payment was noted on invoice {found.number}", problems)
    keep(
        desk,
        [step(desk, one, Move(Step.PAY, part, on)) for one, part in shares(lines, cents)],
    )


def void_invoice(desk: Desk, identity: str) -> None:
    """Take an invoice back: its number stays, its charges are free for another.

    Raises RefusedError. Call it in a transaction.
    """
    found = invoices.get(desk.db, identity)
    lines = charges.on_invoice(desk.db, identity)
    problems = list(objections_to_voiding(found, sums(lines)))
    if problems:
        raise RefusedError(f"Invoice {found.number} was not taken back", problems)
    undo: list[Any] = [["invoice", identity, {"status": "open"}]]
    invoices.set_status(desk.db, identity, "void")
    for one in lines:
        undo += _set(desk, one, None, None, Event(
            desk.at, desk.today.isoformat(), "freed", None, str(found.number)
        ))  # fmt: skip
    keep(desk, [_done("void", found, undo, str(found.number))])


def _uncharged(
    desk: Desk, client: str, wanted: Sequence[str]
) -> tuple[list[Charge], list[Problem]]:
    """Make, unwritten, the charges of sessions that have none; say which cannot be made."""
    found: list[str] = []
    for name, policy in desk.book.policies.items():
        if policy.bills is Bills.CLIENT:
            found += charges.uncharged(desk.db, client, name)
    made: list[Charge] = []
    problems: list[Problem] = []
    for session in found:
        if not wanted or session in wanted:
            one, why = charge_uncharged(desk, session)
            problems += why
            made += [] if one is None else [one]
    return made, problems


def _fits(desk: Desk, one: Charge, wanted: Sequence[str]) -> bool:
    free = one.invoice is None and one.status is not ChargeStatus.DISPUTED
    ours = not one.told and not charges_itself(desk, one.platform, one.kind)
    return free and ours and (not wanted or one.session in wanted)


def _objections(desk: Desk, ref: str, lines: Sequence[Charge], due_on: date) -> list[Problem]:
    problems = []
    if not lines:
        problems.append(
            Problem("nothing-open", f"Client {ref} owes nothing that is not on an invoice",
                    f"practice charge list --client {ref}")
        )  # fmt: skip
    if due_on < desk.today:
        problems.append(
            Problem("due-before", f"The invoice would be due on {due_on}, before it is made",
                    "Give `--due 30d` or a day to come")
        )  # fmt: skip
    return problems


def _objections_to_session(
    desk: Desk, client: str, session: str, lines: Sequence[Charge]
) -> list[Problem]:
    one = sessions.get(desk.db, session)
    if one.client != client:
        return [Problem("other-client", f"Session {one.ref} is another client's")]
    if any(line.session == session for line in lines):
        return []
    for line in charges.of_session(desk.db, session):
        if line.invoice is not None:
            number = invoices.get(desk.db, line.invoice).number
            return [Problem("on-invoice", f"Session {one.ref} is on invoice {number} already",
                            f"practice invoice show {number}")]  # fmt: skip
    return [Problem("nothing-open", f"Nothing is open for session {one.ref}",
                    f"practice charge add {one.ref} AMOUNT")]  # fmt: skip


def _set(
    desk: Desk, one: Charge, invoice: str | None, due_on: date | None, event: Event
) -> list[Any]:
    """Put a charge onto an invoice or free it; give what puts it back."""
    then = replace(one, invoice=invoice, due_on=due_on)
    by = chase_of(desk, then, refunded_on=charges.unseen_refund(desk.db, one.id))
    number = charges.add_event(desk.db, one.id, event)
    values = {
        "invoice": invoice,
        "due_on": due_on and due_on.isoformat(),
        "chase_by": maybe_text(by),
    }
    return [
        ["charge_event", number, None],
        ["charge", one.id, charges.change(desk.db, one.id, values)],
    ]


def _done(verb: str, of: Invoice, undo: list[Any], detail: str) -> Done:
    return Done(
        verb=verb, kind="invoice", record=of.id, platform="", body={}, undo=undo, detail=detail
    )
