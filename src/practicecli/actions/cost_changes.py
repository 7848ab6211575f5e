"""Noting what sessions cost the client after benefits or a session's codes have changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from practicecli.actions.costing import Account
from practicecli.actions.desk import Desk
from practicecli.cache import costs
from practicecli.domain.cost_changes import changed
from practicecli.domain.cost_course import Cost, Unknown
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
    since = _since(desk, client)
    if since is None:
        return []
    was = Account.of(desk.db, desk.book, client, before).costs_from(since)
    return _noted(desk, client, since, was)


def standing_costs(desk: Desk, client: str) -> list[Cost | Unknown]:
    """Give what the open sessions of a client cost as things stand, to be held against later."""
    since = _since(desk, client)
    return [] if since is None else Account.of(desk.db, desk.book, client).costs_from(since)


def changes_since(desk: Desk, client: str, was: Sequence[Cost | Unknown]) -> list[Any]:
    """Note which sessions cost another sum than they did; give what undoes it.

    Call it in the transaction that changed a session, after it.
    """
    since = _since(desk, client)
    return [] if since is None else _noted(desk, client, since, was)


def _since(desk: Desk, client: str) -> date | None:
    first = costs.first_open(desk.db, client)
    return None if first is None else date.fromisoformat(first)


def _noted(desk: Desk, client: str, since: date, was: Sequence[Cost | Unknown]) -> list[Any]:
    now = Account.of(desk.db, desk.book, client).costs_from(since)
    asked = costs.charged(desk.db, client, [one.visit.session for one in now])
    rows = [
        (desk.at, client, one.session, one.was_cents, one.now_cents, one.reason.value, one.charged)
        for one in changed(was, now, asked)
    ]
    return [["cost_change", number, None] for number in costs.note(desk.db, rows)]
