"""Benefits, coverages and sessions for tests of cost, with what is usual filled in."""

from __future__ import annotations

from datetime import date

from practicecli.domain.cost_course import Course, Visit
from practicecli.domain.coverage import Benefits, Coverage, Limit, Rank
from practicecli.domain.pricing import Line, Prices
from practicecli.domain.rates import Price

AS_OF = date(2026, 1, 1)
RATE = 150_00


def terms(**said):
    """Benefits as of New Year; limits are given as (total, met) in cents."""
    limits = {
        name: Limit(*value) if isinstance(value, tuple) else value for name, value in said.items()
    }
    limits |= {
        name: said[name] for name in said if name in {"plan_year_start", "as_of", "visits_used"}
    }
    return Benefits(**{"as_of": AS_OF, **limits})


def covered(benefits=None, **said):
    """A primary coverage since ever."""
    usual = {
        "id": "1", "client": "c", "rank": Rank.PRIMARY, "payer": "aetna", "plan": "commercial",
        "member_id": "EX-1", "benefits": benefits,
    }  # fmt: skip
    return Coverage(**usual | said)


def visit(on, cents=RATE, **said):
    """A session on a day, at a contract rate."""
    usual = {
        "session": f"{on}", "ref": "s-0000001", "on": on, "platform": "headway",
        "cpt": ("90837",), "scheduled": True,
        "prices": Prices((Line("90837", 1, Price(cents, AS_OF, assumed=False)),)),
    }  # fmt: skip
    return Visit(**usual | said)


def course(*coverages):
    """The course of a client with these coverages."""
    return Course("c-0000001", coverages, lambda one: one.plan)


def costs(coverages, visits):
    """The costs of these sessions, one after the other."""
    return list(course(*coverages).all(visits))
