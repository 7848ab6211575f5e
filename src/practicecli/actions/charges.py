"""What becomes of a charge that is kept here: paid, failed, given back, disputed, given up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from practicecli.actions.charging import charges_itself, done
from practicecli.actions.chasing import chase_invoice, chase_of
from practicecli.actions.desk import Desk, Done, keep
from practicecli.cache import charges
from practicecli.cache.charges import Event
from practicecli.cache.sessions import maybe_text
from practicecli.domain.charges import HAPPENED, Step, after, objections
from practicecli.domain.problems import Problem
from practicecli.errors import RefusedError

if TYPE_CHECKING:
    from practicecli.domain.charges import Charge

_UNDONE = {
    Step.PAY: "No payment was noted",
    Step.FAIL: "It was not marked as failed",
    Step.RETRY: "It was not marked as tried again",
    Step.REFUND: "No refund was noted",
    Step.DISPUTE: "It was not marked as disputed",
    Step.SETTLE: "It was not settled",
    Step.WRITE_OFF: "It was not written off",
    Step.SEEN: "Nothing was marked as seen",
}


@dataclass(frozen=True, slots=True)
class Move:
    """A step to take: how much of the charge, None for all there is, and on which local day."""

    step: Step
    cents: int | None = None
    on: date | None = None


def take_step(desk: Desk, identity: str, move: Move) -> None:
    """Take a step with one charge. Raises RefusedError. Call it in a transaction."""
    before = charges.get(desk.db, identity)
    by_platform = charges_itself(desk, before.platform, before.kind)
    problems = [
        *objections(move.step, before, move.cents, by_platform=by_platform),
        *objections_to_day(desk, move.on),
        *_objections_to_seeing(desk, before, move.step),
    ]
    if problems:
        raise RefusedError(_UNDONE[move.step], problems)
    keep(desk, [step(desk, before, move)])


def _objections_to_seeing(desk: Desk, before: Charge, step: Step) -> list[Problem]:
    overdue = before.invoice is not None and charges.unseen_refund(desk.db, before.id) is None
    if step is not Step.SEEN or not overdue or before.chase_by is None:
        return []
    return [Problem("nothing-to-see", f"Charge {before.ref} is open on an invoice until paid",
                    f"practice charge pay {before.ref}")]  # fmt: skip


def objections_to_day(desk: Desk, on: date | None) -> list[Problem]:
    """Say why money cannot have moved on a day."""
    if on is None or on <= desk.today:
        return []
    return [Problem("in-the-future", f"{on} is still to come", "Give the day it was: `--on DATE`")]


def step(desk: Desk, before: Charge, move: Move) -> Done:
    """Take a step that nothing stands against; give what is to be kept of it."""
    then, moved = after(move.step, before, move.cents)
    day = (move.on or desk.today).isoformat()
    event = charges.add_event(
        desk.db, before.id, Event(desk.at, day, HAPPENED[move.step], moved, "")
    )
    undo: list[Any] = [["charge_event", event, None]]
    undo.append(["charge", before.id, _write(desk, before, then, move.step)])
    if before.invoice and not before.told:
        undo += chase_invoice(desk, before.invoice)
    return done(move.step.value, before, undo, moved)


def _write(desk: Desk, before: Charge, then: Charge, step: Step) -> dict[str, Any]:
    """Write what a step changed; give what stood there before."""
    if before.told:  # the platform's own: only our reminder goes
        return charges.change(desk.db, before.id, {"chase_by": None})
    by = chase_of(desk, then, refunded_on=charges.unseen_refund(desk.db, before.id))
    if step is Step.SEEN and by == before.chase_by:
        by = None  # it was no refund, but what is unpaid: that, too, is looked after now
    then = replace(then, chase_by=by)
    return charges.change(
        desk.db,
        before.id,
        {
            "status": then.status.value,
            "paid_cents": then.paid_cents,
            "refunded_cents": then.refunded_cents,
            "chase_by": maybe_text(then.chase_by),
        },
    )
