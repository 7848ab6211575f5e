"""Histories in which random ones found the engine at fault: kept for ever."""

from __future__ import annotations

import pytest
from tests.sync.histories import History, named

from practicecli.errors import ConflictError


@pytest.fixture
def one():
    return History()


def test_the_clock_of_a_session_is_no_reason_for_a_conflict(one):
    one.here.start(1)
    one.here.confirm(1)
    one.there.move(1, -6)
    one.sync(one.desktop)

    assert one.laptop.sync().conflicts == ()
    assert one.broken() == []


def test_codes_that_were_refused_are_no_reason_for_a_conflict(one):
    one.here.schedule(0, -1)
    one.here.schedule(0, -1)
    one.sync(one.laptop)
    one.sync(one.desktop)
    one.there.confirm(3)
    one.sync(one.desktop)
    one.here.confirm(4)
    assert [found["problems"][0]["code"] for found in one.laptop.sync().refused] == ["duplicate"]
    one.there.move(4, -26)
    one.sync(one.desktop)
    one.here.confirm(4, 1)

    report = one.laptop.sync()

    assert (report.refused, report.conflicts) == ((), ())
    assert one.broken() == []


def test_the_same_said_twice_before_a_clash_is_kept_once(one):
    one.laptop.line.meanwhile = lambda: one.here.edit(0, named("Meanwhile"))
    one.sync(one.laptop)
    for values in ({"phone": "555-0"}, {"phone": "555-0"}, named("Another")):
        one.there.edit(0, values)

    assert one.broken() == []


def test_a_refused_move_is_put_back_even_where_the_session_was_cancelled_since(one):
    one.here.sign(0)
    one.sync(one.laptop)
    one.there.move(0, 20)
    one.there.cancel(0)

    assert one.broken() == []


def test_what_was_taken_out_while_the_feed_is_read_anew_is_no_earlier_state(one):
    one.world.forget_cursors()
    one.here.add(0, "REMOVED")
    one.laptop.line.only, one.laptop.line.lose_requests = "/v1/feed", 99  # sent, and nothing heard
    one.sync(one.laptop)
    one.world.wait(hours=30)

    assert one.laptop.sync().error is None
    assert one.broken() == []


def test_two_that_were_taken_out_of_a_few_wait_for_a_person(one):
    one.here.add(0, "REMOVED")
    one.here.add(0, "REMOVED")
    one.laptop.line.only, one.laptop.line.lose_requests = "/v1/feed", 99  # sent, and nothing heard
    one.sync(one.laptop)
    one.world.wait(hours=30)

    refused = one.laptop.sync().error
    assert isinstance(refused, ConflictError)
    assert "would take out 2 of 6 clients and sessions" in str(refused)
    assert one.broken() == []


def test_a_correction_over_a_confirmation_that_both_made_is_of_the_platforms_claim(one):
    one.there.confirm(0, 1)
    one.there.modify(0, 0)
    one.here.confirm(0, 1)

    assert one.broken() == []


def test_what_is_kept_against_another_name_does_not_write_over_a_number_said_before_it(one):
    one.there.edit(0, {"phone": "555-0"})
    one.there.edit(0, named("Another"))
    one.here.edit(0, named("Meanwhile"))
    one.sync(one.laptop)
    one.sync(one.desktop)

    one.ledger.resolve(one.desktop, 0, "mine")

    assert one.broken() == []
