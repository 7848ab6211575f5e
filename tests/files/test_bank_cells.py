from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.files.bankcells import (
    UnreadableError,
    looks_like_day,
    order_of,
    read_amount,
    read_day,
)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1240.00", 124_000),
        ("1,240.00", 124_000),
        ("$1,240.00", 124_000),
        ("USD 1,240.00", 124_000),
        ("1240.00 USD", 124_000),
        ("+12.50", 1_250),
        ("12.5", 1_250),
        ("1,240", 124_000),
        ("12", 1_200),
        ("0.00", 0),
        ("-5.00", -500),
        ("\u22125.00", -500),
        ("-$5.00", -500),
        ("$-5.00", -500),
        ("($5.00)", -500),
        ("5.00-", -500),
        ("5.00 DR", -500),
        ("5.00CR", 500),
        (" 5.00 ", 500),
        ("", None),
        ("  ", None),
        ("-", None),
    ],
)
def test_amounts_are_read_as_american_banks_write_them(text, cents):
    assert read_amount(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "1.240,00", "1.240", "12,50", "1240,00", "1 240,00",  # European, or may be
        "1,24", "1,2400.00", "12,40.00", "1.2345", "1.005",
        "(-5.00)", "-5.00-", "-5.00 DR", "--5.00",
        "\u20ac5.00", "5.00 EUR", "abc", "5.00.00", "1e5", "\u0665.00", "12345678901.00",
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_or_none_is_refused(text):
    with pytest.raises(UnreadableError):
        read_amount(text)


@given(st.integers(-(10**11) + 1, 10**11 - 1))
def test_every_amount_comes_back_however_it_is_dressed(cents):
    sign, whole = ("-" if cents < 0 else ""), f"{abs(cents) // 100:,}.{abs(cents) % 100:02}"
    forms = [f"{sign}{whole}", f"{sign}${whole}", f"{sign}{whole}".replace(",", "")]
    if cents < 0:
        forms += [f"({whole})", f"{whole}-", f"{whole} DR"]

    assert {read_amount(form) for form in forms} == {cents}


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-11-05", "mdy", date(2026, 11, 5)),
        ("2026-11-05", "dmy", date(2026, 11, 5)),
        ("2026/11/05", "mdy", date(2026, 11, 5)),
        ("20261105", "mdy", date(2026, 11, 5)),
        ("2026-11-05T09:30:00Z", "mdy", date(2026, 11, 5)),
        ("2026-11-05 09:30:00", "mdy", date(2026, 11, 5)),
        ("11/05/2026", "mdy", date(2026, 11, 5)),
        ("11/05/2026", "dmy", date(2026, 5, 11)),
        ("1/5/26", "mdy", date(2026, 1, 5)),
        ("26-11-05", "ymd", date(2026, 11, 5)),
        ("05.11.2026", "dmy", date(2026, 11, 5)),
        ("11/05/2026 9:30 AM", "mdy", date(2026, 11, 5)),
        ("Nov 5, 2026", "mdy", date(2026, 11, 5)),
        ("Sept. 5, 2026", "mdy", date(2026, 9, 5)),
        ("5-Nov-2026", "mdy", date(2026, 11, 5)),
        ("05 November 26", "mdy", date(2026, 11, 5)),
    ],
)
def test_dates_are_read_in_the_order_that_is_said(text, order, day):
    assert read_day(text, order) == day


@pytest.mark.parametrize(
    "text",
    ["", "13/13/2026", "02/30/2026", "Total", "Foo 5, 2026", "5-J-2026", "5-Ju-2026", "11/05"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(UnreadableError):
        read_day(text, "mdy")
    assert not looks_like_day(text)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["11/12/2026", "11/13/2026"], "mdy"),
        (["11/12/2026", "13/11/2026"], "dmy"),
        (["11/12/2026", "12/11/2026"], None),
        (["11/11/2026", "12/12/2026"], ""),  # either way the same days
        (["2026-11-12", "Total", ""], ""),
        (["13/11/2026 9:30"], "dmy"),
    ],
)
def test_a_number_above_twelve_decides_the_order(cells, order):
    assert order_of(cells) == order


def test_dates_that_speak_against_each_other_are_refused():
    with pytest.raises(UnreadableError):
        order_of(["13/11/2026", "11/13/2026"])
