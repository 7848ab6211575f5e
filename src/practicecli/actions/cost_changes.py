"""Noting what sessions cost the client after benefits have changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from practicecli.actions.costing import Account
from practicecli.actions.desk import Desk
from practicecli.cache import costs
from practicecli.domain.cost_changes import changed
from practicecli.domain.coverage import Coverage


def note_changes(desk: Desk, client: str, before: Sequence[Coverage]) -> int:
    """Note which sessions cost another sum than by the coverages of before; say how many.

    As `changes_noted`, for those who have nothing to take back.
    """
    return len(changes_noted(desk, client, before))


def changes_noted(desk: Desk, client: str, before: Sequence[Coverage]) -> list[Any]:
    """Note which sessions cost another sum than by the coverages of before; give what undoes it.

    Looks at what is scheduled and at what no payer has decided about. Call it in the transaction
    that wrote the coverages, after them.
    """
    first = costs.first_open(desk.db, client)
    if first is None:
        return []
    since = date.fromisoformat(first)
    was = Account.of(desk.db, desk.book, client, before).costs_from(since)
    now = Account.of(desk.db, desk.book, client).costs_from(since)
    asked = costs.charged(desk.db, client, [one.visit.session for one in now])
    rows = [
        (desk.at, client, one.session, one.was_cents, one.now_cents, one.reason.value, one.charged)
        for one in changed(was, now, asked)
    ]
    return [["cost_change", number, None] for number in costs.note(desk.db, rows)]
