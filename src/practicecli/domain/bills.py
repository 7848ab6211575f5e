"""Who is asked for a session's money: apart from policies, as reports ask nothing else of those."""

from __future__ import annotations

from enum import StrEnum


class Bills(StrEnum):
    """Who is asked for the money, and by whom."""

    PLATFORM = "payer-through-platform"
    PAYER = "payer"
    CLIENT = "client"
