from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.comparing import (
    Compared,
    Worked,
    a_year,
    break_even,
    compared,
    parted,
    rounded,
    usual_delay,
    with_risk,
)
from practicecli.figures.load import policy


def worked(platform, sessions, gross, **more):
    return Worked(platform, "", sessions, gross, **more)


def test_a_worked_case():
    """Twelve months: 20 sessions a month, 150.00 each through Alma, 135.00 through Headway.

    Alma: 240 x 150.00 = 36,000.00; membership 12 x 125.00 = 1,500.00; net 34,500.00, which is
    143.75 a session and 2,875.00 a month. Headway: 240 x 135.00 = 32,400.00, its share already out
    of it; 135.00 and 2,700.00. Alma's 15.00 more a session pays 125.00 from the 9th session on:
    8 x 15.00 = 120.00 does not, 9 x 15.00 = 135.00 does.
    """
    alma = worked("alma", 240, 3_600_000, paid=240, delay_days=240 * 10)
    headway = worked("headway", 240, 3_240_000, paid=2, delay_days=31)

    first, second = compared([headway, alma], {"alma": 150_000}, 12)
    assert (first.worked.platform, first.net_cents) == ("alma", 3_450_000)
    assert (first.per_session_cents, first.per_month_cents) == (14_375, 287_500)
    assert (second.per_session_cents, second.per_month_cents) == (13_500, 270_000)
    assert (first.days_to_money, second.days_to_money) == (10, 15.5)
    assert break_even(alma, 12_500, headway, 0) == 9


@pytest.mark.parametrize(
    ("rate", "fee", "other_rate", "other_fee", "expected"),
    [
        (15000, 12500, 13500, 0, 9),
        (15000, 13500, 13500, 0, 10),  # nine sessions are even, which is not more
        (13500, 12500, 13500, 0, None),
        (13000, 12500, 13500, 0, None),
        (13500, 12500, 13500, 13000, 1),  # the cheaper membership wins at once
        (13000, 12400, 13500, 13000, 1),  # by 1.00 for the first session, though not for ever
        (14000, 12500, 13500, 13000, 1),
    ],
)
def test_from_how_many_sessions_a_membership_pays(rate, fee, other_rate, other_fee, expected):
    of, other = worked("alma", 1, rate), worked("headway", 1, other_rate)

    assert break_even(of, fee, other, other_fee) == expected


@given(
    st.integers(1, 300), st.integers(0, 10**7), st.integers(0, 50000),
    st.integers(1, 300), st.integers(0, 10**7), st.integers(0, 50000),
)  # fmt: skip
def test_at_the_break_even_it_leaves_more_and_one_session_before_it_does_not(
    sessions, gross, fee, other_sessions, other_gross, other_fee
):
    of, other = worked("alma", sessions, gross), worked("headway", other_sessions, other_gross)
    found = break_even(of, fee, other, other_fee)

    def leaves_more(count):
        # Whole numbers: both sides times sessions and other sessions.
        mine = count * gross * other_sessions - fee * sessions * other_sessions
        theirs = count * other_gross * sessions - other_fee * sessions * other_sessions
        return mine > theirs

    if found is not None:
        assert leaves_more(found)
        assert found == 1 or not leaves_more(found - 1)
    else:
        assert not leaves_more(1)
        assert not leaves_more(10**12)


def test_nothing_is_compared_with_nothing():
    assert break_even(worked("alma", 0, 0), 12500, worked("headway", 1, 1), 0) is None
    assert break_even(worked("alma", 1, 1), 12500, worked("headway", 0, 0), 0) is None
    empty = Compared(worked=worked("alma", 0, 0), fees_cents=12500, months=1)
    assert (empty.per_session_cents, empty.days_to_money) == (None, None)
    assert empty.net_cents == -12500


@pytest.mark.parametrize(
    ("total", "count", "expected"),
    [(10, 4, 3), (9, 4, 2), (-10, 4, -2), (7, 0, None), (0, 3, 0), (1, 2, 1)],
)
def test_a_half_goes_up(total, count, expected):
    assert rounded(total, count) == expected


def test_weeks_are_fifty_two_and_months_twelve():
    assert a_year(20, "week") == 1040
    assert a_year(20, "month") == 240


@given(st.integers(0, 10**6), st.lists(st.integers(0, 50), max_size=9))
def test_a_fee_is_parted_to_the_cent(total, weights):
    parts = parted(total, weights)

    assert len(parts) == len(weights)
    assert sum(parts) == (total if weights else 0)
    if sum(weights):
        assert all(abs(part * sum(weights) - total * weight) < sum(weights)
                   for part, weight in zip(parts, weights, strict=True))  # fmt: skip


def test_a_platform_that_is_parted_pays_its_fee_once():
    rows = compared(
        [Worked("alma", "90837", 2, 30000), Worked("alma", "90834", 1, 10000)], {"alma": 100}, 1
    )

    assert [(row.worked.key, row.fees_cents) for row in rows] == [("90834", 33), ("90837", 67)]


def test_the_usual_delay_follows_the_calendar_and_a_self_paying_client_needs_none():
    count, days = usual_delay(policy("direct"), date(2026, 1, 1))
    assert count == 260
    assert 30 <= days / count < 32  # thirty days, and what weekends and holidays add
    assert usual_delay(policy("self"), date(2026, 1, 1)) == (0, 0)


def test_what_nobody_guarantees_is_at_risk_for_as_long_as_it_takes():
    # 36,400.00 a year is 100.00 a day; the money takes 30 days, so 3,000.00 are on their way.
    one = Worked("direct", "", 364, 36_400_00, paid=260, delay_days=260 * 30)

    assert with_risk(one, guaranteed=False).at_risk_cents == 3_000_00
    assert with_risk(one, guaranteed=True).at_risk_cents == 0
    assert with_risk(one._replace(paid=0), guaranteed=False).at_risk_cents == 0
