"""What is allowed: contract rates, else round figures, times the units of each code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.domain.test_confirming import book

from practicecli.domain.cost_words import of_prices, percent, written
from practicecli.domain.pricing import Place, priced
from practicecli.domain.rates import Rate

MAY = date(2026, 5, 4)
AT = Place(platform="headway", place="office", state="NY", minutes=55)
OURS = Rate(
    id="1", platform="headway", payer="aetna", cpt="90837", since=date(2026, 1, 1), cents=150_00
)


def book_with(*rates):
    return replace(
        book(),
        rates=lambda platform, payer, cpt: [
            one for one in rates if (one.platform, one.payer, one.cpt) == (platform, payer, cpt)
        ],
    )


def words(prices, billed=None):
    allowed = prices.cents
    return [step.why for step in of_prices(prices, billed or allowed, allowed)]


def test_a_contract_rate_goes_before_a_round_figure_and_says_since_when():
    found = priced(["90837"], AT, payer="aetna", plan="commercial", on=MAY, book=book_with(OURS))

    assert (found.cents, found.assumed) == (150_00, False)
    assert words(found) == [
        "150.00 is allowed for `90837`: the contract rate since 2026-01-01",
    ]


def test_a_rate_that_has_not_begun_does_not_count():
    before = date(2025, 12, 31)
    found = priced(["90837"], AT, payer="aetna", plan="commercial", on=before, book=book_with(OURS))

    assert found.assumed
    assert "assumed round figure" in words(found)[0]


def test_codes_are_added_up_with_their_units():
    # 90839 once and 90840 for each begun half hour from 75 minutes on: 110 minutes are two.
    at = AT._replace(minutes=110)
    rates = (
        replace(OURS, cpt="90839", cents=160_00),
        replace(OURS, cpt="90840", cents=70_00),
    )
    found = priced(
        ["90839", "90840"], at, payer="aetna", plan="commercial", on=MAY, book=book_with(*rates)
    )

    assert [(line.cpt, line.units, line.cents) for line in found.lines] == [
        ("90839", 1, 160_00),
        ("90840", 2, 140_00),
    ]
    assert found.cents == 300_00
    assert words(found)[1:] == [
        "140.00 is allowed for `90840`, 2 units of 70.00: the contract rate since 2026-01-01",
        "Together 300.00",
    ]


def test_a_code_without_any_rate_is_missing_and_not_free():
    found = priced(["99999"], AT, payer="aetna", plan="commercial", on=MAY, book=book())

    assert found.missing == ("99999",)


def test_who_pays_for_themselves_has_rates_under_self():
    own = replace(OURS, platform="self", payer="self")
    at = AT._replace(platform="self")

    found = priced(["90837"], at, payer="", plan="self", on=MAY, book=book_with(own))

    assert (found.cents, found.assumed) == (150_00, False)


def test_a_bill_above_the_contract_says_what_is_written_off():
    found = priced(["90837"], AT, payer="aetna", plan="commercial", on=MAY, book=book_with(OURS))

    assert words(found, 170_00)[-1] == ("170.00 is billed: 20.00 above the contract is written off")


@pytest.mark.parametrize(
    ("hundredths", "text"), [(0, "0 %"), (20_00, "20 %"), (22_22, "22.22 %"), (22_05, "22.05 %")]
)
def test_percents_are_written_as_they_are_said(hundredths, text):
    assert percent(hundredths) == text


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "0.00"), (5, "0.05"), (124000, "1,240.00"), (123456789, "1,234,567.89")]
)
def test_amounts_are_written_to_the_cent(cents, text):
    assert written(cents) == text
