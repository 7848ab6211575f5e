from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.ageing import balances, owed_since
from practicecli.domain.charges import Charge, ChargeStatus

ZONE = ZoneInfo("America/New_York")
TODAY = date(2026, 11, 24)


def a_charge(days=0, cents=10000, client="c1", **said):
    usual = {
        "id": f"{client}-{days}",
        "ref": "g-0000001",
        "session": None,
        "platform": "self",
        "kind": "session",
        "at": datetime.combine(TODAY - timedelta(days=days), time(12), ZONE),
    }
    return Charge(client=client, amount_cents=cents, **{**usual, **said})


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-10, "0-30"),
        (0, "0-30"),
        (30, "0-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "over-90"),
        (4000, "over-90"),
    ],
)
def test_a_sum_is_in_the_bucket_of_its_days(days, expected):
    (found,) = balances([a_charge(days, 70_00)], today=TODAY, zone=ZONE)

    assert [name for name, cents in found.buckets.items() if cents] == [expected]
    assert found.buckets[expected] == 70_00


def test_age_counts_from_the_due_date_where_there_is_one():
    late_evening = datetime(2026, 11, 24, 3, 0, tzinfo=ZoneInfo("UTC"))  # 22:00 the day before

    assert owed_since(a_charge(at=late_evening), ZONE) == date(2026, 11, 23)
    assert owed_since(a_charge(at=late_evening, due_on=TODAY), ZONE) == TODAY


def test_a_worked_balance():
    # 100.00 today, 100.00 of 40 days ago of which 30.00 came, 50.00 failed 61 days ago,
    # 20.00 disputed, 70.00 paid, 80.00 written off.
    found = balances(
        [
            a_charge(0),
            a_charge(40, paid_cents=3000, status=ChargeStatus.PART_PAID),
            a_charge(61, 5000, status=ChargeStatus.FAILED),
            a_charge(5, 2000, status=ChargeStatus.DISPUTED),
            a_charge(5, 7000, paid_cents=7000, status=ChargeStatus.PAID),
            a_charge(100, 8000, status=ChargeStatus.WRITTEN_OFF),
        ],
        today=TODAY,
        zone=ZONE,
    )

    (one,) = found
    assert one.buckets == {"0-30": 10000, "31-60": 7000, "61-90": 5000, "over-90": 0}
    assert (one.owed, one.paid, one.open) == (25000, 3000, 22000)
    assert (one.failed, one.disputed) == (5000, 2000)
    assert one.oldest == TODAY - timedelta(days=61)


def test_who_owes_nothing_is_not_listed():
    paid = a_charge(5, 7000, paid_cents=7000, status=ChargeStatus.PAID)

    assert balances([paid], today=TODAY, zone=ZONE) == []


charges = st.builds(
    lambda days, cents, paid, status, client: a_charge(
        days, cents, client, paid_cents=min(paid, cents), status=status
    ),
    st.integers(-40, 400),
    st.integers(1, 50000),
    st.integers(0, 50000),
    st.sampled_from(list(ChargeStatus)),
    st.sampled_from(["c1", "c2", "c3"]),
)


@given(st.lists(charges, max_size=20))
def test_buckets_sum_to_what_is_open_and_nothing_is_counted_twice(given):
    found = balances(given, today=TODAY, zone=ZONE)

    for one in found:
        assert sum(one.buckets.values()) == one.open == one.owed - one.paid
        assert 0 <= one.failed <= one.open
    assert sum(one.open for one in found) == sum(each.open_cents for each in given)
    assert sum(one.disputed for one in found) == sum(each.disputed_cents for each in given)
