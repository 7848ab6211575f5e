from __future__ import annotations

from datetime import timedelta

import pytest

from practicecli.actions.remind import mark_delivered, reminders_for, threshold_of
from practicecli.cache.connect import transaction

AT = "2026-11-24T14:00:00Z"


def item(number, kind="confirm", *, overdue=False):
    return {
        "kind": kind,
        "session": f"id-{number}",
        "ref": f"s-000000{number}",
        "due_at": f"2026-11-2{number}T12:00:00-05:00",
        "overdue": overdue,
    }


def told(desk, items, threshold="24h", channel="stdout", *, delivered=True):
    found = reminders_for(desk.db, items, threshold=threshold, channel=channel)
    if delivered:
        with transaction(desk.db):
            mark_delivered(desk.db, found, at=AT)
    return [(one.kind, one.refs, one.overdue) for one in found]


def test_each_deadline_is_told_once_at_a_threshold(desk):
    items = [item(1), item(2, "sign"), item(3)]

    assert told(desk, items) == [
        ("confirm", ("s-0000001", "s-0000003"), 0),
        ("sign", ("s-0000002",), 0),
    ]
    assert told(desk, items) == []
    assert told(desk, [*items, item(4)]) == [("confirm", ("s-0000004",), 0)]


def test_another_threshold_or_channel_tells_it_again(desk):
    told(desk, [item(1)])

    assert told(desk, [item(1)], threshold="3d") == [("confirm", ("s-0000001",), 0)]
    assert told(desk, [item(1)], channel="mail") == [("confirm", ("s-0000001",), 0)]
    assert told(desk, [item(1)], channel="mail") == []


@pytest.mark.parametrize("threshold", ["24h", "3d"])
def test_what_has_passed_is_told_once_more_at_whatever_threshold(desk, threshold):
    told(desk, [item(1)])

    assert told(desk, [item(1, overdue=True)], threshold) == [("confirm", ("s-0000001",), 1)]
    assert told(desk, [item(1, overdue=True)], "24h") == []


def test_two_kinds_of_work_on_one_session_are_two_things(desk):
    told(desk, [item(1, "confirm")])

    assert told(desk, [item(1, "sign")]) == [("sign", ("s-0000001",), 0)]


def of_client(number):
    return item(number, "review") | {"session": None, "client": f"c-id-{number}"}


def test_reviews_of_two_clients_are_two_things_each_told_once(desk):
    assert told(desk, [of_client(1)]) == [("review", ("s-0000001",), 0)]
    assert told(desk, [of_client(1), of_client(2)]) == [("review", ("s-0000002",), 0)]
    assert told(desk, [of_client(1), of_client(2)]) == []


def test_a_crash_between_delivery_and_its_mark_repeats_it_once_and_loses_nothing(desk):
    first = told(desk, [item(1)], delivered=False)  # it fell over here

    assert told(desk, [item(1)]) == first
    assert told(desk, [item(1)]) == []


def test_marking_twice_is_harmless(desk):
    found = reminders_for(desk.db, [item(1)], threshold="24h", channel="stdout")
    with transaction(desk.db):
        mark_delivered(desk.db, found, at=AT)
        mark_delivered(desk.db, found, at="2027-01-01T00:00:00Z")

    assert desk.db.execute("SELECT count(*), max(at) FROM reminder").fetchone()[1] == AT


def test_it_is_said_in_counts_and_refs(desk):
    (one,) = reminders_for(
        desk.db, [item(1, overdue=True), item(2)], threshold="24h", channel="stdout"
    )

    assert one.text() == (
        "confirm: 2 due, 1 overdue, soonest 2026-11-21T12:00:00-05:00: s-0000001 s-0000002"
    )
    assert one.as_dict() == {
        "kind": "confirm",
        "count": 2,
        "overdue": 1,
        "soonest_due_at": "2026-11-21T12:00:00-05:00",
        "refs": ["s-0000001", "s-0000002"],
        "text": one.text(),
    }
    (other,) = reminders_for(desk.db, [item(2)], threshold="24h", channel="stdout")
    assert "overdue" not in other.text()


def test_a_threshold_is_the_same_however_it_was_typed():
    assert threshold_of(timedelta(hours=24)) == threshold_of(timedelta(days=1))
    assert threshold_of(timedelta(hours=24)) != threshold_of(timedelta(hours=2))
