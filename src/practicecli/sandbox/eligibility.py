"""What the insurer says of a client's coverage and of what the plan year has used up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from practicecli.sandbox.benefits import benefits_of, used
from practicecli.sandbox.defaults import defaults
from practicecli.sandbox.people import client_row

if TYPE_CHECKING:
    from practicecli.sandbox.world import World


def answer(world: World, client_id: str) -> dict[str, Any] | None:
    """Give coverage and benefits as of now; None where the account has no such client."""
    row = client_row(world, client_id)
    if row is None:
        return None
    found = {
        "client": client_id,
        "asked_at": world.at,
        "payer": row["payer"],
        "plan": row["plan"],
    }
    if not (row["member_id"] and world.rules.knows(row["payer"])):
        return {
            **found, "status": "not-found", "begins_on": None, "ends_on": None, "benefits": None
        }  # fmt: skip
    until, today = row["covered_until"], world.today()
    over = until is not None and date.fromisoformat(until) < today
    since = date.fromisoformat(row["since"]) if row["since"] else today
    return {
        **found,
        "status": "inactive" if over else "active",
        "begins_on": since.replace(month=1, day=1).isoformat(),
        "ends_on": until,
        "benefits": _benefits(world, row, today.year),
    }


def _benefits(world: World, row: Any, year: int) -> dict[str, Any]:  # noqa: ANN401 - a driver's row
    terms = benefits_of(row["member_id"], row["plan"])
    so_far = used(world, row["id"], row["member_id"], row["plan"], year)
    visits = terms.visits_allowed
    return {
        "copay_cents": terms.copay_cents,
        "coinsurance_percent": terms.coinsurance_percent,
        "deductible": _limits(terms.deductible_cents, so_far.deductible_cents),
        "out_of_pocket": _limits(terms.out_of_pocket_cents, so_far.out_of_pocket_cents),
        "visits": None if visits is None else {"allowed": visits, "used": so_far.visits},
        "plan_year_starts_on": date(year, 1, 1).isoformat(),
    }


def _limits(total: int, so_far: int) -> dict[str, dict[str, int]]:
    # Nobody else of the family is known here: what the client used is what the family used.
    return {
        "individual": {"total_cents": total, "used_cents": so_far},
        "family": {"total_cents": total * defaults().family_times, "used_cents": so_far},
    }
