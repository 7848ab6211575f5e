from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.authorizations import (
    Authorization,
    Limits,
    Permission,
    Visit,
    clashes,
    doubts_about_use,
    is_followed,
    objections_to_authorization,
    use_of,
)
from practicecli.domain.problems import Weight

START = date(2026, 11, 1)
DAY = timedelta(days=1)
TWELVE = Authorization(
    id="a", ref="u-0000001", client="c", payer="aetna", number="A-1", codes=(), units=12,
    used_before=0, starts=START,
)  # fmt: skip
THREE = replace(TWELVE, units=3)


def visit(day, *cpt, held=True):
    return Visit(f"s{day}{held}", f"s-{day:07d}", START + day * DAY, cpt, held)


def weekly(taken, booked=0):
    """So many confirmed sessions, then so many to come, one a week from the first day on."""
    return [visit(7 * n, "90834", held=n < taken) for n in range(taken + booked)]


@pytest.mark.parametrize(
    ("taken", "booked", "used_before", "left", "runs_out", "beyond"),
    [
        (0, 0, 0, 3, None, 0),
        (1, 1, 0, 1, None, 0),
        (1, 2, 0, 0, 14, 0),  # the third session, two weeks after the first, takes the last unit
        (1, 3, 0, 0, 14, 1),
        (3, 0, 0, 0, 14, 0),
        (4, 1, 0, 0, 14, 1),
        (0, 2, 2, 0, 0, 1),
        (0, 1, 3, 0, 0, 1),  # all were used before
    ],
)
def test_units_are_taken_in_order_and_the_last_one_has_a_day(
    taken, booked, used_before, left, runs_out, beyond
):
    use = use_of(replace(THREE, used_before=used_before), weekly(taken, booked))

    assert (use.used, use.booked, use.left) == (taken + used_before, booked, left)
    assert use.runs_out_on == (None if runs_out is None else START + runs_out * DAY)
    assert len(use.beyond) == beyond


@pytest.mark.parametrize(("ends", "runs_out"), [(13, 13), (14, 14), (15, 14), (100, 14), (0, 0)])
def test_it_runs_out_with_the_last_unit_or_the_last_day_whichever_comes_first(ends, runs_out):
    one = replace(THREE, ends=START + ends * DAY)

    assert use_of(one, weekly(3, 5)).runs_out_on == START + runs_out * DAY


def test_without_units_only_the_last_day_ends_it():
    one = replace(TWELVE, units=None)

    assert use_of(one, weekly(40))[:4] == (40, 0, None, None)
    assert use_of(replace(one, ends=START + 20 * DAY), weekly(2, 5)).runs_out_on == (
        START + 20 * DAY
    )


@pytest.mark.parametrize(
    ("day", "counts"), [(-1, False), (0, True), (9, True), (10, True), (11, False)]
)
def test_a_session_counts_from_the_first_day_to_the_last(day, counts):
    one = replace(TWELVE, ends=START + 10 * DAY)

    assert one.counts(visit(day, "90834")) is counts


@pytest.mark.parametrize(
    ("cpt", "held", "counts"),
    [
        (("90837",), True, True),
        (("90837", "90785"), True, True),
        (("90834",), True, False),
        ((), False, True),  # what is booked has no codes yet
        ((), True, False),
        (("90834",), False, False),
    ],
)
def test_a_session_counts_by_one_of_its_codes(cpt, held, counts):
    one = replace(TWELVE, codes=("90837", "90840"))

    assert one.counts(visit(0, *cpt, held=held)) is counts


def test_a_code_that_is_billed_in_several_units_takes_one():
    assert use_of(TWELVE, [visit(0, "90839", "90840", "90840")]).used == 1


@given(
    units=st.integers(1, 20), before=st.integers(0, 25),
    taken=st.integers(0, 25), booked=st.integers(0, 25),
)  # fmt: skip
def test_units_used_booked_left_and_beyond_add_up(units, before, taken, booked):
    one = replace(TWELVE, units=units, used_before=before)

    use = use_of(one, weekly(taken, booked))

    assert use.left >= 0
    over = max(use.used - units, 0)
    assert use.used + use.booked + use.left - len(use.beyond) - over == units
    assert (use.runs_out_on is not None) == (before + taken + booked >= units)


LATER = replace(TWELVE, id="b", ref="u-0000002", starts=START + 30 * DAY)


@pytest.mark.parametrize(
    ("change", "clash"),
    [
        ({}, True),
        ({"payer": "cigna"}, False),
        ({"codes": ("90837",)}, True),
        ({"starts": START - 30 * DAY, "ends": START - DAY}, False),
        ({"starts": START - 30 * DAY, "ends": START}, True),
    ],
)
def test_two_of_one_payer_may_not_count_the_same_sessions(change, clash):
    other = replace(LATER, **change)

    assert clashes(TWELVE, other, []) is clash
    assert clashes(other, TWELVE, []) is clash


def test_different_codes_do_not_clash_and_nobody_clashes_with_themselves():
    one, other = replace(TWELVE, codes=("90837",)), replace(LATER, codes=("90847",))

    assert not clashes(one, other, [])
    assert not clashes(TWELVE, replace(TWELVE, units=20), [])


@pytest.mark.parametrize(("starts", "clash"), [(14, True), (15, False)])
def test_one_whose_units_are_used_up_ended_with_its_last_session(starts, clash):
    renewed = replace(TWELVE, id="b", starts=START + starts * DAY)

    assert clashes(renewed, THREE, weekly(3)) is clash
    assert clashes(THREE, renewed, weekly(3)) is clash
    assert clashes(renewed, THREE, weekly(2, 1))  # what is only booked may still be moved


@pytest.mark.parametrize(
    ("change", "followed"),
    [
        ({"starts": START + 15 * DAY}, True),
        ({"starts": START + 16 * DAY}, False),  # a day without either
        ({"starts": START + 15 * DAY, "ended": True}, False),
        ({"starts": START + 15 * DAY, "payer": "cigna"}, False),
        ({"starts": START + 10 * DAY, "ends": START + 14 * DAY}, False),
    ],
)
def test_one_that_is_followed_without_a_gap_is_waited_for_no_more(change, followed):
    use = use_of(THREE, weekly(1, 2))  # runs out on day 14

    assert is_followed(THREE, use, [THREE, replace(LATER, **change)]) is followed


def asked(*held, required=True, plan="commercial", codes=("90834",), on=START, payer="aetna"):
    return list(
        objections_to_authorization(
            Permission(required, held), codes, payer=payer, plan=plan, client="c-1", on=on
        )
    )


@pytest.mark.parametrize(
    ("held", "on", "words"),
    [
        ((), START, "No authorization by aetna"),
        (((TWELVE, 0),), START - DAY, "begins on 2026-11-01"),
        (((replace(TWELVE, ends=START), 0),), START + DAY, "ended on 2026-11-01"),
        (((TWELVE, 12),), START, "All 12 units"),
        (((replace(TWELVE, codes=("90837",)), 0),), START, "is for `90837` only"),
        (((replace(TWELVE, payer="cigna"), 0),), START, "No authorization by aetna"),
    ],
)
def test_a_required_authorization_that_is_missing_blocks_and_says_why(held, on, words):
    (problem,) = asked(*held, on=on)

    assert (problem.code, problem.weight) == ("authorization", Weight.BLOCKS)
    assert words in problem.message
    assert problem.fix == f"practice authorization add c-1 --number N --units N --from {on}"


@pytest.mark.parametrize(
    "held",
    [
        ((TWELVE, 11),),
        ((replace(TWELVE, units=None), 500),),
        ((TWELVE, 12), (replace(TWELVE, codes=("90834",)), 0)),
        ((replace(TWELVE, ends=START), 0),),
    ],
)
def test_one_unit_left_in_force_is_enough(held):
    assert asked(*held) == []


@pytest.mark.parametrize(
    ("required", "plan", "weights"),
    [
        (False, "commercial", []),
        (True, "commercial", [Weight.BLOCKS]),
        (False, "eap", [Weight.BLOCKS]),
    ],
)
def test_employee_assistance_and_what_the_coverage_says_require_one(required, plan, weights):
    assert [one.weight for one in asked(required=required, plan=plan)] == weights


def test_where_none_is_required_one_that_is_used_up_only_warns():
    assert [one.weight for one in asked((TWELVE, 12), required=False)] == [Weight.WARNS]
    assert asked((TWELVE, 12), required=False, on=START - DAY) == []
    assert asked((replace(TWELVE, codes=("90837",)), 12), required=False) == []


def test_a_session_without_codes_is_told_of_those_and_not_of_codes_that_are_not_covered():
    assert asked((replace(TWELVE, codes=("90837",)), 0), codes=()) == []


WARNED = Limits(days=14, units=3)


@pytest.mark.parametrize(
    ("taken", "booked", "ends", "codes"),
    [
        (8, 0, None, []),
        (9, 0, None, ["authorization-low"]),
        (0, 0, 15, []),
        (0, 0, 14, ["authorization-ends"]),
        (0, 0, -1, ["authorization-ends"]),
        (0, 13, None, ["authorization-beyond", "authorization-low"]),
    ],
)
def test_it_is_warned_of_some_days_or_units_before(taken, booked, ends, codes):
    one = replace(TWELVE, ends=None if ends is None else START + ends * DAY)
    one = one if ends != -1 else replace(one, starts=START - 30 * DAY)

    found = doubts_about_use(one, use_of(one, weekly(taken, booked)), WARNED, START)

    assert [problem.code for problem in found] == codes
    assert list(doubts_about_use(replace(one, ended=True), use_of(one, []), WARNED, START)) == []


@pytest.mark.parametrize(("payer", "counts"), [("aetna", True), ("", True), ("cigna", False)])
def test_a_session_of_another_payer_takes_no_unit(payer, counts):
    assert TWELVE.counts(visit(0, "90834")._replace(payer=payer)) == counts
