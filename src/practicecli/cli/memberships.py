"""What belonging to a platform costs a month: as said on the line, as kept, or by its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.domain.policy import Fee
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from practicecli.cache.connect import Db

Membership = Annotated[
    list[str] | None,
    typer.Option("--membership", metavar="PLATFORM=AMOUNT", help="What you truly pay a month"),
]


def monthly_fees(db: Db, given: list[str]) -> dict[str, Fee]:
    """Give each platform's fee; what is `given`, such as `alma=125.00`, goes before what is kept.

    What `platform edit` kept goes before the figures. Raises UsageError.
    """
    from practicecli.cache.platforms import memberships
    from practicecli.figures.load import policies

    fees = {name: one.fee for name, one in policies().items()}
    fees |= {name: Fee("membership", cents) for name, cents in memberships(db).items()}
    hint = "Give it as `--membership alma=125.00`"
    for text in given:
        name, _, amount = text.partition("=")
        if name not in fees:
            raise UsageError(f"`--membership` names `{name}`, which is no platform", hint=hint)
        fees[name] = Fee("membership", monthly_cents(amount, hint))
    return fees


def monthly_cents(amount: str, hint: str) -> int:
    """Read what a membership costs a month. Raises UsageError."""
    from practicecli.domain.money import NotMoneyError, read_cents

    try:
        return read_cents(amount)
    except NotMoneyError as error:
        raise UsageError(str(error), hint=hint) from error
