"""Taking over a client: who it is, with what coverage, and whether there is a card to charge."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from practicecli.sandbox import cards, charges, coverage
from practicecli.sandbox.defaults import defaults
from practicecli.sandbox.people import client_row, show_client

if TYPE_CHECKING:
    from practicecli.domain.problems import Problem
    from practicecli.sandbox.bodies import ClientBody
    from practicecli.sandbox.world import World

_PUT_CLIENT = """
    INSERT OR REPLACE INTO client (
        account, id, name, born, email, phone, address, state, status, payer, plan, member_id,
        payment_method, forms, insurance, covered_until, since, card_mended)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def put_client(world: World, record: str, body: ClientBody) -> list[Problem]:
    """Take over a client. The insurer answers at once; forms and payment method take a day."""
    before, figures = client_row(world, record), defaults()
    ready, is_first = body.ready, world.version("client", record) == 0
    until = coverage.until(world, before, body)
    insured = world.rules.knows(body.payer) and bool(body.member_id)
    in_force = until is None or date.fromisoformat(until) >= world.today()
    has_card, mended = _card(before, body)
    since = world.today().isoformat() if coverage.is_new(before, body) else before["since"]
    world.db.execute(
        _PUT_CLIENT,
        (world.account, record, body.name, body.born and body.born.isoformat(), body.email,
         body.phone, body.address, body.state, body.status, body.payer, body.plan, body.member_id,
         has_card, ready.forms if ready else bool(before and before["forms"]),
         ready.insurance if ready else insured and in_force, until, since, mended),
    )  # fmt: skip
    show_client(world, record)
    if ready is None and before is None:
        world.later(world.now + figures.client_acts_after, "client-acts", record)
    if is_first and body.member_id.startswith(figures.removed):
        world.later(world.now + figures.removed_after, "client-removed", record)
    coverage.begin(world, record, before)
    if before is not None and has_card and not cards.fails(world, record):
        charges.collect(world, record)
    return []


def _card(before: Any, body: ClientBody) -> tuple[bool, bool]:  # noqa: ANN401 - a driver's row
    """Say whether there is a card, and whether it stands for one that failed: then it pays."""
    had = bool(before and before["payment_method"])
    another = before is not None and before["member_id"] != body.member_id
    if body.ready is not None:
        has_card = body.ready.payment_method
    else:
        failed = another and before["member_id"].startswith(defaults().card_fails)
        has_card = had or bool(failed)
    if another:
        fails = body.member_id.startswith(defaults().card_fails)
        return has_card, not fails and has_card and not had
    lost = before is not None and not had
    return has_card, bool(before and before["card_mended"]) or (lost and has_card)
