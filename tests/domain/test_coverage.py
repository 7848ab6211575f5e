from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from practicecli.domain.coverage import Coverage, Limit, Rank, as_covered, in_force, latest
from practicecli.domain.people import Client

FIRST = Coverage(id="1", client="c", rank=Rank.PRIMARY, payer="aetna", plan="commercial",
                 member_id="EX-1")  # fmt: skip
SECOND = Coverage(id="2", client="c", rank=Rank.PRIMARY, payer="cigna", plan="commercial",
                  member_id="EX-2", effective=date(2026, 3, 1), ends=date(2026, 8, 31))  # fmt: skip
THIRD = Coverage(id="3", client="c", rank=Rank.PRIMARY, payer="optum", plan="eap",
                 member_id="EX-3", effective=date(2027, 1, 1))  # fmt: skip
OTHER = Coverage(id="4", client="c", rank=Rank.SECONDARY, payer="medicaid", plan="medicaid",
                 member_id="EX-4", effective=date(2026, 6, 1))  # fmt: skip
ANA = Client(id="c", ref="c-0000000", name="Ana Rivers", platform="headway", payer="uhc")


@pytest.mark.parametrize("order", list(permutations([FIRST, SECOND, THIRD, OTHER])))
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2020, 1, 1), "1"),
        (date(2026, 2, 28), "1"),
        (date(2026, 3, 1), "2"),
        (date(2026, 8, 31), "2"),
        (date(2026, 9, 1), None),  # the first does not come back when the second ends
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), "3"),
    ],
)
def test_a_day_goes_by_the_coverage_that_began_last(order, on, expected):
    found = in_force(order, Rank.PRIMARY, on)

    assert (found and found.id) == expected


def test_what_ended_is_still_the_latest():
    found = latest([FIRST, SECOND], Rank.PRIMARY, date(2026, 10, 1))

    assert found is SECOND


def test_of_two_that_begin_on_one_day_the_one_added_last_counts():
    again = Coverage(id="9", client="c", rank=Rank.PRIMARY, payer="anthem", plan="commercial",
                     member_id="EX-9", effective=date(2026, 3, 1))  # fmt: skip

    assert in_force([again, SECOND], Rank.PRIMARY, date(2026, 3, 1)) is again


@pytest.mark.parametrize(("on", "expected"), [(date(2026, 5, 31), None), (date(2026, 6, 1), "4")])
def test_the_ranks_do_not_meet(on, expected):
    found = in_force([SECOND, OTHER], Rank.SECONDARY, on)

    assert (found and found.id) == expected


def test_a_client_is_covered_as_the_day_says():
    there = as_covered(ANA, [FIRST, SECOND], date(2026, 4, 1))

    assert (there.payer, there.member_id) == ("cigna", "EX-2")
    assert (there.covered_from, there.covered_until) == (date(2026, 3, 1), date(2026, 8, 31))
    assert there.is_covered(date(2026, 8, 31))
    assert not as_covered(ANA, [FIRST, SECOND], date(2026, 9, 1)).is_covered(date(2026, 9, 1))


def test_a_client_without_coverages_is_as_their_record_says():
    assert as_covered(ANA, [], date(2026, 4, 1)) is ANA
    assert as_covered(ANA, [OTHER], date(2026, 7, 1)) is ANA


@pytest.mark.parametrize(("met", "left"), [(0, 500), (499, 1), (500, 0), (501, 0)])
def test_nothing_is_left_of_a_limit_that_is_met(met, left):
    assert Limit(500, met).left_cents == left
