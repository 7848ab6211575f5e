from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.payouts import ExpectedLine, forecasts, look_back, still_to_come
from practicecli.figures.load import policies

SATURDAY, MONDAY = date(2026, 10, 31), date(2026, 11, 2)


def line(number, on, cents, platform="headway"):
    return ExpectedLine(f"id{number}", f"s-000000{number}", platform, on, cents)


def test_lines_become_one_payout_a_platform_and_date_shifted_to_a_business_day():
    lines = [
        line(1, date(2026, 11, 30), 13500),
        line(2, SATURDAY, 13500),
        line(3, SATURDAY, 9000, "alma"),
        line(4, SATURDAY, None),
    ]

    found = forecasts(lines, policies=policies())

    assert [(one.platform, one.date, one.bank_on, one.total_cents) for one in found] == [
        ("alma", SATURDAY, MONDAY, 9000),
        ("headway", SATURDAY, MONDAY, 13500),  # what has no known rate is listed and not counted
        ("headway", date(2026, 11, 30), date(2026, 11, 30), 13500),
    ]
    assert [one.session_ref for one in found[1].lines] == ["s-0000002", "s-0000004"]


def test_how_sure_the_money_is_comes_from_the_policy():
    found = forecasts(
        [line(1, MONDAY, 1, name) for name in ("headway", "alma", "else")], policies=policies()
    )

    told = {one.platform: one.guaranteed for one in found}
    for name in ("headway", "alma"):
        assert told[name] == policies()[name].payouts.guaranteed
    assert told["else"] is False


@pytest.mark.parametrize(
    ("bank_on", "comes"), [(SATURDAY, False), (MONDAY, True), (date(2026, 11, 3), True)]
)
def test_what_reaches_the_bank_today_is_still_to_come(bank_on, comes):
    assert still_to_come(bank_on, today=MONDAY) is comes


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_nothing_nominal_before_the_look_back_can_still_be_on_its_way(day):
    (one,) = forecasts([line(1, day, 1)], policies={})

    assert look_back(one.bank_on) <= day <= one.bank_on


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("headway", "alma")),
            st.dates(SATURDAY, date(2026, 12, 31)),
            st.none() | st.integers(0, 50_000),
        ),
        max_size=30,
    )
)
def test_no_line_and_no_cent_is_lost_in_gathering(entries):
    lines = [line(at, on, cents, platform) for at, (platform, on, cents) in enumerate(entries)]

    found = forecasts(lines, policies={})

    assert sorted(one.session for each in found for one in each.lines) == sorted(
        one.session for one in lines
    )
    assert sum(one.total_cents for one in found) == sum(one.amount_cents or 0 for one in lines)
