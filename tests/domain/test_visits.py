from __future__ import annotations

from datetime import date

import pytest

from practicecli.domain.coverage import Benefits, Coverage, Rank, plan_year
from practicecli.domain.visits import Visit, counted_from, doubts_about_visits, visit_of

AS_OF = date(2026, 3, 10)


def plan(allowed=20, used=3, effective=None, start=(1, 1), as_of=AS_OF):
    known = Benefits(
        as_of=as_of, visits_allowed=allowed, visits_used=used, plan_year_start=start
    )  # fmt: skip
    return Coverage(
        id="v", client="c", rank=Rank.PRIMARY, payer="aetna", plan="eap", member_id="W1",
        effective=effective, benefits=known,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "on", "expected"),
    [
        ((1, 1), date(2026, 1, 1), date(2026, 1, 1)),
        ((1, 1), date(2026, 12, 31), date(2026, 1, 1)),
        ((7, 1), date(2026, 6, 30), date(2025, 7, 1)),
        ((7, 1), date(2026, 7, 1), date(2026, 7, 1)),
    ],
)
def test_a_day_lies_in_the_plan_year_that_began_last(start, on, expected):
    assert plan_year(plan(start=start).benefits, on) == expected


def test_visits_are_counted_on_from_the_day_the_benefits_are_from():
    # 3 used by 10 March; 10 and 17 March were since: the session of 24 March is the sixth.
    before = [date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 17)]

    assert visit_of(plan(), date(2026, 3, 24), before) == Visit(6, 20)


def test_a_new_plan_year_counts_from_nothing():
    before = [date(2026, 3, 17), date(2026, 12, 30), date(2027, 1, 5)]

    assert visit_of(plan(), date(2027, 1, 12), before) == Visit(2, 20)


def test_a_coverage_counts_only_what_came_after_its_first_day():
    found = plan(used=0, effective=date(2026, 6, 1))

    assert visit_of(found, date(2026, 6, 9), [date(2026, 5, 26), date(2026, 6, 2)]) == Visit(2, 20)


def test_nothing_is_counted_without_a_limit_or_before_it_was_known():
    assert counted_from(None, AS_OF) is None
    assert counted_from(plan(allowed=None), AS_OF) is None
    assert visit_of(plan(), date(2026, 3, 9), []) is None


@pytest.mark.parametrize(
    ("number", "expected"),
    [(18, []), (19, ["visits-near"]), (20, ["visits-near"]), (21, ["visits"]), (30, ["visits"])],
)
def test_the_last_visits_are_told_and_one_too_many_is_told_louder(number, expected):
    found = list(doubts_about_visits(Visit(number, 20), "c-1"))

    assert [one.code for one in found] == expected
    assert all(one.weight == "warns" for one in found)
    assert all("119" in one.message for one in found if one.code == "visits")
