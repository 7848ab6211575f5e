"""The client's record and their coverages follow one another, whichever was changed last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.actions.test_coverages import COPAY, NEW_YEAR, TODAY, add, there, undo

from practicecli.actions.clients import edit_client
from practicecli.actions.following import follow_coverages
from practicecli.cache import coverages, feed, outbox, people, withdrawing
from practicecli.cache.connect import transaction
from practicecli.cache.facts import COVERED, coverage_begins, fact
from practicecli.domain.problems import blocking
from practicecli.errors import RefusedError


def follow(desk, days=0):
    with transaction(desk.db):
        return follow_coverages(
            replace(desk, now=desk.now + timedelta(days=days), batch=desk.fresh_id())
        )


def edit(desk, client, **values):
    with transaction(desk.db):
        edit_client(replace(desk, batch=desk.fresh_id()), client.id, values)


def told(desk, client, **said):
    """Take over a client's record as the platform tells it, a version on."""
    row = {
        "id": client.id, "name": client.name, "born": None, "email": "", "phone": "",
        "address": client.address, "state": client.state, "status": "active",
        "payer": client.payer, "plan": client.plan, "member_id": client.member_id,
        "payment_method": 1, "forms": 1, "insurance": 1, "credentialing": 1,
        "covered_until": None, "version": 7, **said,
    }  # fmt: skip
    with transaction(desk.db):
        outbox.remove(desk.db, [one.id for one in outbox.waiting(desk.db, client.platform)])
        feed.take(desk.db, client.platform, {"client": [row]})


def key(desk, client):
    one = people.client(desk.db, client.id)
    return one.payer, one.member_id, one.covered_from, one.covered_until


def test_a_coverage_to_come_is_on_the_record_from_its_day_on(desk, added):
    ana = added()
    add(desk, ana, NEW_YEAR, COPAY)
    before = NEW_YEAR - TODAY

    assert [coverage_begins(desk.db, day) for day in ("2026-12-31", "2027-01-01")] == [False, True]
    assert follow(desk, before.days - 1) == 0
    assert key(desk, ana)[0] == "aetna"
    assert follow(desk, before.days) == 1
    assert key(desk, ana) == ("cigna", "Z9", NEW_YEAR, None)
    assert [one.verb for one in outbox.waiting(desk.db, "headway")] == ["put", "put"]
    assert not coverage_begins(desk.db, "2030-01-01")
    assert follow(desk, before.days) == 0


def test_what_a_day_brought_about_is_not_taken_back(desk, added):
    ana = added()
    add(desk, ana, NEW_YEAR)
    follow(desk, 40)

    with pytest.raises(RefusedError) as refused:
        undo(desk)

    assert blocking(refused.value.problems)


def test_a_clock_that_goes_back_takes_the_record_back(desk, added):
    ana = added()
    add(desk, ana, NEW_YEAR)
    follow(desk, 40)

    assert coverage_begins(desk.db, "2026-12-31")
    follow(desk, 10)

    assert key(desk, ana)[0] == "aetna"
    assert there(desk, ana) == [(None, "aetna", "client"), (NEW_YEAR, "cigna", "said")]


def test_another_payer_that_the_platform_tells_begins_a_coverage_of_its_own(desk, added):
    ana = added()
    add(desk, ana, date(2026, 1, 1), COPAY, payer="aetna", member="W1")
    waiting = len(outbox.last_batch(desk.db))

    told(desk, people.client(desk.db, ana.id), payer="cigna", member_id="Z9")
    assert follow(desk, 3) == 1

    begun = TODAY + timedelta(days=3)
    assert there(desk, ana)[-2:] == [
        (date(2026, 1, 1), "aetna", "said"),
        (begun, "cigna", "client"),
    ]
    assert coverages.of_client(desk.db, ana.id)[-1].benefits is None
    assert key(desk, ana) == ("cigna", "Z9", begun, None)
    assert outbox.waiting(desk.db, "headway") == []  # the platform need not hear its own word
    assert waiting
    assert follow(desk, 3) == 0


def test_the_platforms_word_of_the_day_a_coverage_was_said_loses_nothing(desk, added):
    ana = added()
    add(desk, ana, TODAY, COPAY, payer="aetna", member="W1")

    told(desk, people.client(desk.db, ana.id), member_id="W2")
    follow(desk)
    told(desk, people.client(desk.db, ana.id), member_id="W3", version=8)
    follow(desk)

    assert [(one.member_id, one.source) for one in coverages.of_client(desk.db, ana.id)] == [
        ("EX-100", "client"),
        ("W1", "said"),
        ("W3", "client"),  # its own word of the same day is corrected
    ]
    assert key(desk, ana) == ("aetna", "W3", TODAY, None)


def test_a_last_day_that_the_platform_tells_ends_the_coverage(desk, added):
    ana = added()
    add(desk, ana, date(2026, 1, 1), payer="aetna", member="W1")
    who = people.client(desk.db, ana.id)

    told(desk, who, covered_until="2026-12-31")
    follow(desk)
    told(desk, who, version=8)  # of an end nothing is said: that takes none away
    follow(desk)

    assert coverages.of_client(desk.db, ana.id)[-1].ends == date(2026, 12, 31)
    assert key(desk, ana)[3] == date(2026, 12, 31)


def test_the_last_day_of_the_coverage_before_does_not_end_the_next(desk, added):
    ana = added()
    add(desk, ana, TODAY, COPAY, payer="aetna", member="EX-100")

    told(desk, people.client(desk.db, ana.id), covered_until="2026-11-23")
    follow(desk)

    assert coverages.of_client(desk.db, ana.id)[-1].ends is None
    assert key(desk, ana)[3] is None


def test_another_member_id_said_by_hand_begins_a_coverage_and_undo_takes_both_back(
    desk, added, dump
):
    ana = added()
    add(desk, ana, date(2026, 1, 1), COPAY)
    before = dump("audit", "meta", "outbox")

    edit(desk, ana, member_id="Z10")
    assert there(desk, ana)[-1] == (TODAY, "cigna", "client")
    undo(desk)

    assert dump("audit", "meta", "outbox") == before


def test_a_last_day_said_by_hand_is_that_of_the_coverage(desk, added):
    ana = added()
    add(desk, ana, date(2026, 1, 1))

    edit(desk, ana, covered_until=NEW_YEAR)
    assert coverages.of_client(desk.db, ana.id)[-1].ends == NEW_YEAR
    edit(desk, ana, covered_until=None)

    assert coverages.of_client(desk.db, ana.id)[-1].ends is None


def test_a_first_day_is_said_of_a_coverage_alone(desk, added):
    ana = added()
    add(desk, ana, date(2026, 1, 1))

    with pytest.raises(RefusedError) as refused:
        edit(desk, ana, covered_from=TODAY)

    assert [one.code for one in refused.value.problems] == ["coverage-days"]


def test_a_word_that_came_unseen_is_not_written_over(desk, added):
    ana = added()
    add(desk, ana, date(2026, 1, 1), payer="aetna", member="W1")
    told(desk, people.client(desk.db, ana.id), member_id="W2")  # and the sync was cut off here

    add(desk, ana, NEW_YEAR, COPAY)

    assert there(desk, ana)[-2:] == [(TODAY, "aetna", "client"), (NEW_YEAR, "cigna", "said")]
    assert key(desk, ana)[1] == "W2"


def test_where_nobody_has_coverages_there_is_nothing_to_follow(desk, added):
    ana = added()

    assert follow(desk, 100) == 0
    edit(desk, ana, payer="cigna")

    assert fact(desk.db, COVERED) is None
    assert coverages.of_client(desk.db, ana.id) == []


def test_a_client_whose_coverage_was_said_stays_when_the_platform_takes_them_out(desk, added):
    ana = added()
    add(desk, ana, NEW_YEAR, COPAY)
    told(desk, ana)

    with transaction(desk.db):
        withdrawing.withdraw(desk.db, {"client": [ana.id]}, now=desk.at)

    assert people.client(desk.db, ana.id).status == "archived"
    assert len(there(desk, ana)) == 2
