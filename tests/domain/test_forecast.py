"""The money to come, from made-up sessions: which payout, how sure, and what adds up to what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.forecast import (
    Confirmed,
    Open,
    Session,
    Span,
    Standing,
    Told,
    forecast,
    left_out,
)
from practicecli.figures.load import policies

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 12, 15, 0, tzinfo=UTC)  # a Thursday, 10:00 in New York
SPAN = Span(NOW, ZONE, 12)
DAY = timedelta(days=1)


def is_open(number, days, platform="headway", cents=10_000, plan="commercial"):
    """A session of fifty minutes that ended so many days ago, or is to end in so many."""
    ends = NOW - days * DAY
    return Open(
        f"id{number}", f"s-{number:07}", platform, ends.astimezone(ZONE).date(), ends, cents, plan
    )


def confirmed(number, on, platform="headway", cents=10_000, plan="commercial"):
    return Confirmed(f"id{number}", f"s-{number:07}", platform, on, cents, plan)


def told(number, cents, kind="session", *, total, sure=True, plan="commercial", on=None):
    on = on or date(2026, 11, 30)
    return Told(
        "headway", on, on, total, sure, f"id{number}", f"s-{number:07}", kind, cents, plan, "p1"
    )


def coming(tell=(), sure=(), unsure=(), span=SPAN):
    return forecast(tell, sure, unsure, policies=policies(), span=span)


def test_what_is_held_counts_as_confirmed_now_and_what_is_booked_at_its_end():
    found = coming(unsure=[is_open(1, 2), is_open(2, -2), is_open(3, -10)])

    # Held on 10 November, and booked for the 14th: both make the 15th. Booked for the 22nd.
    assert [(str(one.date), [line.session for line in one.lines]) for one in found] == [
        ("2026-11-30", ["id1", "id2"]),
        ("2026-12-15", ["id3"]),
    ]
    assert [line.standing for line in found[0].lines] == [Standing.UNCONFIRMED, Standing.BOOKED]
    assert found[0].cents() == 20_000
    assert found[0].cents(guaranteed=True) == 0


def test_what_is_confirmed_is_told_apart_by_platform_and_by_who_pays():
    found = coming(
        sure=[
            confirmed(1, date(2026, 11, 30)),
            confirmed(2, date(2026, 11, 30), plan="self"),
            confirmed(3, date(2026, 12, 14), platform="direct"),
        ]
    )

    headway, direct = found
    assert (headway.cents(), headway.cents(guaranteed=True)) == (20_000, 10_000)
    assert (direct.cents(), direct.cents(guaranteed=True)) == (
        10_000,
        0,
    )  # payers guarantee nothing


def test_a_told_payout_and_what_is_still_to_join_it_are_one():
    (found,) = coming(
        tell=[told(1, 12_000, total=12_000)],
        sure=[confirmed(2, date(2026, 11, 30))],
        unsure=[is_open(3, 1)],
    )

    assert [(line.session, line.standing.value, line.guaranteed) for line in found.lines] == [
        ("id1", "told", True),
        ("id2", "confirmed", True),
        ("id3", "unconfirmed", False),
    ]
    assert found.cutoff_at == datetime(2026, 11, 16, 4, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "guaranteed"),
    [
        (told(1, 12_000, total=12_000), 12_000),
        (told(1, 12_000, total=12_000, plan="self"), 0),
        (told(1, 7_500, "fee", total=7_500), 0),  # only if it is collected
        (told(1, -12_000, "clawback", total=-12_000), -12_000),  # taken for certain
        (told(1, 12_000, total=12_000, sure=False), 0),
    ],
)
def test_of_what_a_platform_told_only_what_insurers_pay_is_guaranteed(line, guaranteed):
    (found,) = coming(tell=[line])

    assert found.cents(guaranteed=True) == guaranteed
    assert found.cents() == line.amount_cents


def test_what_the_lines_of_a_told_payout_do_not_come_to_is_a_line_of_its_own():
    (found,) = coming(tell=[told(1, 12_000, total=11_000), told(2, 5_000, total=11_000)])

    assert [(line.kind, line.amount_cents) for line in found.lines] == [
        ("session", 12_000), ("session", 5_000), ("adjustment", -6_000)
    ]  # fmt: skip
    assert found.cents() == 11_000
    assert found.sessions == 2


def test_an_amount_that_nobody_knows_is_listed_and_counts_nothing():
    (found,) = coming(unsure=[is_open(1, 1, cents=None), is_open(2, 1)])

    assert (found.sessions, found.unknown, found.cents()) == (2, 1, 10_000)


@pytest.mark.parametrize(
    ("platform", "cutoffs"),
    [
        # Grow's Thursday is today, at 19:00; Rula's invoice of the 20th is final on the 18th.
        ("grow", ["2026-11-12 19:00", "2026-11-19 19:00"]),
        ("rula", ["2026-11-18 23:59:59", "2026-12-02 23:59:59"]),
        ("alma", ["2026-11-13 23:59:59", "2026-11-27 23:59:59"]),
        ("direct", [None, None]),
    ],
)
def test_each_payout_says_until_when_confirming_still_puts_a_session_into_it(platform, cutoffs):
    spread = [is_open(number, -number * 7, platform) for number in range(6)]

    found = coming(unsure=spread)

    told = [one.cutoff_at and one.cutoff_at.astimezone(ZONE).replace(tzinfo=None) for one in found]
    expected = [at and datetime.fromisoformat(at) for at in cutoffs]
    assert told[:2] == expected


def test_only_what_reaches_the_bank_within_the_weeks_is_part_of_it():
    sessions = [is_open(1, 1), is_open(2, -20)]

    assert len(coming(unsure=sessions)) == 2
    assert [str(one.date) for one in coming(unsure=sessions, span=Span(NOW, ZONE, 3))] == [
        "2026-11-30"
    ]
    assert coming(unsure=sessions, span=Span(NOW, ZONE, 1)) == []


AMOUNTS = st.none() | st.integers(0, 40_000)
NAMES = st.sampled_from(sorted(policies()))
PLANS = st.sampled_from(("commercial", "medicaid", "self"))


@given(
    sure=st.lists(
        st.tuples(st.dates(date(2026, 11, 12), date(2027, 3, 1)), NAMES, AMOUNTS, PLANS),
        max_size=15,
    ),
    unsure=st.lists(st.tuples(st.integers(-120, 13), NAMES, AMOUNTS, PLANS), max_size=15),
    told_cents=st.lists(st.integers(-9_000, 40_000), max_size=5),
    total=st.integers(-9_000, 90_000),
    weeks=st.integers(1, 30),
)
@settings(max_examples=150)
def test_totals_are_the_sums_of_their_lines_and_no_session_is_in_two(
    sure, unsure, told_cents, total, weeks
):
    span = Span(NOW, ZONE, weeks)
    found = forecast(
        [told(100 + at, cents, total=total) for at, cents in enumerate(told_cents)],
        [confirmed(200 + at, *one) for at, one in enumerate(sure)],
        [is_open(300 + at, *one) for at, one in enumerate(unsure)],
        policies=policies(),
        span=span,
    )

    lines = [line for one in found for line in one.lines if line.session]
    assert len({line.session for line in lines}) == len(lines)
    assert [one.bank_on for one in found] == sorted(one.bank_on for one in found)
    for one in found:
        assert span.holds(one.bank_on)
        assert one.cents() == sum(line.amount_cents or 0 for line in one.lines)
        assert one.cents() == sum(one.cents(standing) for standing in Standing)
        assert one.cents(guaranteed=True) == one.cents(
            Standing.TOLD, Standing.CONFIRMED, guaranteed=True
        )
        if one.cutoff_at is not None:
            assert one.cutoff_at >= NOW
    if told_cents and span.holds(date(2026, 11, 30)):
        assert sum(one.cents(Standing.TOLD) for one in found) == total


def of(number=1, *, status="scheduled", days=1.0, platform="headway", **said):
    ends = NOW - days * DAY
    usual = {
        "confirm_by": ends + 30 * DAY, "expected_on": None, "amount_cents": 10_000,
        "plan": "commercial", "claim_status": None, "carried_on": None,
    }  # fmt: skip
    return Session(
        f"id{number}", f"s-{number:07}", "c-0000001", platform, ends - timedelta(minutes=50), ends,
        ends.astimezone(ZONE).date(), status, **{**usual, **said},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("session", "why"),
    [
        (of(status="no-show"), "no-show"),
        (of(status="late-cancelled"), "late-cancelled"),
        (of(status="cancelled"), "cancelled"),
        (of(platform="self"), "client-pays"),
        (of(days=40, confirm_by=NOW - timedelta(seconds=1)), "too-late"),
        (of(days=-120, confirm_by=NOW + 150 * DAY), "later"),
        (of(status="confirmed", claim_status="denied"), "claim-denied"),
        (of(status="confirmed", claim_status="voided"), "claim-voided"),
        (of(status="confirmed"), "no-date"),
        (of(status="confirmed", expected_on=date(2026, 10, 31)), "missing"),
        (of(status="confirmed", expected_on=date(2027, 3, 15)), "later"),
        (of(status="confirmed", carried_on=date(2027, 3, 15)), "later"),
    ],
)
def test_what_no_payout_carries_has_a_reason(session, why):
    (found,) = left_out([session], [], policies=policies(), span=SPAN)

    assert (found.of.session, found.why) == (session.session, why)
    assert found.what


def test_what_is_in_a_payout_of_the_forecast_or_was_in_one_before_is_not_left_out():
    there = coming(unsure=[is_open(1, 1)])
    paid = of(2, status="confirmed", carried_on=date(2026, 10, 31))

    assert list(left_out([of(1), paid], there, policies=policies(), span=SPAN)) == []
