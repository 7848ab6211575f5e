"""One session's share: the worked cases, both sides of each limit, the laws that always hold."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.costing import terms

from practicecli.domain.cost import (
    Decided,
    decided_by,
    deductible_left,
    out_of_pocket_left,
    share,
    standing,
    tells_price,
    used_by,
)
from practicecli.domain.cost_words import of_share
from practicecli.domain.coverage import Limit, next_plan_year, plan_year
from practicecli.domain.money import part_of
from practicecli.sandbox import benefits as far

DAY = date(2026, 11, 24)
MOST = 400_00


def test_a_session_that_straddles_the_deductible_is_part_deductible_and_part_coinsurance():
    # 500.00 deductible, 450.00 met: 50.00 is left of it. 150.00 - 50.00 = 100.00 is shared,
    # of which 20 % = 20.00. The client: 50.00 + 20.00 = 70.00, the plan: 150.00 - 70.00 = 80.00.
    found = share(terms(deductible=(500_00, 450_00), coinsurance=20_00), 150_00)

    assert (found.deductible_cents, found.coinsurance_cents) == (50_00, 20_00)
    assert (found.client_cents, found.plan_cents) == (70_00, 80_00)


def test_a_session_that_straddles_the_out_of_pocket_maximum_costs_what_is_left_of_it():
    # 3,000.00 maximum, 2,960.00 met: 40.00 is left. Asked: 50.00 + 20 % of 100.00 = 70.00.
    # 70.00 is 30.00 over 40.00, so 30.00 is spared: 40.00 for the client, 110.00 for the plan.
    known = terms(deductible=(500_00, 450_00), coinsurance=20_00, oop_max=(3_000_00, 2_960_00))

    found = share(known, 150_00)

    assert found.spared_cents == 30_00
    assert (found.client_cents, found.plan_cents) == (40_00, 110_00)
    assert decided_by(known, found) is Decided.STRADDLES_OOP


@pytest.mark.parametrize("rate", [72_00, 105_00, 135_00])
def test_a_copay_is_the_same_for_every_code(rate):
    assert share(terms(copay_cents=25_00), rate).client_cents == 25_00


@pytest.mark.parametrize("rate", [72_00, 105_00, 135_00])
def test_an_unmet_deductible_takes_the_full_contract_rate(rate):
    found = share(terms(deductible=(500_00, 0), coinsurance=20_00, copay_cents=25_00), rate)

    assert (found.client_cents, found.plan_cents) == (rate, 0)


def test_coinsurance_is_a_part_of_the_rate_once_the_deductible_is_met():
    # 20 % of 135.00 = 27.00 for the client, 80 % = 108.00 for the plan.
    found = share(terms(deductible=(500_00, 500_00), coinsurance=20_00), 135_00)

    assert (found.client_cents, found.plan_cents) == (27_00, 108_00)


def test_nothing_is_paid_once_the_out_of_pocket_maximum_is_met():
    known = terms(copay_cents=25_00, coinsurance=20_00, oop_max=(3_000_00, 3_000_00))

    assert share(known, 150_00).client_cents == 0


@pytest.mark.parametrize(
    ("own", "family", "client"),
    [
        ((500_00, 0), (1_000_00, 1_000_00), 0),  # the family's spending has met the family's
        ((500_00, 0), (1_000_00, 970_00), 30_00),
        ((500_00, 480_00), (1_000_00, 0), 20_00),
        (None, (1_000_00, 970_00), 30_00),
    ],
)
def test_of_two_deductibles_the_one_with_less_left_counts(own, family, client):
    assert share(terms(deductible=own, family_deductible=family), 150_00).client_cents == client


def test_of_two_maximums_the_one_with_less_left_counts():
    known = terms(copay_cents=25_00, oop_max=(3_000_00, 0), family_oop_max=(6_000_00, 5_990_00))

    assert share(known, 150_00).client_cents == 10_00


@pytest.mark.parametrize(
    ("met", "rate", "decided"),
    [
        (0, 500_00, Decided.DEDUCTIBLE),  # exactly all of it
        (0, 500_01, Decided.STRADDLES_DEDUCTIBLE),
        (499_99, 150_00, Decided.STRADDLES_DEDUCTIBLE),
        (500_00, 150_00, Decided.COINSURANCE),
    ],
)
def test_a_deductible_ends_at_the_cent(met, rate, decided):
    known = terms(deductible=(500_00, met), coinsurance=20_00)

    assert decided_by(known, share(known, rate)) is decided


@pytest.mark.parametrize(
    ("left", "client", "decided"),
    [
        (25_01, 25_00, Decided.COPAY),
        (25_00, 25_00, Decided.COPAY),
        (24_99, 24_99, Decided.STRADDLES_OOP),
        (0, 0, Decided.OOP_MET),
    ],
)
def test_a_maximum_ends_at_the_cent(left, client, decided):
    known = terms(copay_cents=25_00, oop_max=(3_000_00, 3_000_00 - left))
    found = share(known, 150_00)

    assert (found.client_cents, decided_by(known, found)) == (client, decided)


@pytest.mark.parametrize(("rate", "client"), [(102_52, 20_50), (102_53, 20_51), (102_50, 20_50)])
def test_half_a_cent_goes_up(rate, client):
    # 20 % of 102.52 = 20.504, of 102.53 = 20.506.
    assert share(terms(coinsurance=20_00), rate).client_cents == client
    assert share(terms(coinsurance=25_00), 2).client_cents == 1  # 25 % of 0.02 is half a cent


def test_copay_and_coinsurance_take_no_more_than_the_rest():
    found = share(terms(deductible=(500_00, 480_00), copay_cents=25_00, coinsurance=80_00), 50_00)

    # 20.00 of the deductible leaves 30.00: 25.00 copay, and 80 % of 30.00 = 24.00 cut to 5.00.
    assert (found.deductible_cents, found.copay_cents, found.coinsurance_cents) == (
        20_00,
        25_00,
        5_00,
    )
    assert found.plan_cents == 0


def test_visits_over_the_limit_are_the_clients_and_meet_no_maximum():
    known = terms(copay_cents=25_00, visits_allowed=20, visits_used=20)
    found = share(known, 150_00)

    assert (found.client_cents, found.over_cents) == (150_00, 150_00)
    assert share(terms(copay_cents=25_00, visits_allowed=20, visits_used=19), 150_00) == share(
        terms(copay_cents=25_00), 150_00
    )


def test_copay_and_coinsurance_together_are_one_reason():
    known = terms(copay_cents=25_00, coinsurance=10_00)
    found = share(known, 150_00)

    # 25.00 and 10 % of 150.00 = 15.00.
    assert (found.client_cents, decided_by(known, found)) == (40_00, Decided.COPAY_AND_COINSURANCE)


def test_visits_over_the_limit_are_told_in_one_step():
    known = terms(copay_cents=25_00, visits_allowed=20, visits_used=20)
    found = share(known, 150_00)

    assert decided_by(known, found) is Decided.VISITS_USED_UP
    (step,) = of_share(known, found, DAY)
    assert (step.cents, "20 visits" in step.why) == (150_00, True)


@pytest.mark.parametrize(
    ("begins", "on", "first", "after"),
    [
        ((1, 1), date(2026, 11, 24), date(2026, 1, 1), date(2027, 1, 1)),
        ((7, 1), date(2026, 6, 30), date(2025, 7, 1), date(2026, 7, 1)),
        ((7, 1), date(2026, 7, 1), date(2026, 7, 1), date(2027, 7, 1)),
        ((2, 29), date(2027, 2, 28), date(2026, 3, 1), date(2027, 3, 1)),
        ((2, 29), date(2028, 2, 29), date(2028, 2, 29), date(2029, 3, 1)),
    ],
)
def test_a_plan_year_begins_on_its_day(begins, on, first, after):
    known = terms(plan_year_start=begins)

    assert (plan_year(known, on), next_plan_year(known, on)) == (first, after)


def test_what_is_met_counts_only_in_the_plan_year_of_the_day_it_is_known_from():
    known = terms(
        as_of=date(2026, 11, 1), deductible=(500_00, 450_00), oop_max=(3_000_00, 900_00),
        visits_allowed=20, visits_used=7,
    )  # fmt: skip

    assert standing(known, date(2026, 12, 31)) == known
    fresh = standing(known, date(2027, 1, 1))
    assert (deductible_left(fresh), out_of_pocket_left(fresh), fresh.visits_used) == (
        500_00,
        3_000_00,
        0,
    )


@pytest.mark.parametrize(
    ("known", "tells"),
    [
        (None, False),
        (terms(), False),
        (terms(oop_max=(3_000_00, 0)), False),
        (terms(copay_cents=0), True),
        (terms(coinsurance=0), True),
        (terms(deductible=(500_00, 0)), True),
        (terms(family_deductible=(500_00, 0)), True),
    ],
)
def test_a_maximum_alone_does_not_tell_what_a_session_costs(known, tells):
    assert tells_price(known) is tells


# Laws.

cents = st.integers(0, MOST)
maybe = st.none() | cents
percents = st.none() | st.integers(0, 100_00)


@st.composite
def limits(draw):
    total = draw(st.integers(0, 2_000_00))
    return draw(st.none() | st.just((total, draw(st.integers(0, total)))))


@st.composite
def benefits(draw, copays=maybe):
    return terms(
        copay_cents=draw(copays),
        coinsurance=draw(percents),
        deductible=draw(limits()),
        family_deductible=draw(limits()),
        oop_max=draw(limits()),
        family_oop_max=draw(limits()),
    )


@given(benefits(), cents)
@settings(max_examples=300)
def test_client_and_plan_share_what_is_allowed_and_no_limit_is_passed(known, rate):
    found = share(known, rate)

    assert found.client_cents + found.plan_cents == rate
    assert 0 <= found.client_cents <= rate
    most = out_of_pocket_left(known)
    assert most is None or found.client_cents <= most
    assert found.deductible_cents <= (deductible_left(known) or 0)
    assert sum(step.cents for step in of_share(known, found, DAY)) == found.client_cents


def year_of(known, rates):
    """Every session of a plan year in this order: the client's shares, and what is met after."""
    shares = []
    for rate in rates:
        found = share(known, rate)
        shares.append(found)
        known = used_by(
            known, deductible_cents=found.deductible_cents, client_cents=found.client_cents
        )
    return shares, known


@given(benefits(copays=st.none()), st.lists(cents, max_size=4))
@settings(max_examples=200)
def test_in_any_order_a_year_meets_its_limits_and_sums_to_the_year_as_a_whole(known, rates):
    # As a whole: the deductible once, the coinsurance of all the rest, at most the maximum.
    allowed = sum(rates)
    deductible = min(allowed, deductible_left(known) or 0)
    asked = deductible + part_of(allowed - deductible, known.coinsurance or 0)
    most = out_of_pocket_left(known)
    whole = asked if most is None else min(asked, most)

    for order in permutations(rates):
        shares, after = year_of(known, order)
        total = sum(found.client_cents for found in shares)
        # Each session rounds its own coinsurance: half a cent either way.
        assert abs(total - whole) <= len(rates)
        assert sum(found.deductible_cents for found in shares) == deductible
        assert most is None or total <= most
        for limit in (after.deductible, after.family_deductible, after.oop_max):
            assert limit is None or limit.met_cents <= limit.total_cents


@given(benefits(copays=maybe), st.lists(cents, max_size=6))
def test_with_copays_too_a_year_never_passes_a_limit(known, rates):
    shares, _ = year_of(known, rates)

    assert sum(found.deductible_cents for found in shares) <= (deductible_left(known) or 0)
    most = out_of_pocket_left(known)
    assert most is None or sum(found.client_cents for found in shares) <= most


@given(
    st.integers(0, 60_00),
    st.integers(0, 100),
    st.integers(0, 1_000_00).flatmap(lambda most: st.tuples(st.just(most), st.integers(0, most))),
    st.integers(0, 4_000_00).flatmap(lambda most: st.tuples(st.just(most), st.integers(0, most))),
    cents,
)
@settings(max_examples=300)
def test_the_platform_of_the_sandbox_works_out_the_same(copay, percent, deductible, most, rate):
    there = far.Benefits(
        copay_cents=copay,
        coinsurance_percent=percent,
        deductible_cents=deductible[0],
        out_of_pocket_cents=most[0],
        spent_elsewhere_cents=0,
        visits_allowed=None,
        flat=False,
    )
    here = terms(copay_cents=copay, coinsurance=percent * 100, deductible=deductible, oop_max=most)

    answered = far.share(there, far.Used(deductible[1], most[1], 0), rate)

    assert share(here, rate).client_cents == answered


@given(st.integers(0, 60_00), cents)
def test_a_flat_copay_is_the_same_in_the_sandbox(copay, rate):
    there = far.Benefits(copay, 20, 500_00, 3_000_00, 0, None, flat=True)

    assert share(terms(copay_cents=copay), rate).client_cents == far.share(
        there, far.Used(0, 0, 0), rate
    )


def test_a_limit_that_is_met_more_than_once_stays_met():
    known = terms(deductible=(500_00, 450_00))

    assert used_by(known, deductible_cents=90_00, client_cents=0).deductible == Limit(
        500_00, 500_00
    )
