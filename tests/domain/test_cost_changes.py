"""Why a session costs something else than before, what comes of it, where the cost turns next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.domain.costing import costs, covered, terms, visit

from practicecli.domain.cost_changes import (
    Effect,
    Reason,
    changed,
    effect_of,
    reason_for,
    turning_points,
)

MAY = date(2026, 5, 4)
WEEK = timedelta(days=7)
OPEN = terms(deductible=(500_00, 0), coinsurance=20_00, oop_max=(3_000_00, 0))


def one_cost(coverage, on=MAY):
    return costs([coverage], [visit(on)])[0]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (covered(OPEN), covered(OPEN, id="2", payer="cigna"), Reason.NEW_PLAN),
        (covered(OPEN), covered(OPEN, id="2", plan="medicare"), Reason.NEW_PLAN),
        (covered(OPEN), covered(OPEN, id="2", member_id="EX-2"), Reason.NEW_PLAN),
        (
            covered(OPEN),
            covered(terms(deductible=(500_00, 500_00), coinsurance=20_00), id="2"),
            Reason.DEDUCTIBLE_MET,
        ),
        (
            covered(OPEN),
            covered(terms(deductible=(500_00, 450_00), coinsurance=20_00), id="2"),
            Reason.DEDUCTIBLE_MET,
        ),
        (
            covered(terms(copay_cents=25_00)),
            covered(terms(copay_cents=25_00, oop_max=(3_000_00, 3_000_00))),
            Reason.OOP_MET,
        ),
        (
            covered(terms(copay_cents=25_00, deductible=(500_00, 500_00))),
            covered(terms(copay_cents=25_00, deductible=(500_00, 500_00), plan_year_start=(4, 1))),
            Reason.PLAN_RESET,
        ),
        (
            covered(terms(copay_cents=25_00)),
            covered(terms(copay_cents=30_00), id="2"),
            Reason.CORRECTION,
        ),
    ],
)
def test_a_change_has_the_reason_that_made_it(before, after, reason):
    assert reason_for(one_cost(before), one_cost(after)) is reason


def test_what_was_not_known_before_is_a_new_plan():
    assert reason_for(None, one_cost(covered(OPEN))) is Reason.NEW_PLAN


@pytest.mark.parametrize(
    ("was", "now", "charged", "effect"),
    [
        (25_00, 70_00, False, Effect.UPCOMING),
        (70_00, 25_00, False, Effect.UPCOMING),
        (70_00, 25_00, True, Effect.REFUND),
        (25_00, 70_00, True, Effect.BALANCE),
    ],
)
def test_money_moves_only_where_it_was_charged(was, now, charged, effect):
    assert effect_of(was, now, charged=charged) is effect


def test_only_sessions_whose_cost_is_another_one_have_changed():
    visits = [visit(MAY), visit(MAY + WEEK)]
    before = costs([covered(terms(deductible=(500_00, 300_00)))], visits)  # 150.00, 50.00
    after = costs([covered(terms(deductible=(500_00, 350_00)))], visits)  # 150.00, 0.00

    (found,) = changed(before, after, {})

    assert (found.session, found.was_cents, found.now_cents) == (f"{MAY + WEEK}", 50_00, 0)
    assert not found.charged


def test_a_cost_that_becomes_known_is_a_change_only_where_it_was_charged():
    visits = [visit(MAY), visit(MAY + WEEK)]
    before, after = costs([covered(None)], visits), costs([covered(OPEN)], visits)

    (found,) = changed(before, after, {f"{MAY}": 25_00})

    assert (found.session, found.was_cents, found.now_cents) == (f"{MAY}", 25_00, 150_00)
    assert found.charged


def test_what_was_charged_is_what_a_change_is_measured_by():
    before, after = (
        costs([covered(terms(copay_cents=copay))], [visit(MAY)]) for copay in (25_00, 40_00)
    )

    (found,) = changed(before, after, {f"{MAY}": 30_00})
    assert (found.was_cents, found.now_cents) == (30_00, 40_00)
    assert changed(before, after, {f"{MAY}": 40_00}) == []


def test_what_the_payer_has_decided_does_not_change():
    decided = visit(MAY, allowed_cents=150_00, owes_cents=150_00)
    before = costs([covered(OPEN)], [decided])
    after = costs([covered(terms(copay_cents=25_00))], [decided])

    assert changed(before, after, {}) == []


def test_a_cost_that_can_no_longer_be_told_is_no_change():
    before = costs([covered(OPEN)], [visit(MAY)])

    assert changed(before, costs([], [visit(MAY)]), {}) == []


def test_the_turning_points_are_where_a_limit_is_reached_or_a_year_begins():
    known = covered(
        terms(as_of=MAY, deductible=(300_00, 150_00), coinsurance=50_00, oop_max=(400_00, 150_00))
    )
    days = [MAY, MAY + WEEK, MAY + 2 * WEEK, MAY + 3 * WEEK, date(2027, 1, 4)]
    # 150.00 deductible; 75.00; 25.00 left of the maximum; 0.00; 150.00 in the new year.
    found = costs([known], [visit(day) for day in days])
    assert [one.client_cents for one in found] == [150_00, 75_00, 25_00, 0, 150_00]

    turns = turning_points(found)

    assert [(turn.now.visit.on, turn.change_cents, turn.reason) for turn in turns] == [
        (days[1], -75_00, Reason.DEDUCTIBLE_MET),
        (days[2], -50_00, Reason.OOP_MET),
        (days[3], -25_00, Reason.OOP_MET),
        (days[4], 150_00, Reason.PLAN_RESET),
    ]


def test_a_plan_that_follows_another_is_a_turning_point():
    old = covered(terms(copay_cents=25_00))
    new = covered(terms(copay_cents=40_00), id="2", payer="cigna", effective=MAY + WEEK)

    (turn,) = turning_points(costs([old, new], [visit(MAY), visit(MAY + WEEK)]))

    assert (turn.change_cents, turn.reason) == (15_00, Reason.NEW_PLAN)


def test_a_year_that_begins_changes_nothing_with_a_flat_copay():
    known = covered(terms(copay_cents=25_00))

    assert turning_points(costs([known], [visit(MAY), visit(date(2027, 1, 4))])) == []


def test_where_only_the_code_differs_there_is_no_turn():
    known = covered(terms(coinsurance=20_00))

    found = costs([known], [visit(MAY), visit(MAY + WEEK, 100_00)])

    assert [one.client_cents for one in found] == [30_00, 20_00]
    assert turning_points(found) == []
