"""How a sum that is not settled says so: an estimate, of which day and by which rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from practicecli.cli.app import App


def by_rates(run: App) -> str:
    """Say by which rates amounts are worked out that nobody has told."""
    from practicecli.cache.forecast import own_rates
    from practicecli.figures._compiled import FIGURES

    count, newest = own_rates(run.db)
    assumed = f"round figures of {FIGURES['rates']['read']} that are assumed"
    if not count:
        return f"Amounts are {assumed}: say yours with `practice rate set`"
    return f"Amounts are your contract rates (the newest from {newest}), else {assumed}"


def note(run: App, what: str) -> str:
    """Say that something is an estimate of today, and by which rates; `what` begins a sentence."""
    return f"{what} an estimate of {run.today}. {by_rates(run)}"


def marks(run: App, *, estimate: bool) -> dict[str, Any]:
    """Give what JSON says of a sum: whether it is an estimate, and the day it is worked out for."""
    return {"estimate": estimate, "as_of": run.today.isoformat() if estimate else None}
