"""Sessions one after the other: deductibles used up, plan years, secondaries, other plans."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.costing import AS_OF, costs, course, covered, terms, visit

from practicecli.domain.cost import Decided, share, standing
from practicecli.domain.cost_course import Cost, Unknown
from practicecli.domain.coverage import Rank
from practicecli.domain.pricing import Line, Prices
from practicecli.domain.rates import Price

MAY = date(2026, 5, 4)
DAY = timedelta(1)
WEEK = timedelta(days=7)


def clients(found):
    return [one.client_cents for one in found]


def test_the_deductible_is_used_up_in_the_order_of_time():
    # 500.00 deductible, 200.00 met, 20 %, sessions of 150.00: 150.00; 150.00 (300.00 left - both);
    # then 20 % of 150.00 = 30.00.
    known = covered(terms(deductible=(500_00, 200_00), coinsurance=20_00))

    found = costs([known], [visit(MAY + WEEK * n) for n in range(3)])

    assert clients(found) == [150_00, 150_00, 30_00]
    assert [one.deductible_left for one in found] == [150_00, 0, 0]


def test_one_session_straddles_on_the_way():
    # 350.00 left: 150.00; 150.00; then 50.00 + 20 % of 100.00 = 70.00; then 30.00.
    known = covered(terms(deductible=(500_00, 150_00), coinsurance=20_00))

    found = costs([known], [visit(MAY + WEEK * n) for n in range(4)])

    assert clients(found) == [150_00, 150_00, 70_00, 30_00]
    assert found[2].decided is Decided.STRADDLES_DEDUCTIBLE


def test_a_new_plan_year_begins_with_nothing_met():
    known = covered(terms(as_of=date(2026, 12, 1), deductible=(500_00, 500_00), coinsurance=20_00))

    found = costs([known], [visit(date(2026, 12, 31)), visit(date(2027, 1, 1))])

    assert clients(found) == [30_00, 150_00]
    assert [one.year for one in found] == [date(2026, 1, 1), date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("as_of", "days", "client"),
    [
        # Said in November of a plan that begins in January: what is met is of that year.
        (date(2026, 11, 24), {"effective": date(2027, 1, 1)}, 70_00),
        # Said in May of a plan that ended in December: what is met was of that year.
        (date(2027, 5, 4), {"ends": date(2026, 12, 31)}, 70_00),
        # Said in the year before of a plan that has gone on since: another year, nothing met.
        (date(2026, 11, 24), {"effective": date(2026, 1, 1)}, 150_00),
    ],
)
def test_what_is_met_is_of_a_year_that_the_coverage_holds(as_of, days, client):
    known = covered(terms(as_of=as_of, deductible=(500_00, 450_00), coinsurance=20_00), **days)
    on = date(2026, 12, 7) if "ends" in days else date(2027, 1, 4)

    (found,) = costs([known], [visit(on)])

    assert (found.client_cents, found.as_of) == (client, as_of)


def test_a_session_before_the_day_the_benefits_are_from_is_in_what_is_met_already():
    known = covered(terms(as_of=MAY, deductible=(500_00, 450_00), coinsurance=20_00))

    found = costs([known], [visit(MAY - WEEK), visit(MAY)])

    assert clients(found) == [70_00, 70_00]
    assert not any("before it" in step.why for step in found[1].steps)


def test_a_session_of_the_day_the_benefits_are_from_counts():
    known = covered(terms(as_of=MAY, deductible=(500_00, 450_00), coinsurance=20_00))

    found = costs([known], [visit(MAY), visit(MAY + WEEK)])

    assert clients(found) == [70_00, 30_00]
    words = f"1 session before it is counted that was not in what was met on {MAY}"
    assert any(words in step.why for step in found[1].steps)


@pytest.mark.parametrize(("known_from", "after"), [(MAY, 70_00), (MAY + DAY, 30_00)])
def test_what_the_payer_had_decided_by_the_day_it_was_asked_is_in_what_is_met(known_from, after):
    known = covered(terms(as_of=MAY, deductible=(500_00, 450_00), coinsurance=20_00))

    found = costs([known], [visit(MAY - WEEK, known_from=known_from), visit(MAY + WEEK)])

    assert clients(found) == [70_00, after]


def test_what_the_payer_decided_counts_as_it_decided():
    # The payer allowed 120.00 and wants 120.00 of the client: 380.00 are left of 500.00.
    known = covered(terms(deductible=(500_00, 0), coinsurance=20_00))
    first = visit(MAY, billed_cents=150_00, allowed_cents=120_00, owes_cents=120_00)

    decided, after = costs([known], [first, visit(MAY + WEEK)])

    assert (decided.client_cents, decided.plan_cents, decided.write_off_cents) == (120_00, 0, 30_00)
    assert not decided.is_estimate
    assert [(step.cents) for step in decided.steps] == [120_00]
    assert (after.client_cents, after.deductible_left) == (150_00, 230_00)


def test_a_secondary_pays_what_the_primary_leaves_up_to_its_own_share():
    # Primary: 50.00 + 20 % of 100.00 = 70.00 left to the client. Alone the secondary would leave a
    # copay of 10.00, and so pay 140.00: more than 70.00, so it pays 70.00 and nothing is left.
    primary = covered(terms(deductible=(500_00, 450_00), coinsurance=20_00))
    secondary = covered(terms(copay_cents=10_00), id="2", rank=Rank.SECONDARY, payer="cigna")

    (found,) = costs([primary, secondary], [visit(MAY)])

    assert (found.charged_first_cents, found.client_cents, found.plan_cents) == (70_00, 0, 150_00)
    assert found.comes_back_cents == 70_00
    assert found.steps[-1].cents == -70_00


def test_a_secondary_with_a_deductible_of_its_own_pays_less():
    # Primary leaves 150.00 (deductible). The secondary alone: 100.00 left of its deductible, then
    # 10.00 copay: the client 110.00, itself 40.00. The client is left with 150.00 - 40.00 = 110.00.
    primary = covered(terms(deductible=(500_00, 0)))
    secondary = covered(
        terms(deductible=(300_00, 200_00), copay_cents=10_00),
        id="2", rank=Rank.SECONDARY, payer="cigna",
    )  # fmt: skip

    found = costs([primary, secondary], [visit(MAY), visit(MAY + WEEK)])

    assert (found[0].charged_first_cents, found[0].client_cents) == (150_00, 110_00)
    # Its deductible is met by then: alone it would pay 140.00 of the 150.00.
    assert found[1].client_cents == 10_00


def test_what_an_unknown_secondary_pays_is_left_to_the_client_for_now():
    primary = covered(terms(copay_cents=25_00))
    secondary = covered(None, id="2", rank=Rank.SECONDARY, payer="cigna")

    (found,) = costs([primary, secondary], [visit(MAY)])

    assert found.client_cents == 25_00
    assert "not known" in found.steps[-1].why


def test_medicaid_as_a_secondary_leaves_nothing_to_the_client():
    primary = covered(terms(copay_cents=25_00))
    secondary = covered(None, id="2", rank=Rank.SECONDARY, payer="medicaid", plan="medicaid")

    (found,) = costs([primary, secondary], [visit(MAY)])

    assert (found.client_cents, found.charged_first_cents) == (0, 25_00)


@pytest.mark.parametrize(
    ("plan", "client", "decided"),
    [
        ("self", 150_00, Decided.SELF_PAY),
        ("eap", 0, Decided.EAP),
        ("medicaid", 0, Decided.MEDICAID),
    ],
)
def test_some_plans_tell_a_price_without_benefits(plan, client, decided):
    (found,) = costs([covered(None, plan=plan)], [visit(MAY)])

    assert (found.client_cents, found.decided) == (client, decided)
    assert sum(step.cents for step in found.steps) == client


def test_a_known_medicaid_copay_is_asked():
    (found,) = costs([covered(terms(copay_cents=4_00), plan="medicaid")], [visit(MAY)])

    assert found.client_cents == 4_00


@pytest.mark.parametrize("plan", ["eap", "medicaid"])
def test_visits_are_used_up_session_by_session(plan):
    known = terms(copay_cents=0, visits_allowed=3, visits_used=1)

    first, second, third = costs(
        [covered(known, plan=plan)], [visit(MAY + WEEK * n) for n in range(3)]
    )

    assert (first.client_cents, second.client_cents) == (0, 0)
    assert isinstance(third, Unknown)
    assert third.problem.code == "visits-used-up"


def test_who_pays_for_themselves_needs_no_coverage():
    (found,) = costs([], [visit(MAY, self_pay=True)])

    assert (found.client_cents, found.plan_cents, found.is_estimate) == (150_00, 0, True)
    (settled,) = costs([], [visit(MAY, self_pay=True, billed_cents=140_00)])
    assert (settled.client_cents, settled.is_estimate) == (140_00, False)


@pytest.mark.parametrize(
    ("known", "asked", "code"),
    [
        ([], {}, "insurance"),
        ([covered(terms(copay_cents=1), effective=MAY + WEEK)], {}, "insurance"),
        ([covered(terms(copay_cents=1), ends=MAY - WEEK)], {}, "insurance"),
        ([covered(None)], {}, "no-benefits"),
        ([covered(terms(oop_max=(3_000_00, 0)))], {}, "no-benefits"),
        ([covered(terms(copay_cents=1))], {"prices": Prices((), ("90837",))}, "no-rate"),
        ([covered(terms(copay_cents=1))], {"cpt": (), "prices": Prices(())}, "no-cpt"),
    ],
)
def test_what_is_not_known_is_said_and_not_guessed(known, asked, code):
    (found,) = costs(known, [visit(MAY, **asked)])

    assert found.problem.code == code
    assert "practice " in found.problem.fix


def test_a_session_under_another_coverage_meets_only_its_own_limits():
    old = covered(terms(deductible=(500_00, 0)), ends=MAY)
    new = covered(terms(deductible=(400_00, 390_00)), id="2", effective=MAY + WEEK)

    found = costs([old, new], [visit(MAY), visit(MAY + WEEK), visit(MAY + WEEK * 2)])

    assert clients(found) == [150_00, 10_00, 0]


def test_what_is_billed_above_the_contract_is_written_off():
    (found,) = costs([covered(terms(copay_cents=25_00))], [visit(MAY, billed_cents=170_00)])

    assert (found.client_cents, found.plan_cents, found.write_off_cents) == (25_00, 125_00, 20_00)


def test_an_assumed_rate_is_said_in_the_steps():
    guess = Prices((Line("90837", 1, Price(135_00, None, assumed=True)),))

    (found,) = costs([covered(terms(copay_cents=25_00))], [visit(MAY, prices=guess)])

    assert "assumed" in found.steps[0].why
    assert found.visit.prices.assumed


limits = st.none() | st.tuples(st.just(600_00), st.integers(0, 600_00))
known = st.builds(
    lambda copay, part, deductible, most, begins: terms(
        copay_cents=copay, coinsurance=part, deductible=deductible, oop_max=most,
        plan_year_start=begins, as_of=AS_OF,
    ),
    st.none() | st.integers(0, 60_00),
    st.integers(0, 100_00),
    limits,
    limits,
    st.sampled_from([(1, 1), (7, 1), (2, 29)]),
)  # fmt: skip
sessions = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 400_00), st.none() | st.integers(0, 500_00)),
    max_size=6,
).map(lambda held: sorted(held, key=lambda one: one[0]))


def rated(on, cents, billed):
    prices = Prices((Line("90837", 1, Price(cents, None, assumed=True)),))
    return visit(on, prices=prices, billed_cents=billed)


@given(known, st.none() | known, sessions)
@settings(max_examples=300)
def test_client_plan_and_write_off_are_what_is_billed_and_the_steps_are_the_clients(
    first, second, held
):
    coverages = [covered(first)]
    if second is not None:
        coverages.append(covered(second, id="2", rank=Rank.SECONDARY, payer="cigna"))

    for one in costs(coverages, [rated(AS_OF + timedelta(n), *more) for n, *more in held]):
        assert isinstance(one, Cost)
        sums = one.client_cents, one.plan_cents, one.write_off_cents
        assert sum(sums) == one.billed_cents
        assert min(sums) >= 0
        assert one.charged_first_cents >= one.client_cents
        assert sum(step.cents for step in one.steps) == one.client_cents


@given(known, sessions)
@settings(max_examples=200)
def test_each_plan_year_by_itself_keeps_to_its_limits(first, held):
    found = costs([covered(first)], [rated(AS_OF + timedelta(n), *more) for n, *more in held])

    for year in {one.year for one in found}:
        of_year = [one for one in found if one.year == year]
        before = standing(first, of_year[0].visit.on)
        most = before.oop_max
        total = sum(one.client_cents for one in of_year)
        assert most is None or total <= most.left_cents
        # The first of a year owes what it would owe were it the only one.
        alone = share(before, of_year[0].allowed_cents)
        assert of_year[0].client_cents == alone.client_cents


def test_a_course_goes_on_from_where_it_stands():
    ours = course(covered(terms(deductible=(500_00, 350_00))))

    assert ours.next(visit(MAY)).client_cents == 150_00
    assert ours.next(visit(MAY + WEEK)).client_cents == 0
