from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from practicecli.actions.confirm import confirm_session
from practicecli.actions.recording import adjust_payout, record_payout
from practicecli.actions.undo import undo_last
from practicecli.cache import feed, payouts, sessions
from practicecli.cache.connect import transaction
from practicecli.domain.confirming import Wanted
from practicecli.errors import NotFoundError, RefusedError

PAYDAY = date(2026, 12, 4)  # a Friday; what Alma confirms on 23 November is paid then
CODES = Wanted(cpt=("90837",), dx=("F41.1",), note_route="none")
TOLD = "01900000-0000-7000-8000-00000000abcd"


@pytest.fixture
def later(desk):
    """The same desk after the payday."""
    return replace(desk, now=datetime(2026, 12, 8, 14, 0, tzinfo=UTC))


@pytest.fixture
def alma(desk, added, held):
    """Two confirmed sessions of a manual platform, 135.00 each."""
    client = added("Ben Stone", platform="alma")
    ids = [held(days, who=client, minutes=55) for days in (2, 1)]
    for identity in ids:
        with transaction(desk.db):
            confirm_session(desk, identity, CODES)
    return ids


def record(desk, *args, **said):
    with transaction(desk.db):
        return record_payout(replace(desk, batch=desk.fresh_id()), *args, **said)


def adjust(desk, *args, **said):
    with transaction(desk.db):
        adjust_payout(replace(desk, batch=desk.fresh_id()), *args, **said)


def refusal(action, *args, **said):
    with pytest.raises(RefusedError) as refused:
        action(*args, **said)
    return [one.code for one in refused.value.problems]


def lines(desk, payout):
    return [(one.session, one.kind, one.cents) for one in payouts.lines_of(desk.db, payout)]


def test_a_payout_carries_what_was_forecast_for_its_day(later, alma):
    payout = record(later, "alma", PAYDAY)

    assert lines(later, payout) == [(one, "session", 13_500) for one in alma]
    (row,) = payouts.these(later.db, [payout])
    assert (row.date, row.bank_on, row.total_cents) == ("2026-12-04", "2026-12-04", 27_000)
    paid = payouts.carried(later.db, alma)
    assert [one.payout for one in paid.values()] == [payout] * 2
    verb, detail = later.db.execute(
        "SELECT verb, detail FROM audit ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    assert (verb, detail) == ("record", "27000 cents for 2026-12-04")


@pytest.mark.parametrize(("amount", "rest"), [(25_000, -2_000), (30_000, 3_000)])
def test_what_the_amount_differs_is_an_adjustment(later, alma, amount, rest):
    payout = record(later, "alma", PAYDAY, amount_cents=amount)

    assert lines(later, payout)[-1] == (None, "adjustment", rest)
    assert payouts.these(later.db, [payout])[0].total_cents == amount


def test_the_amount_that_was_expected_needs_no_adjustment(later, alma):
    payout = record(later, "alma", PAYDAY, amount_cents=27_000)

    assert [kind for _, kind, _ in lines(later, payout)] == ["session", "session"]


def test_sessions_that_are_named_are_the_only_ones(later, alma):
    payout = record(later, "alma", date(2026, 12, 5), sessions=[alma[1], alma[1]])

    assert lines(later, payout) == [(alma[1], "session", 13_500)]
    (row,) = payouts.these(later.db, [payout])
    assert (row.date, row.bank_on) == ("2026-12-05", "2026-12-07")  # a Saturday
    # The other one is still expected, and a second payout of the day can carry it.
    assert lines(later, record(later, "alma", PAYDAY)) == [(alma[0], "session", 13_500)]


def test_of_one_session_without_a_rate_the_amount_tells_it(later, alma):
    with transaction(later.db):
        sessions.change(later.db, alma[0], {"expected_cents": None})

    assert refusal(record, later, "alma", PAYDAY) == ["no-rate"]
    assert refusal(record, later, "alma", PAYDAY, amount_cents=13_500) == ["no-rate"]
    payout = record(later, "alma", PAYDAY, amount_cents=25_000)

    assert lines(later, payout) == [
        (alma[0], "session", 11_500),
        (alma[1], "session", 13_500),
    ]


def test_a_platform_that_tells_is_not_spoken_for_and_all_objections_come_at_once(later, alma, held):
    open_one = held(3)

    found = refusal(record, later, "headway", date(2027, 2, 1), sessions=[alma[0], open_one])

    assert found == ["told-by-platform", "not-come", "other-platform", "not-confirmed"]


def test_what_is_paid_is_not_paid_again(later, alma):
    record(later, "alma", PAYDAY)

    assert refusal(record, later, "alma", PAYDAY) == ["already-recorded"]
    assert refusal(record, later, "alma", PAYDAY, sessions=alma[:1]) == ["already-paid"]


def test_a_day_without_sessions_names_the_days_that_have_some(later, alma):
    with pytest.raises(RefusedError) as refused:
        record(later, "alma", date(2026, 12, 3), amount_cents=27_000)

    (problem,) = refused.value.problems
    assert (problem.code, problem.fix) == ("no-sessions", "practice payout record alma 2026-12-04")
    assert "2026-12-04" in problem.message


def test_where_nothing_is_expected_at_all_it_says_so(later):
    assert refusal(record, later, "alma", PAYDAY) == ["no-sessions"]
    with pytest.raises(NotFoundError):
        record(later, "rula", PAYDAY)


@pytest.mark.parametrize(
    ("today", "allowed"), [(date(2026, 11, 29), False), (date(2026, 11, 30), True)]
)
def test_a_payout_is_recorded_once_a_bank_could_have_it(desk, alma, today, allowed):
    early = replace(desk, now=datetime(today.year, today.month, today.day, 14, 0, tzinfo=UTC))

    if allowed:
        assert record(early, "alma", PAYDAY)
    else:
        assert refusal(record, early, "alma", PAYDAY) == ["not-come"]


def test_what_was_taken_back_is_a_line_and_makes_the_payout_less(later, alma):
    payout = record(later, "alma", PAYDAY)

    adjust(later, payout, "clawback", -13_500, session=alma[0])
    adjust(later, payout, "adjustment", 500)

    assert lines(later, payout)[2:] == [(alma[0], "clawback", -13_500), (None, "adjustment", 500)]
    assert payouts.these(later.db, [payout])[0].total_cents == 14_000
    assert payouts.carried(later.db, alma[:1])[alma[0]].payout == payout


def test_what_cannot_be_adjusted_says_why(later, alma, held):
    row = {
        "id": TOLD, "version": 1, "date": "2026-12-04", "bank_on": "2026-12-04",
        "status": "paid", "total_cents": 1, "guaranteed": True, "lines": [],
    }  # fmt: skip
    with transaction(later.db):
        feed.take(later.db, "headway", {"payout": [row]})

    assert refusal(adjust, later, TOLD, "adjustment", 0, session=alma[0]) == [
        "told-by-platform", "no-amount", "other-platform",
    ]  # fmt: skip


def test_undo_takes_an_adjustment_back_and_then_the_payout(later, alma, dump):
    before = dump("audit", "meta")
    payout = record(later, "alma", PAYDAY, amount_cents=25_000)
    recorded = dump("audit", "meta", "outbox")
    adjust(later, payout, "clawback", -1_000)

    with transaction(later.db):
        undo_last(later)
    assert dump("audit", "meta", "outbox") == recorded

    with transaction(later.db):
        undo_last(later)
    assert dump("audit", "meta") == before
