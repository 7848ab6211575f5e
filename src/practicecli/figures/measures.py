"""The questionnaires as domain records."""

from __future__ import annotations

from functools import cache

from practicecli.domain.measure_forms import form_from
from practicecli.domain.measures import Form
from practicecli.figures._compiled import FIGURES


@cache
def measure_forms() -> dict[str, Form]:
    """Every built-in questionnaire by key."""
    rows = (row for name, row in FIGURES.items() if name.startswith("measures/"))
    return {row["key"]: form_from(row) for row in rows}
