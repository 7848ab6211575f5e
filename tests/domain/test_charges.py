from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.charges import (
    Charge,
    ChargeStatus,
    Step,
    after,
    charged_on,
    chase,
    objections,
)
from practicecli.figures import load

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
S = ChargeStatus
ALMA = load.policy("alma").clock("client-unpaid")


def a_charge(cents=10000, **said):
    usual = {
        "id": "01900000-0000-7000-8000-000000000009",
        "ref": "g-0000009",
        "client": "c",
        "session": None,
        "platform": "self",
        "kind": "session",
        "amount_cents": cents,
        "at": NOON,
    }
    return Charge(**{**usual, **said})


def walked(*steps, charge=None):
    """Take steps, each with nothing against it, and give the charge at the end."""
    one = charge or a_charge()
    for said in steps:
        step, cents = said if isinstance(said, tuple) else (said, None)
        assert list(objections(step, one, cents, by_platform=False)) == []
        one, _ = after(step, one, cents)
    return one


@pytest.mark.parametrize(
    ("steps", "status", "rest"),
    [
        ([], "owed", 10000),
        ([(Step.PAY, 4000)], "part-paid", 6000),
        ([(Step.PAY, 4000), (Step.PAY, 6000)], "paid", 0),
        ([Step.PAY], "paid", 0),
        ([Step.FAIL], "failed", 10000),
        ([Step.FAIL, Step.FAIL], "failed", 10000),
        ([Step.FAIL, Step.RETRY], "retried", 10000),
        ([Step.FAIL, Step.RETRY, Step.PAY], "paid", 0),
        ([(Step.PAY, 4000), Step.FAIL], "failed", 6000),
        ([Step.PAY, (Step.REFUND, 2500)], "part-refunded", 0),
        ([Step.PAY, (Step.REFUND, 2500), Step.REFUND], "refunded", 0),
        ([Step.PAY, Step.REFUND], "refunded", 0),
        ([(Step.PAY, 4000), (Step.REFUND, 1000)], "part-paid", 6000),
        ([(Step.PAY, 4000), Step.REFUND], "owed", 6000),
        ([(Step.PAY, 4000), Step.FAIL, Step.REFUND], "failed", 6000),
        ([Step.DISPUTE], "disputed", 10000),
        ([Step.PAY, Step.DISPUTE, Step.SETTLE], "paid", 0),
        ([(Step.PAY, 4000), Step.DISPUTE, Step.SETTLE], "part-paid", 6000),
        ([Step.FAIL, Step.DISPUTE, Step.SETTLE], "owed", 10000),
        ([Step.PAY, Step.DISPUTE, Step.REFUND], "disputed", 0),
        ([Step.PAY, Step.DISPUTE, Step.REFUND, Step.SETTLE], "refunded", 0),
        ([Step.WRITE_OFF], "written-off", 10000),
        ([Step.DISPUTE, Step.WRITE_OFF], "written-off", 10000),
        ([Step.WRITE_OFF, (Step.PAY, 4000)], "written-off", 6000),
        ([Step.WRITE_OFF, Step.PAY], "paid", 0),
    ],
)
def test_a_charge_stands_where_its_steps_have_led(steps, status, rest):
    found = walked(*steps)

    assert (found.status.value, found.rest_cents) == (status, rest)


@pytest.mark.parametrize(
    ("steps", "step", "cents", "code"),
    [
        ([], Step.PAY, 10001, "over-the-rest"),
        ([], Step.PAY, 0, "over-the-rest"),
        ([(Step.PAY, 4000)], Step.PAY, 6001, "over-the-rest"),
        ([Step.PAY], Step.PAY, None, "charge-status"),
        ([Step.DISPUTE], Step.PAY, None, "charge-status"),
        ([Step.PAY], Step.FAIL, None, "charge-status"),
        ([], Step.RETRY, None, "charge-status"),
        ([], Step.REFUND, None, "not-paid"),
        ([Step.PAY, Step.REFUND], Step.REFUND, None, "not-paid"),
        ([(Step.PAY, 4000)], Step.REFUND, 4001, "over-the-rest"),
        ([Step.PAY, (Step.REFUND, 2500)], Step.REFUND, 7501, "over-the-rest"),
        ([Step.WRITE_OFF], Step.DISPUTE, None, "charge-status"),
        ([], Step.SETTLE, None, "charge-status"),
        ([Step.PAY], Step.WRITE_OFF, None, "charge-status"),
        ([Step.WRITE_OFF], Step.WRITE_OFF, None, "charge-status"),
        ([], Step.SEEN, None, "nothing-to-see"),
    ],
)
def test_these_steps_may_not_be_taken(steps, step, cents, code):
    found = list(objections(step, walked(*steps), cents, by_platform=False))

    assert [one.code for one in found] == [code]


def test_a_refusal_says_what_is_left():
    (found,) = objections(Step.PAY, walked((Step.PAY, 4000)), 7000, by_platform=False)

    assert found.message == "Only 60.00 of charge g-0000009 is still to be paid"
    assert found.fix == "practice charge pay g-0000009 60.00"


@pytest.mark.parametrize("step", [one for one in Step if one is not Step.SEEN])
@pytest.mark.parametrize(("told", "by_platform"), [(True, False), (False, True)])
def test_what_a_platform_charges_is_its_own(step, told, by_platform):
    found = list(objections(step, a_charge(told=told), by_platform=by_platform))

    assert [one.code for one in found] == ["platform-charge"]


def test_a_reminder_of_a_platforms_charge_is_ours():
    told = a_charge(told=True, chase_by=NOON)

    assert list(objections(Step.SEEN, told, by_platform=True)) == []
    assert after(Step.SEEN, told) == (told, None)


@pytest.mark.parametrize(
    ("refunded_on", "expected"),
    [
        (date(2026, 11, 16), date(2026, 11, 23)),  # Monday to Monday
        (date(2026, 11, 20), date(2026, 11, 30)),  # over a weekend and Thanksgiving, the 26th
        (date(2026, 11, 21), date(2026, 11, 30)),  # a Saturday: Monday is the first
        (date(2026, 12, 23), date(2026, 12, 31)),  # over Christmas
    ],
)
def test_a_refund_is_chased_five_business_days_later(refunded_on, expected):
    found = chase(a_charge(), unpaid=None, refund_days=5, refunded_on=refunded_on, zone=NEW_YORK)

    assert found == datetime(
        expected.year, expected.month, expected.day, 23, 59, 59, tzinfo=NEW_YORK
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, datetime(2027, 1, 23, 23, 59, 59, tzinfo=NEW_YORK)),  # 24 November and 60 days
        ({"paid_cents": 4000, "status": S.PART_PAID}, datetime(2027, 1, 24, 4, 59, 59, tzinfo=UTC)),
        ({"status": S.FAILED}, datetime(2027, 1, 24, 4, 59, 59, tzinfo=UTC)),
        ({"paid_cents": 10000, "status": S.PAID}, None),
        ({"status": S.WRITTEN_OFF}, None),
        ({"status": S.DISPUTED}, None),
        ({"kind": "fee"}, None),
        ({"kind": "late-cancelled"}, None),
        ({"invoice": "i"}, None),
    ],
)
def test_what_alma_takes_out_of_a_payout_is_chased_for_sixty_days(said, expected):
    one = a_charge(platform="alma", **said)

    assert chase(one, unpaid=ALMA, refund_days=5, refunded_on=None, zone=NEW_YORK) == expected


def test_nothing_is_chased_where_no_clock_is_known():
    on = date(2026, 11, 16)

    assert chase(a_charge(), unpaid=None, refund_days=0, refunded_on=on, zone=NEW_YORK) is None


@pytest.mark.parametrize(
    ("platform", "expected"),
    [("headway", date(2026, 11, 25)), ("alma", date(2026, 11, 25)), ("direct", None)],
)
def test_a_client_is_charged_the_day_after_confirming(platform, expected):
    clock = load.policy(platform).clock("charge")

    assert charged_on(clock, NOON, NEW_YORK) == expected


steps = st.tuples(st.sampled_from(list(Step)), st.none() | st.integers(1, 12000))


@given(st.lists(steps, max_size=12))
def test_no_steps_lose_or_invent_a_cent(taken):
    one, paid, refunded = a_charge(), 0, 0
    for step, cents in taken:
        if list(objections(step, one, cents, by_platform=False)):
            continue
        one, moved = after(step, one, cents)
        paid += moved or 0 if step is Step.PAY else 0
        refunded += moved or 0 if step is Step.REFUND else 0

    assert (one.paid_cents, one.refunded_cents) == (paid, refunded)
    assert 0 <= one.refunded_cents <= one.paid_cents <= one.amount_cents
    assert one.rest_cents + one.paid_cents == one.amount_cents
    assert 0 <= one.open_cents <= one.rest_cents


def test_a_charge_over_what_was_ever_asked_is_never_open():
    assert replace(a_charge(-2500), kind="refund").open_cents == 0
