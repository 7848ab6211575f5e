from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.paydays import bank_holidays, business_day
from practicecli.domain.policy import payout_for
from practicecli.figures.load import policies, policy

DAYS = st.dates(date(2024, 1, 1), date(2036, 12, 31))


@pytest.mark.parametrize(
    ("confirmed", "nominal", "bank"),
    [
        ("2026-05-14", "2026-05-31", "2026-06-01"),  # the 31st is a Sunday
        ("2026-05-15", "2026-05-31", "2026-06-01"),
        ("2026-05-16", "2026-06-15", "2026-06-15"),  # one day costs fifteen
        ("2026-06-19", "2026-07-15", "2026-07-15"),
        ("2026-01-01", "2026-01-31", "2026-02-02"),
        ("2026-02-15", "2026-02-28", "2026-03-02"),
        ("2028-02-15", "2028-02-29", "2028-02-29"),
        ("2026-12-15", "2026-12-31", "2026-12-31"),
        ("2026-12-16", "2027-01-15", "2027-01-15"),
        ("2026-10-31", "2026-11-15", "2026-11-16"),
        ("2027-01-20", "2027-02-15", "2027-02-16"),  # Washington's birthday
    ],
)
def test_headway_pays_by_the_day_of_confirming(confirmed, nominal, bank):
    confirmed_on = date.fromisoformat(confirmed)

    payout = payout_for(
        policy("headway"), service_date=confirmed_on - timedelta(days=3), confirmed_on=confirmed_on
    )

    assert (str(payout.date), str(payout.bank_on)) == (nominal, bank)
    assert payout.guaranteed
    assert not payout.assumed


def test_a_client_who_pays_is_nobodys_guarantee():
    day = date(2026, 5, 14)

    payout = payout_for(policy("headway"), service_date=day, confirmed_on=day, plan="self")

    assert not payout.guaranteed


@pytest.mark.parametrize(
    ("confirmed", "nominal"),
    [
        ("2026-01-01", "2026-01-16"),
        ("2026-01-09", "2026-01-16"),
        ("2026-01-10", "2026-01-30"),
        ("2025-12-26", "2026-01-02"),
        ("2025-12-27", "2026-01-16"),
    ],
)
def test_almas_fortnights_are_assumed_and_say_so(confirmed, nominal):
    day = date.fromisoformat(confirmed)

    payout = payout_for(policy("alma"), service_date=day, confirmed_on=day)

    assert str(payout.date) == nominal
    assert payout.assumed


def test_a_payer_is_taken_to_pay_thirty_days_after_the_claim():
    day = date(2026, 3, 2)

    payout = payout_for(
        policy("direct"), service_date=day, confirmed_on=day, submitted_on=date(2026, 3, 4)
    )

    assert str(payout.date) == "2026-04-03"
    assert (payout.guaranteed, payout.assumed) == (False, True)


def test_no_payout_carries_what_the_client_pays():
    day = date(2026, 3, 2)

    assert payout_for(policy("self"), service_date=day, confirmed_on=day) is None


@pytest.mark.parametrize(
    ("day", "open_on"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-21", "2026-11-23"),
        ("2026-11-26", "2026-11-27"),  # Thanksgiving
        ("2026-07-04", "2026-07-06"),  # on a Saturday: banks are open on the 3rd
        ("2026-07-03", "2026-07-03"),
        ("2027-07-04", "2027-07-06"),  # on a Sunday: kept on Monday
        ("2026-05-25", "2026-05-26"),  # Memorial Day
        ("2026-06-19", "2026-06-22"),  # Juneteenth, a Friday
        ("2020-06-19", "2020-06-19"),  # before it was a holiday
        ("2026-01-19", "2026-01-20"),
        ("2026-09-07", "2026-09-08"),
        ("2026-10-12", "2026-10-13"),
        ("2026-11-11", "2026-11-12"),
        ("2026-12-25", "2026-12-28"),
        ("2023-01-01", "2023-01-03"),
    ],
)
def test_banks_shift_to_the_next_day_they_are_open(day, open_on):
    assert str(business_day(date.fromisoformat(day))) == open_on


@given(day=DAYS)
@settings(max_examples=80)
def test_a_bank_day_is_open_and_at_most_four_days_off(day):
    bank_on = business_day(day)

    assert day <= bank_on <= day + timedelta(days=4)
    assert bank_on.weekday() < 5
    assert bank_on not in bank_holidays(bank_on.year)


@given(day=DAYS, later=st.integers(min_value=0, max_value=60))
@settings(max_examples=80)
def test_confirming_later_never_pays_sooner(day, later):
    for found in policies().values():
        first = payout_for(found, service_date=day, confirmed_on=day)
        second = payout_for(found, service_date=day, confirmed_on=day + timedelta(days=later))
        if first is not None:
            assert day <= first.date <= second.date


def test_every_platform_lists_what_it_only_assumes():
    assert policy("headway").assumed == ("longest_minutes",)
    assert "payouts" in policy("alma").assumed
    assert "clocks.sign" in policy("direct").assumed
    assert "clocks.confirm" in policy("rula").assumed
    assert "clocks.edit" in policy("grow").assumed
    assert {name: found.bills.value for name, found in policies().items()} == {
        "headway": "payer-through-platform",
        "alma": "payer-through-platform",
        "direct": "payer",
        "grow": "payer-through-platform",
        "rula": "payer-through-platform",
        "self": "client",
    }
