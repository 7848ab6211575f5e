from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.money import NotMoneyError, read_cents


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
    ["", "-1", "75.5", "75.555", ".50", "1e3", "75 USD", "9999999999", "\u0667\u0665", "$", "NaN"],
)
def test_anything_else_is_refused(typed):
    with pytest.raises(NotMoneyError, match="is not an amount"):
        read_cents(typed)


@given(st.integers(0, 99_999_999_999))
def test_what_is_written_with_two_places_is_read_back(cents):
    assert read_cents(f"{cents // 100}.{cents % 100:02d}") == cents
