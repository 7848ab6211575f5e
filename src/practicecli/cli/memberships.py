"""What belonging to a platform costs a month: as its figures say, or as it is said on the line."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.domain.policy import Fee
from practicecli.errors import UsageError

Membership = Annotated[
    list[str] | None,
    typer.Option("--membership", metavar="PLATFORM=AMOUNT", help="What you truly pay a month"),
]


def monthly_fees(given: list[str]) -> dict[str, Fee]:
    """Give each platform's fee; what is `given`, such as `alma=125.00`, goes before the figures.

    Raises UsageError.
    """
    from practicecli.domain.money import NotMoneyError, read_cents
    from practicecli.figures.load import policies

    fees = {name: one.fee for name, one in policies().items()}
    for text in given:
        name, _, amount = text.partition("=")
        if name not in fees:
            raise UsageError(
                f"`--membership` names `{name}`, which is no platform",
                hint="Give it as `--membership alma=125.00`",
            )
        try:
            fees[name] = Fee("membership", read_cents(amount))
        except NotMoneyError as error:
            raise UsageError(str(error), hint="Give it as `--membership alma=125.00`") from error
    return fees
