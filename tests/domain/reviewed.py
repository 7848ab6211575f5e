"""Sessions and limits for the tests of a review: invented, and innocent unless said otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from practicecli.domain.reviewing import Case, Held, Past
from practicecli.figures.codebook import cpt_table
from practicecli.figures.reviewing import review_limits

TABLE = cpt_table()
LIMITS = review_limits()
MONDAY = date(2026, 9, 7)


def a_session(number=0, *, minutes=45, hour=15, day=None, **said):
    """One a week of one client, by default; note signed, plan aside."""
    on = day or MONDAY + timedelta(weeks=number)
    start = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
    usual = Held(
        ref=f"s-{number:07}",
        client="ana",
        day=on,
        start=start,
        stop=start + timedelta(minutes=minutes),
        cpt=("90834",),
        dx=("F41.1",),
        note_status="signed",
    )
    return replace(usual, **said)


def a_case(held, *, past=None, plans=None, limits=LIMITS, unspecified=("F41.9", "F32.A")):
    return Case(
        held=sorted(held, key=lambda one: one.start),
        past=past or Past(),
        plans=plans or {},
        limits=limits,
        table=TABLE,
        unspecified=lambda code, _: code in unspecified,
    )
