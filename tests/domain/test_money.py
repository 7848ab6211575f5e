from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.money import NotMoneyError, part_of, read_cents, read_percent


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("75", 7500),
        ("75.00", 7500),
        ("75.05", 7505),
        (" $75.50 ", 7550),
        ("1,250.00", 125000),
        ("0", 0),
        ("999999999.99", 99999999999),
    ],
)
def test_an_amount_is_read_as_cents(typed, cents):
    assert read_cents(typed) == cents


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-1",
        "75.5",
        "75.555",
        ".50",
        "1e3",
        "75 USD",
        "9999999999",
        "\u0667\u0665",
        "$",
        "NaN",
        "40,00",
        "1,25.00",
        "1,2500",
        "1250,000",
        ",500",
        "1,250,",
    ],
)
def test_anything_else_is_refused(typed):
    with pytest.raises(NotMoneyError, match="is not an amount"):
        read_cents(typed)


@given(st.integers(0, 99_999_999_999))
def test_what_is_written_with_two_places_is_read_back(cents):
    assert read_cents(f"{cents // 100}.{cents % 100:02d}") == cents


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [("20", 2000), ("22.22", 2222), ("12.5", 1250), ("20%", 2000), (" 0 ", 0), ("100.00", 10000)],
)
def test_a_percentage_is_read_as_hundredths(typed, hundredths):
    assert read_percent(typed) == hundredths


@pytest.mark.parametrize("typed", ["", "-1", "100.01", "101", "1.234", "a fifth", "1e1", "%", "٢"])
def test_what_is_no_percentage_is_refused(typed):
    with pytest.raises(NotMoneyError, match="from 0 to 100"):
        read_percent(typed)


@pytest.mark.parametrize(
    ("cents", "hundredths", "expected"),
    [
        (10000, 2000, 2000),  # 20 % of 100.00 is 20.00
        (10000, 2222, 2222),
        (105, 5000, 53),  # half a cent goes up: 52.5
        (104, 5000, 52),
        (10001, 2499, 2499),  # 24.9925
        (0, 10000, 0),
        (12345, 10000, 12345),
        (12345, 0, 0),
    ],
)
def test_a_part_is_whole_cents(cents, hundredths, expected):
    assert part_of(cents, hundredths) == expected


@given(st.integers(0, 10**9), st.integers(0, 10000))
def test_two_parts_that_make_the_whole_are_a_cent_over_at_most(cents, hundredths):
    both = part_of(cents, hundredths) + part_of(cents, 10000 - hundredths)

    assert both - cents in {0, 1}
