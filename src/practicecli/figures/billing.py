"""Who bills on each platform, without making records of the rest of its figures."""

from __future__ import annotations

from practicecli.domain.bills import Bills
from practicecli.figures._compiled import FIGURES


def bills(policy: str) -> Bills:
    """Give who is asked for the money under a policy. Raises KeyError for one without figures."""
    return Bills(FIGURES[f"platforms/{policy}"]["bills"]["value"])
