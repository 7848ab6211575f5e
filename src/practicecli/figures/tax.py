"""The calendar of estimated tax, from its TOML."""

from __future__ import annotations

from practicecli.domain.tax import Quarter
from practicecli.figures._compiled import FIGURES


def quarters() -> tuple[Quarter, ...]:
    """Give the periods of any year."""
    return tuple(
        Quarter(
            row["first_month"],
            row["last_month"],
            row["due_month"],
            row["due_day"],
            row.get("due_next_year", False),
        )
        for row in FIGURES["tax"]["quarters"]
    )


def se_hundredths() -> int:
    """Give the part of net earnings that self-employment tax is on, in hundredths of a percent."""
    return int(FIGURES["tax"]["self_employment"]["hundredths"])
