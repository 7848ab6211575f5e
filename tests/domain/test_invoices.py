from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.charges import Charge, ChargeStatus
from practicecli.domain.invoices import (
    Invoice,
    due_on,
    objections_to_paying,
    objections_to_voiding,
    shares,
    standing,
    sums,
)
from practicecli.domain.when import NotATimeError

DUE = date(2026, 12, 8)
S = ChargeStatus


def an_invoice(**said):
    usual = {"id": "i", "ref": "i-0000001", "number": 7, "client": "c", "due_on": DUE}
    return Invoice(**{**usual, "issued_on": date(2026, 11, 24), **said})


def a_line(cents=10000, paid=0, status=S.OWED, **said):
    return Charge(
        id="g", ref="g-0000001", client="c", session=None, platform="self", kind="session",
        amount_cents=cents, paid_cents=paid, status=status,
        at=datetime(2026, 11, 24, tzinfo=UTC), **said,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "on", "expected"),
    [
        ([a_line()], DUE, "open"),
        ([a_line()], date(2026, 12, 9), "overdue"),
        ([a_line(paid=1, status=S.PART_PAID)], DUE, "part-paid"),
        ([a_line(paid=1, status=S.PART_PAID)], date(2026, 12, 9), "overdue"),
        ([a_line(paid=10000, status=S.PAID)], date(2026, 12, 9), "paid"),
        ([a_line(paid=10000, status=S.PAID), a_line(status=S.DISPUTED)], DUE, "disputed"),
        ([a_line(status=S.WRITTEN_OFF)], DUE, "written-off"),
    ],
)
def test_an_invoice_stands_where_its_charges_do(lines, on, expected):
    assert standing(an_invoice(), sums(lines), on) == expected


def test_a_void_invoice_is_void_whatever_stood_on_it():
    assert standing(an_invoice(void=True), sums([a_line()]), date(2027, 1, 1)) == "void"


@pytest.mark.parametrize(
    ("lines", "void", "cents", "expected"),
    [
        ([a_line(), a_line(5000)], False, 15000, []),
        ([a_line(), a_line(5000)], False, 15001, ["over-the-rest"]),
        ([a_line()], False, 0, ["over-the-rest"]),
        ([a_line(paid=10000, status=S.PAID)], False, 1, ["nothing-open"]),
        ([], True, 1, ["invoice-void"]),
    ],
)
def test_no_more_is_paid_on_an_invoice_than_is_open(lines, void, cents, expected):
    found = objections_to_paying(an_invoice(void=void), sums(lines), cents)

    assert [one.code for one in found] == expected


@pytest.mark.parametrize(
    ("lines", "void", "expected"),
    [
        ([a_line()], False, []),
        ([a_line(paid=1, status=S.PART_PAID)], False, ["invoice-paid"]),
        ([], True, ["invoice-void"]),
    ],
)
def test_only_an_invoice_on_which_nothing_is_paid_is_taken_back(lines, void, expected):
    found = objections_to_voiding(an_invoice(void=void), sums(lines))

    assert [one.code for one in found] == expected


@given(st.lists(st.integers(1, 20000), min_size=1, max_size=8), st.integers(1, 100000))
def test_a_payment_is_laid_out_in_full_and_the_oldest_is_paid_first(amounts, cents):
    lines = [a_line(each) for each in amounts]
    cents = min(cents, sum(amounts))

    found = [part for _, part in shares(lines, cents)]

    assert sum(found) == cents
    assert found[:-1] == amounts[: len(found) - 1]
    assert 0 < found[-1] <= amounts[len(found) - 1]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("30d", date(2026, 12, 24)), ("2w", DUE), ("2026-12-01", date(2026, 12, 1))],
)
def test_a_due_date_is_a_span_or_a_day(typed, expected):
    assert due_on(typed, date(2026, 11, 24)) == expected


def test_anything_else_is_no_due_date():
    with pytest.raises(NotATimeError):
        due_on("soon", date(2026, 11, 24))
