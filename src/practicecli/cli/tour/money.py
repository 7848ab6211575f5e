"""The money of the demo: what plans pay, contract rates, and one invoice paid in part."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from practicecli.cache import people
from practicecli.cache.connect import transaction
from practicecli.cli.tour.stage import material

if TYPE_CHECKING:
    from collections.abc import Mapping

    from practicecli.actions.desk import Desk

_PAYS_ALONE = "Ida Dummy"
_FROM = date(2026, 1, 1)
_PART = 6000  # cents, of the one invoice
_DAYS_TO_PAY = timedelta(days=30)


def agree(desk: Desk, ids: Mapping[str, str]) -> None:
    """Say what each client's plan pays, and what each payer does."""
    from practicecli.actions.coverages import add_coverage
    from practicecli.actions.rates import set_rates
    from practicecli.domain.coverage import Coverage, Rank
    from practicecli.domain.rate_entry import SaidRate
    from practicecli.figures.load import states

    told: dict[str, list[dict[str, Any]]] = json.loads(material("money.json"))
    with transaction(desk.db):
        for terms in told["coverages"]:
            who = people.client(desk.db, ids[terms.pop("client")])
            said = Coverage(
                id="", client=who.id, rank=Rank.PRIMARY, payer=who.payer, plan=who.plan,
                member_id=who.member_id, effective=_FROM,
            )  # fmt: skip
            add_coverage(desk, said, terms, desk.today)
        rates = [SaidRate(**one) for one in told["rates"]]
        set_rates(desk, rates, states=states(), refusal="The rates of the demo were not set")


def invoice(desk: Desk, ids: Mapping[str, str]) -> str:
    """Make the invoice of the client who pays alone; give its id."""
    from practicecli.actions.invoices import make_invoice

    with transaction(desk.db):
        return make_invoice(desk, ids[_PAYS_ALONE], due_on=desk.today + _DAYS_TO_PAY)


def pay_in_part(desk: Desk, identity: str) -> None:
    """Note the first part of that invoice as paid."""
    from practicecli.actions.invoices import pay_invoice

    with transaction(desk.db):
        pay_invoice(desk, identity, _PART)
