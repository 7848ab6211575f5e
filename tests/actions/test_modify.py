from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.confirm import confirm_session, modify_session
from practicecli.cache import sessions
from practicecli.cache.connect import transaction
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
