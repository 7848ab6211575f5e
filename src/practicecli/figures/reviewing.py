"""What a review is held against, as a domain record."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

from practicecli.domain.reviewing import Limits
from practicecli.figures._compiled import FIGURES

_ELSEWHERE = {"alike": ("note_rules", "alike")}


@cache
def review_limits() -> Limits:
    """Give the limits; `assumed` are those that nobody has published."""
    names = [one.name for one in fields(Limits) if one.name != "assumed"]
    homes = {name: _ELSEWHERE.get(name, ("reviewing", name)) for name in names}
    rows = {name: FIGURES[file][key] for name, (file, key) in homes.items()}
    return Limits(
        **{name: row["value"] for name, row in rows.items()},
        assumed=frozenset(name for name, row in rows.items() if row["sure"] == "assumed"),
    )
