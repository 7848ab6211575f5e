from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.charges import Move, take_step
from practicecli.actions.charging import charge_session
from practicecli.actions.confirm import confirm_session, modify_session
from practicecli.actions.undo import undo_last
from practicecli.cache import sessions
from practicecli.cache.connect import transaction
from practicecli.domain.charges import Step
from practicecli.domain.confirming import Wanted
from practicecli.errors import RefusedError

USUAL = Wanted(cpt=("90834",), dx=("F41.1",))
WINDOW = timedelta(hours=48)
SECOND = timedelta(seconds=1)


@pytest.fixture
def confirmed(desk, held):
    identity = held(1)
    with transaction(desk.db):
        confirm_session(desk, identity, USUAL)
    return identity


def modify(desk, identity, **wanted):
    with transaction(desk.db):
        return modify_session(desk, identity, Wanted(**wanted))


@pytest.mark.parametrize(("after", "allowed"), [(WINDOW, True), (WINDOW + SECOND, False)])
def test_the_window_closes_to_the_second(desk, confirmed, dump, after, allowed):
    then = replace(desk, now=desk.now + after)
    before = dump()

    if allowed:
        modify(then, confirmed, dx=("F41.0",))
        assert sessions.get(desk.db, confirmed).dx == ("F41.0",)
        return
    with pytest.raises(RefusedError) as error:
        modify(then, confirmed, dx=("F41.0",))
    assert error.value.problems[0].code == "edit-closed"
    assert dump() == before


def test_a_correction_keeps_the_claim_and_both_clocks(desk, confirmed):
    before = sessions.get(desk.db, confirmed)
    modify(replace(desk, now=desk.now + WINDOW), confirmed, place="video")

    after = sessions.get(desk.db, confirmed)
    assert (after.claim, after.confirmed_at) == (before.claim, before.confirmed_at)
    assert (after.edit_until, after.confirm_by) == (before.edit_until, before.confirm_by)
    assert (after.place, after.modifiers) == ("video", ("95",))
    assert desk.db.execute("SELECT count(*) FROM claim").fetchone()[0] == 1


def test_what_is_not_confirmed_is_not_corrected(desk, held):
    with pytest.raises(RefusedError) as error:
        modify(desk, held(1), dx=("F41.0",))

    assert "not-confirmed" in [one.code for one in error.value.problems]


def test_a_correction_obeys_every_rule_and_changes_nothing_when_refused(desk, confirmed, dump):
    before = dump()

    with pytest.raises(RefusedError) as error:
        modify(desk, confirmed, cpt=("90837",), dx=("F41",))

    assert [one.code for one in error.value.problems] == [
        "cpt-minutes", "dx-not-specific", "no-note",
    ]  # fmt: skip
    assert dump() == before


def test_a_correction_after_entering_by_hand_has_to_be_entered_again(desk, held, added):
    identity = held(1, who=added("Ben Stone", platform="alma"))
    with transaction(desk.db):
        confirm_session(desk, identity, USUAL)
        sessions.change(desk.db, identity, {"entered_at": desk.at})

    modify(desk, identity, dx=("F41.0",))

    entered = desk.db.execute("SELECT entered_at FROM session WHERE id = ?", (identity,))
    assert entered.fetchone()[0] is None


@pytest.mark.parametrize(("ahead", "expected"), [(0, []), (1, ["not-held"])])
def test_a_correction_does_not_end_a_session_before_its_time_has_come(
    desk, confirmed, ahead, expected
):
    stop = desk.now + ahead * SECOND
    wanted = {"start": stop - timedelta(minutes=45), "stop": stop}

    if not expected:
        modify(desk, confirmed, **wanted)
        assert sessions.get(desk.db, confirmed).actual_stop == stop
        return
    with pytest.raises(RefusedError) as error:
        modify(desk, confirmed, **wanted)
    assert [one.code for one in error.value.problems if one.weight == "blocks"] == expected


def billed(desk):
    return desk.db.execute("SELECT billed_cents FROM claim").fetchone()[0]


def test_a_claim_that_was_not_sent_asks_for_what_was_corrected(desk, held, dump):
    identity = held(1, minutes=56)
    with transaction(desk.db):
        confirm_session(replace(desk, batch="before"), identity, replace(USUAL, cpt=("90837",)))
    before, there = billed(desk), dump("outbox", "audit", "meta")
    stop = sessions.get(desk.db, identity).actual_stop - timedelta(minutes=10)

    modify(replace(desk, batch="after"), identity, cpt=("90834",), stop=stop)

    expected = desk.db.execute("SELECT expected_cents FROM session").fetchone()[0]
    assert billed(desk) == expected < before
    with transaction(desk.db):
        undo_last(desk)
    assert dump("outbox", "audit", "meta") == there


def test_a_claim_that_was_sent_asks_for_what_it_was_sent_with(desk, held):
    identity = held(1, minutes=56)
    with transaction(desk.db):
        confirm_session(desk, identity, replace(USUAL, cpt=("90837",)))
        desk.db.execute("UPDATE claim SET status = 'sent'")
    before = billed(desk)
    stop = sessions.get(desk.db, identity).actual_stop - timedelta(minutes=10)

    modify(desk, identity, cpt=("90834",), stop=stop)

    assert billed(desk) == before


@pytest.mark.parametrize(
    ("paid", "fix"), [(0, "write-off"), (20_00, "charge show"), (None, "charge refund")]
)
def test_a_client_charged_by_the_old_price_is_not_forgotten(desk, held, added, paid, fix):
    identity = held(1, who=added(platform="self", payer="", plan="self"), minutes=56)
    with transaction(desk.db):
        confirm_session(desk, identity, replace(USUAL, cpt=("90837",)))
        charge = charge_session(desk, identity, None)
        if paid != 0:
            take_step(desk, charge, Move(Step.PAY, paid))
    stop = sessions.get(desk.db, identity).actual_stop - timedelta(minutes=10)

    outcome = modify(desk, identity, cpt=("90834",), stop=stop)

    (found,) = [one for one in outcome.problems if one.code == "charge-differs"]
    assert found.weight == "warns"
    assert fix in found.fix
    assert found in outcome.confirmation.warnings
    assert sessions.get(desk.db, identity).cpt == ("90834",)
    again = modify(desk, identity, dx=("F41.0",))
    assert "charge-differs" not in [one.code for one in again.problems]
