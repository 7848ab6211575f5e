"""How early an authorization is warned of, as a domain record."""

from __future__ import annotations

from functools import cache

from practicecli.domain.authorizations import Limits
from practicecli.figures._compiled import FIGURES


@cache
def authorization_limits() -> Limits:
    """Give the days and units before the end from which warnings are given."""
    figures = FIGURES["authorizations"]["warn"]
    return Limits(days=figures["days"], units=figures["units"])
