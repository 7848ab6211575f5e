"""Why a session's cost cannot be told, and what to type so that it can."""

from __future__ import annotations

from datetime import date

from practicecli.domain.coverage import Coverage
from practicecli.domain.problems import Problem


def no_rate(cpt: str, platform: str, payer: str, on: date) -> Problem:
    """Object that nothing is known of what a code is paid."""
    return Problem(
        "no-rate",
        f"No rate is known for `{cpt}` with {payer} through {platform}",
        f"practice rate set {platform} {payer} {cpt} AMOUNT --from {on}",
    )


def not_covered(client: str, on: date) -> Problem:
    """Object that no coverage holds on a day."""
    return Problem(
        "insurance",
        f"The coverage of client {client} is not in force on {on}",
        f"practice coverage add {client} --payer P --plan L --member-id M --effective {on}",
    )


def no_benefits(client: str, coverage: Coverage) -> Problem:
    """Object that a plan's terms are not known."""
    since = coverage.effective or "D"
    return Problem(
        "no-benefits",
        f"What the plan of client {client} with {coverage.payer} pays is not known",
        f"Ask with `practice coverage check {client}`, or say it: `practice coverage add {client}"
        f" --payer {coverage.payer} --plan {coverage.plan} --member-id M --effective {since}"
        " --copay 25.00`",
    )


def no_visits(client: str, allowed: int) -> Problem:
    """Object that a plan pays for no more visits, and that nobody else may be asked."""
    return Problem(
        "visits-used-up",
        f"The plan of client {client} pays for {allowed} visits, and they are used up",
        f"Ask for more, then say it with `practice coverage add {client}`",
    )


def no_codes(client: str) -> Problem:
    """Object that no codes were given and none follow from a session."""
    return Problem(
        "no-cpt",
        f"No session of client {client} says which code is meant",
        f"practice client cost {client} --cpt 90837",
    )
