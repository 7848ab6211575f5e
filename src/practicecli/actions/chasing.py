"""When a charge has to be looked after, worked out when it is made, changed, or told of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from practicecli.cache import charges, invoices
from practicecli.cache.sessions import maybe_text
from practicecli.domain.charges import LONG_PAST, chase
from practicecli.domain.clocks import end_of_day

if TYPE_CHECKING:
    from datetime import datetime

    from practicecli.actions.desk import Desk
    from practicecli.domain.charges import Charge

_UNPAID = "client-unpaid"


def chase_of(desk: Desk, charge: Charge, *, refunded_on: date | None) -> datetime | None:
    """Give when a charge has to be looked after by the figures; None where nothing has."""
    policy = desk.book.policies.get(charge.platform)
    return chase(
        charge,
        unpaid=None if policy is None else policy.clock(_UNPAID),
        refund_days=desk.book.charging.refund_days,
        refunded_on=refunded_on,
        zone=desk.book.zone,
    )


def chase_told(desk: Desk) -> None:
    """Set it for the charges that came by a feed since the last time. Call it in a transaction.

    What was to be looked after long ago, as in a feed that is read for the first time, is let be.
    """
    charges.name_old(desk.db)
    for one in charges.unlooked_at(desk.db):
        day = one.at.astimezone(desk.book.zone).date() if one.kind == "refund" else None
        by = chase_of(desk, one, refunded_on=day)
        old = by is not None and by < desk.now - LONG_PAST
        if old or (by is not None and charges.was_seen(desk.db, one.id)):
            by = None
        charges.change(desk.db, one.id, {"chase_by": maybe_text(by)})


def chase_invoice(desk: Desk, invoice: str) -> list[list[object]]:
    """Have an invoice's oldest open charge carry its due date; give what puts the rows back.

    One of them alone, so that an invoice is one thing to look after. A refund goes before.
    """
    due = end_of_day(invoices.get(desk.db, invoice).due_on, desk.book.zone)
    undo: list[list[object]] = []
    carried = False
    for one in charges.on_invoice(desk.db, invoice):
        refunded = charges.unseen_refund(desk.db, one.id)
        by = chase_of(desk, one, refunded_on=refunded)
        if by is None and one.open_cents and not carried:
            by, carried = due, True
        if by != one.chase_by:
            before = charges.change(desk.db, one.id, {"chase_by": maybe_text(by)})
            undo.append(["charge", one.id, before])
    return undo
