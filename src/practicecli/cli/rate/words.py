"""How contract rates are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.cell import Column

if TYPE_CHECKING:
    from practicecli.domain.rates import Rate

LISTED = (
    Column("Platform", "platform"),
    Column("Payer", "payer"),
    Column("CPT", "cpt", "ref"),
    Column("Rate", "amount_cents", "money"),
    Column("From", "since", "ref"),
    Column("Holds", "holds"),
    Column("Plan", "plan"),
    Column("License", "license"),
    Column("Place", "place"),
    Column("State", "state"),
)
SHOWN = (*LISTED[:5], *LISTED[6:], Column("Sessions changed", "sessions", "number"))


Narrow = Annotated[str, typer.Option(metavar="WORD", help="Where it was set for this alone")]


def record(one: Rate) -> dict[str, Any]:
    """Give a rate's JSON form; '' where it holds for any plan, licence, place or state."""
    return {
        "id": one.id,
        "platform": one.platform,
        "payer": one.payer,
        "cpt": one.cpt,
        "amount_cents": one.cents,
        "since": one.since.isoformat(),
        "plan": one.plan,
        "license": one.license,
        "place": one.place,
        "state": one.state,
    }
