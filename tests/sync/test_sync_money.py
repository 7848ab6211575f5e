"""Money that is told of once, and forecasts that follow what the platform took."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from practicecli.cache import audit, sessions
from practicecli.cache.connect import transaction

EVENING_OF_THE_15TH = datetime(2026, 11, 16, 3, tzinfo=UTC)  # 22:00 in New York


def misses(practice, session, *, seen, fee):
    before = practice.row("session", session)
    undo = [["session", session, {"status": before["status"]}], ["charge", "fee-1", None]]
    with transaction(practice.db):
        one = sessions.get(practice.db, session)
        sessions.add_fee(practice.db, "fee-1", one, fee, "2026-11-02T15:00:00Z")
        sessions.change(practice.db, session, {"status": "no-show"})
        practice.queue("session", "no-show", session, {"status": "no-show", "fee_cents": fee},
                       seen=seen, undo=json.dumps(undo))  # fmt: skip


def test_the_fee_of_a_missed_session_is_there_once(practice):
    session = practice.schedules(practice.adds_a_client())
    practice.sync()
    misses(practice, session, seen=1, fee=7500)

    practice.sync()

    assert practice.rows("SELECT kind, amount_cents, status FROM charge") == [
        ("no-show", 7500, "paid")
    ]


def test_a_fee_goes_with_the_missed_session_that_was_refused(practice):
    session = practice.schedules(practice.adds_a_client(plan="medicaid"))
    practice.sync()
    misses(practice, session, seen=1, fee=7500)

    practice.sync()

    assert practice.row("session", session)["status"] == "scheduled"
    assert practice.rows("SELECT * FROM charge") == []


def test_what_was_sent_late_is_held_to_the_day_the_platform_took_it(practice, clock):
    clock.now = EVENING_OF_THE_15TH
    session = practice.schedules(practice.adds_a_client())
    practice.confirms(session)
    clock.wait(hours=10)

    practice.sync()

    row = practice.row("session", session)
    assert row["confirmed_at"] == "2026-11-16T13:00:00Z"
    assert row["edit_until"] == "2026-11-18T13:00:00Z"
    assert not row["figures"]  # so that the forecast is worked out anew


def test_a_refusal_is_in_the_log_by_its_record(practice):
    session = practice.schedules(practice.adds_a_client())
    practice.confirms(session, minutes=30)

    practice.sync()

    found = practice.rows("SELECT kind, subject, detail FROM audit WHERE verb = 'refused'")
    assert found == [("session", session, "confirm")]
    assert audit.verify(practice.db, bytes(32)) is None


@pytest.mark.parametrize(("plan", "worked_out"), [("medicare", ""), ("commercial", "now")])
def test_a_plan_told_by_the_platform_calls_for_other_deadlines(practice, device, plan, worked_out):
    client = practice.adds_a_client()
    session = practice.schedules(client)
    practice.sync()
    practice.db.execute("UPDATE session SET figures = 'now'")
    other = device("desk")
    other.sync()
    other.adds_a_client(record=client, seen=1, plan=plan)
    other.sync()

    practice.sync()

    assert practice.row("client", client)["plan"] == plan
    assert practice.row("session", session)["figures"] == worked_out
