"""Which cut-off parts what is held from an earlier payday, and how it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from practicecli.actions.confirm import confirm_session
from practicecli.actions.cutoffs import write_cutoffs
from practicecli.actions.provider import add_platform, edit_provider
from practicecli.actions.remind import mark_delivered, reminders_for
from practicecli.actions.schedule import mark_no_show
from practicecli.actions.undo import undo_last
from practicecli.cache import cutoffs, platforms, sessions
from practicecli.cache.connect import transaction
from practicecli.cache.platforms import Platform
from practicecli.cache.sessions import utc_text
from practicecli.cli.screens import due_facts, today_facts, today_text
from practicecli.domain.confirming import Wanted

FOREVER = "9999-12-31T23:59:59Z"
DAY = timedelta(days=1)


@pytest.fixture
def counting(desk):
    """The desk with its cut-offs written; 24 November is a Tuesday, Headway's next is the 30th."""
    with transaction(desk.db):
        write_cutoffs(desk)
    return desk


def with_platform(desk, name):
    with transaction(desk.db):
        add_platform(desk, Platform(name, name, "manual"))
    return replace(desk, platforms=platforms.everything(desk.db))


def at_risk(desk, until=FOREVER):
    return [(row[0], row[6], row[7]) for row in cutoffs.at_risk(desk.db, desk.at, until=until)]


def lines(desk, within=None):
    found = due_facts(desk.db, desk.now, desk.book.zone, within)
    return [one for one in found if one["kind"] == "other"]


def test_what_is_held_and_not_confirmed_is_added_up_before_the_next_cut_off(counting, held):
    first, second = held(2), held(1)

    assert at_risk(counting) == [("headway", 2, 21_000)]
    (line,) = lines(counting)
    assert line["what"] == (
        "Confirm 2 sessions by Mon 30 Nov 23:59 and 210.00 arrives 15 Dec instead of 31 Dec"
    )
    assert line["session"] == first
    assert line["command"] == "practice session list --unconfirmed"
    assert line["due_at"] == "2026-11-30T23:59:59-05:00"
    assert line["cutoff"] == {
        "sessions": 2, "amount_cents": 21_000, "without_amount": 0, "pays_on": "2026-12-15",
        "bank_on": "2026-12-15", "later_on": "2026-12-31", "later_bank_on": "2026-12-31",
    }  # fmt: skip
    with transaction(counting.db):
        confirm_session(counting, first, Wanted(("90834",), ("F41.1",), note_route="upload"))
    assert at_risk(counting) == [("headway", 1, 10_500)]
    with transaction(counting.db):
        mark_no_show(counting, sessions_without_stop(counting, second))
    assert at_risk(counting) == []


def sessions_without_stop(desk, identity):
    sessions.change(desk.db, identity, {"actual_start": None, "actual_stop": None})
    return identity


def test_one_session_without_a_known_amount_is_said_so(counting, held):
    identity = held(1)
    sessions.change(counting.db, identity, {"expected_cents": None})
    assert lines(counting)[0]["what"] == (
        "Confirm 1 session by Mon 30 Nov 23:59 and its money arrives 15 Dec instead of 31 Dec"
    )

    sessions.change(counting.db, held(2), {"expected_cents": None})
    assert "2 sessions by Mon 30 Nov 23:59 and their money" in lines(counting)[0]["what"]

    held(3)
    assert "3 sessions by Mon 30 Nov 23:59 and 105.00 or more" in lines(counting)[0]["what"]
    assert lines(counting)[0]["cutoff"]["without_amount"] == 2


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"status": "scheduled"}, True),
        ({"confirm_by": "2026-11-24T14:00:00Z"}, True),  # its last second
        ({"confirm_by": "2026-11-24T13:59:59Z"}, False),  # it can no longer be confirmed
        ({"ends_at": "2026-11-24T14:00:01Z"}, False),  # it is not over
        ({"status": "cancelled"}, False),
    ],
)
def test_only_what_can_be_confirmed_now_counts(counting, held, change, counts):
    sessions.change(counting.db, held(1), change)

    assert bool(at_risk(counting)) is counts


def test_what_a_client_pays_does_not_hang_on_a_cut_off(counting, held, added):
    held(1, who=added("Cash Example", payer="aetna", plan="self"))
    held(1, who=added("Own Example", platform="self", payer="", plan="self"))

    assert at_risk(counting) == []


def test_at_rula_only_what_was_held_in_weeks_that_are_over_waits_for_the_invoice(desk, held, added):
    desk = with_platform(desk, "rula")
    client = added("Ben Stone", platform="rula")
    # The two weeks up to Friday, 27 November, are paid on 4 December, the next ones on the 18th.
    held(-4, who=client)  # the 28th
    desk = replace(desk, now=desk.now + 6 * DAY)
    assert at_risk(desk) == []

    held(-3, who=client)  # the 27th
    assert at_risk(desk) == [("rula", 1, 10_500)]
    assert lines(desk)[0]["what"] == (
        "Confirm 1 session by Wed 02 Dec 23:59 and 105.00 arrives 04 Dec instead of 18 Dec"
    )


def test_a_platform_that_is_added_has_its_cut_offs_at_once_and_in_the_practices_zone(desk):
    desk = with_platform(desk, "grow")
    (first,) = desk.db.execute("SELECT min(at) FROM cutoff WHERE platform = 'grow'").fetchone()
    assert first == "2026-11-27T00:00:00Z"  # Thursday, 26 November, 19:00 Eastern

    def headways():
        found = "SELECT min(at) FROM cutoff WHERE platform = 'headway'"
        return desk.db.execute(found).fetchone()[0]

    assert headways() == "2026-12-01T04:59:59Z"
    with transaction(desk.db):
        edit_provider(replace(desk, batch="another"), {"zone": "America/Los_Angeles"})
    assert headways() == "2026-12-01T07:59:59Z"
    undo_last(desk)
    assert not cutoffs.cover(desk.db, desk.at, desk.at)  # worked out anew when next asked for


def test_each_platform_has_the_next_cut_off_alone_and_after_it_the_one_after(counting, held):
    held(1)
    last_second = datetime.fromisoformat("2026-11-30T23:59:59-05:00")

    for now, by in (
        (last_second, "2026-11-30"),
        (last_second + timedelta(seconds=1), "2026-12-15"),
    ):
        (line,) = lines(replace(counting, now=now))
        assert line["due_at"].startswith(by)


@pytest.mark.parametrize(("before", "shown"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_today_tells_a_cut_off_three_days_ahead_and_due_always(counting, held, before, shown):
    held(1)
    now = datetime.fromisoformat("2026-11-27T23:59:59-05:00") - before
    zone = counting.book.zone
    facts = today_facts(counting.db, now, zone, now.date(), named=True)

    assert any(one["kind"] == "other" for one in facts["due"]) is shown
    text = today_text(facts, now, zone, width=80, colour=False)
    assert ("Cut-off      headway  Confirm 1 session by Mon 30 Nov 23:59" in text) is shown
    assert lines(replace(counting, now=now))


def test_a_cut_off_is_told_once_at_a_threshold_however_many_sessions_there_are(counting, held):
    def told():
        items = lines(counting)
        found = reminders_for(counting.db, items, threshold="7d", channel="stdout")
        with transaction(counting.db):
            mark_delivered(counting.db, found, at=counting.at)
        return [one.refs for one in found]

    held(1)
    assert len(told()) == 1
    held(2)  # an older one, and another sum
    assert told() == []


def test_cut_offs_that_are_not_all_written_are_told_apart(counting):
    db, now = counting.db, counting.now

    assert cutoffs.cover(db, utc_text(now), utc_text(now + 60 * DAY))
    assert not cutoffs.cover(db, utc_text(now), utc_text(now + 91 * DAY))
    assert not cutoffs.cover(db, utc_text(now - DAY), utc_text(now))
    db.execute("DELETE FROM meta WHERE key = 'cutoffs'")
    assert not cutoffs.cover(db, utc_text(now), utc_text(now))


def test_the_sum_is_found_by_the_index_of_what_is_to_be_confirmed(desk):
    plan = desk.db.execute(
        f"EXPLAIN QUERY PLAN {cutoffs._AT_RISK}", {"now": desk.at, "until": FOREVER}
    ).fetchall()

    shown = " ".join(str(row[3]) for row in plan)
    assert "session_to_confirm" in shown
    assert "SCAN s" not in shown.replace("SCAN s USING INDEX", "")
