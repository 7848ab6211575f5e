"""Visits that a plan allows in a plan year, and which session is one too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from practicecli.domain.coverage import Coverage, plan_year
from practicecli.domain.problems import Problem, warning

_NEAR = 1  # so many left after a session are told, while there is time to ask for more


class Visit(NamedTuple):
    """A session as a visit of a plan year: the how manieth, and how many are allowed."""

    number: int
    allowed: int


def counted_from(covered: Coverage | None, on: date) -> date | None:
    """Give the day from which visits are counted one by one up to a day; None: they are not.

    Where the plan sets no limit there is nothing to count; of a day before the benefits were
    known nobody can say how many were used.
    """
    if covered is None or covered.benefits is None or covered.benefits.visits_allowed is None:
        return None
    known = covered.benefits
    if on < known.as_of:
        return None
    return max(plan_year(known, on), known.as_of, covered.effective or date.min)


def visit_of(covered: Coverage, on: date, before: Sequence[date]) -> Visit | None:
    """Give which visit of its plan year a session is. `before` are the days of earlier ones."""
    since, known = counted_from(covered, on), covered.benefits
    if since is None or known is None or known.visits_allowed is None:
        return None
    same_year = plan_year(known, on) <= known.as_of
    used = known.visits_used if same_year else 0
    return Visit(used + sum(day >= since for day in before) + 1, known.visits_allowed)


def doubts_about_visits(visit: Visit | None, ref: str) -> Iterator[Problem]:
    """Say where a session is over the plan's visits, or nearly; the payer denies it (CARC 119)."""
    if visit is None:
        return
    told = f"This is visit {visit.number} of the plan year, and the plan allows {visit.allowed}"
    fix = f"practice coverage check {ref}"
    if visit.number > visit.allowed:
        yield warning("visits", f"{told}: the payer denies it (CARC 119)", fix)
    elif visit.number >= visit.allowed - _NEAR:
        yield warning("visits-near", told, fix)
