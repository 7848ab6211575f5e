"""What a plan pays and what of a price is the client's. Sums are whole cents, per plan year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from practicecli.sandbox.defaults import defaults

if TYPE_CHECKING:
    from practicecli.sandbox.world import World

# Allowed and owed by claims that were paid: a claim that is taken back counts no longer.
_USED = """
    SELECT coalesce(sum(allowed_cents), 0) AS allowed,
           coalesce(sum(client_owes_cents), 0) AS owed, count(*) AS visits
      FROM claim
     WHERE account = ? AND client = ? AND member_id = ? AND status = 'paid'
       AND day BETWEEN ? AND ?
"""
_SINCE = "SELECT since FROM client WHERE account = ? AND id = ?"


@dataclass(frozen=True, slots=True)
class Benefits:
    """A plan's terms for one person. `flat`: nothing that was used before changes the copay."""

    copay_cents: int
    coinsurance_percent: int
    deductible_cents: int
    out_of_pocket_cents: int
    spent_elsewhere_cents: int
    visits_allowed: int | None
    flat: bool


@dataclass(frozen=True, slots=True)
class Used:
    """What of a plan year's limits is used up."""

    deductible_cents: int
    out_of_pocket_cents: int
    visits: int


def benefits_of(member_id: str, plan: str) -> Benefits:
    """Give the terms that a member id and a plan stand for."""
    figures = defaults()
    deductible_first = member_id.startswith(figures.deductible_first)
    nearly_met = member_id.startswith(figures.out_of_pocket_nearly_met)
    return Benefits(
        copay_cents=figures.copay_cents,
        coinsurance_percent=figures.coinsurance_percent,
        deductible_cents=(
            figures.deductible_first_cents if deductible_first else figures.deductible_cents
        ),
        out_of_pocket_cents=figures.out_of_pocket_cents,
        spent_elsewhere_cents=(
            figures.out_of_pocket_cents - figures.copay_cents if nearly_met else 0
        ),
        visits_allowed=figures.eap_visits if plan == "eap" else None,
        flat=not (deductible_first or nearly_met),
    )


def used(world: World, client: str, member_id: str, plan: str, year: int) -> Used:
    """Add up what a client's paid claims of a calendar year used, and what was used elsewhere."""
    terms = benefits_of(member_id, plan)
    claims = world.row(_USED, client, member_id, f"{year}-01-01", f"{year}-12-31")
    since = world.row(_SINCE, client)
    elsewhere = terms.spent_elsewhere_cents if since and since[0][:4] == str(year) else 0
    return Used(
        min(terms.deductible_cents, claims["allowed"]),
        min(terms.out_of_pocket_cents, elsewhere + claims["owed"]),
        claims["visits"],
    )


def share(terms: Benefits, before: Used, price_cents: int) -> int:
    """Give the client's part of a price: what is left of the deductible, then the copay."""
    if terms.flat:
        return min(terms.copay_cents, price_cents)
    deductible = min(price_cents, terms.deductible_cents - before.deductible_cents)
    rest = price_cents - deductible
    # Half a cent goes up, as in commerce.
    coinsurance = (rest * terms.coinsurance_percent + 50) // 100
    asked = deductible + min(rest, terms.copay_cents + coinsurance)
    return min(asked, terms.out_of_pocket_cents - before.out_of_pocket_cents)
