from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.confirm import (
    confirm_chunk,
    confirm_session,
    modify_session,
    sign_and_confirm,
)
from practicecli.actions.notes import open_note, sign_note, write_note
from practicecli.actions.schedule import cancel_session, mark_entered, move_session
from practicecli.cache import outbox, sessions
from practicecli.cache.connect import transaction
from practicecli.domain.confirming import Wanted
from practicecli.domain.sessions import SessionStatus
from practicecli.errors import RefusedError

USUAL = Wanted(cpt=("90834",), dx=("F41.1",))
HOURS = timedelta(hours=1)
SECOND = timedelta(seconds=1)
NOTE = "# Data\nCame\n# Assessment\nSteady\n# Plan\nWeekly"


def confirm(desk, identity, wanted=USUAL, **changes):
    with transaction(desk.db):
        return confirm_session(desk, identity, replace(wanted, **changes))


def queued(desk):
    rows = desk.db.execute(
        "SELECT verb, kind, state, seen_version, body FROM outbox ORDER BY seq"
    ).fetchall()
    return [(*tuple(row)[:4], json.loads(row[4])) for row in rows]


def column(desk, identity, *names):
    return tuple(
        desk.db.execute(
            f"SELECT {', '.join(names)} FROM session WHERE id = ?",  # noqa: S608
            (identity,),
        ).fetchone()
    )


def test_a_confirmation_is_written_queued_and_logged_with_its_claim(desk, held):
    identity = held(1)

    outcome = confirm(desk, identity)

    now = sessions.get(desk.db, identity)
    assert (now.status, now.cpt, now.dx, now.sent) == (
        SessionStatus.CONFIRMED, ("90834",), ("F41.1",), "waiting",
    )  # fmt: skip
    assert now.confirmed_at == desk.now
    assert now.edit_until == desk.now + 48 * HOURS
    assert [one.code for one in outcome.confirmation.warnings] == ["no-note"]
    claim = desk.db.execute("SELECT id, status, billed_cents, payer FROM claim").fetchone()
    assert tuple(claim) == (now.claim, "not-sent", 10500, "aetna")
    log = desk.db.execute("SELECT verb, kind, subject, detail FROM audit ORDER BY seq DESC")
    assert tuple(log.fetchone()) == ("confirm", "session", identity, "90834 F41.1")


def test_what_is_queued_says_all_that_the_platform_needs(desk, held):
    identity = held(1, clocked=False)

    confirm(desk, identity, note_route="upload")

    (verb, kind, state, seen, body) = queued(desk)[-1]
    assert (verb, kind, state) == ("confirm", "session", "waiting")
    assert seen == 1  # the appointment waits before it
    assert body == {
        "claim": sessions.get(desk.db, identity).claim,
        "place": "office",
        "actual_start": "2026-11-23T14:00:00Z",
        "actual_stop": "2026-11-23T14:50:00Z",
        "times_assumed": True,
        "cpt": ["90834"],
        "modifiers": [],
        "dx": ["F41.1"],
        "note_route": "upload",
        "note_status": "none",
    }
    assert column(desk, identity, "warnings")[0].count("times-assumed") == 1


def test_the_version_seen_counts_what_waits_for_the_record_and_starts_from_the_last_known(
    desk, held
):
    identity = held(1)
    desk.db.execute("UPDATE session SET version = 4 WHERE id = ?", (identity,))
    with transaction(desk.db):
        move_session(desk, identity, desk.now - 26 * HOURS, None)
    confirm(desk, identity, start=desk.now - 26 * HOURS, stop=desk.now - 25 * HOURS - HOURS / 6)
    with transaction(desk.db):
        modify_session(desk, identity, Wanted(dx=("F41.0",)))

    assert [(one[0], one[3]) for one in queued(desk)[1:]] == [
        ("schedule", 0),
        ("move", 5),
        ("confirm", 6),
        ("modify", 7),
    ]


def test_a_refused_confirmation_says_everything_and_changes_nothing(desk, held, added, dump):
    bare = added("Ben Stone", ready=False, address=None)
    identity = held(40, who=bare)
    before = dump()

    with pytest.raises(RefusedError) as error:
        confirm(desk, identity, cpt=("90837",), dx=())

    assert [one.code for one in error.value.problems] == [
        "too-late", "cpt-minutes", "no-dx", "payment-method", "forms", "insurance", "address",
        "no-note",
    ]  # fmt: skip
    assert "Ben" not in str(error.value) + repr(error.value.problems)
    assert dump() == before


def test_the_deadline_is_kept_to_the_second(desk, held):
    identity = held(1)
    (by,) = [sessions.get(desk.db, identity).confirm_by]

    with pytest.raises(RefusedError) as error, transaction(desk.db):
        confirm_session(replace(desk, now=by + SECOND), identity, USUAL)
    assert [one.code for one in error.value.problems] == ["too-late", "no-note"]
    with transaction(desk.db):
        confirm_session(replace(desk, now=by), identity, USUAL)


def test_a_session_is_confirmed_once(desk, held):
    identity = held(1)
    confirm(desk, identity)

    with pytest.raises(RefusedError) as error:
        confirm(desk, identity)

    assert "already-confirmed" in [one.code for one in error.value.problems]
    assert desk.db.execute("SELECT count(*) FROM claim").fetchone()[0] == 1


def test_a_cancelled_session_is_not_confirmed(desk, held):
    identity = held(1, clocked=False)
    with transaction(desk.db):
        cancel_session(desk, identity, by="me")

    with pytest.raises(RefusedError) as error:
        confirm(desk, identity)

    assert error.value.problems[0].code == "not-scheduled"


@pytest.mark.parametrize(("modifiers", "allowed"), [((), False), (("59",), True)])
def test_a_second_session_of_the_day_needs_its_modifier(desk, held, modifiers, allowed):
    first, second = held(1), held(1 - 2 / 24)
    confirm(desk, first)

    if allowed:
        assert confirm(desk, second, modifiers=modifiers).confirmation.modifiers == ("59",)
        return
    with pytest.raises(RefusedError) as error:
        confirm(desk, second)
    assert error.value.problems[0].code == "duplicate"


def test_two_of_one_chunk_see_each_other(desk, held):
    first, second = held(1), held(1 - 2 / 24)

    with transaction(desk.db):
        outcomes = confirm_chunk(desk, [(first, USUAL), (second, USUAL), (first, USUAL)])

    assert [one.confirmation is not None for one in outcomes] == [True, False, False]
    assert outcomes[1].problems[0].code == "duplicate"
    assert [one.already for one in outcomes] == [False, False, True]


@pytest.mark.parametrize("together", [True, False])
def test_the_fifth_long_session_in_four_weeks_is_told_alone_and_in_a_chunk(desk, held, together):
    wanted = replace(USUAL, cpt=("90837",))
    ids = [held(days, minutes=60) for days in (29.5, 22, 15, 8, 2, 1)]

    with transaction(desk.db):
        if together:
            outcomes = confirm_chunk(desk, [(one, wanted) for one in ids])
        else:
            outcomes = [confirm_chunk(desk, [(one, wanted)])[0] for one in ids]

    told = ["frequent-90837" in [p.code for p in one.problems] for one in outcomes]
    assert told == [False] * 5 + [True]  # the first lies more than four weeks before the last
    with transaction(desk.db):  # the session itself is not one of those before it
        again = modify_session(desk, ids[4], Wanted(dx=("F41.0",)))
    assert "frequent-90837" not in [one.code for one in again.problems]


def test_a_manual_platform_is_told_by_hand(desk, held, added):
    identity = held(1, who=added("Ben Stone", platform="alma"))
    confirm(desk, identity)

    assert column(desk, identity, "sent", "entered_at") == ("manual", None)
    assert queued(desk)[-1][2] == "local"
    with transaction(desk.db):
        mark_entered(desk, identity)
    assert column(desk, identity, "entered_at") == (desk.at,)


def test_a_client_who_pays_makes_no_claim_and_has_nothing_to_enter(desk, held, added):
    identity = held(1, who=added("Ben Stone", platform="self", payer="", plan="self"))
    outcome = confirm(desk, identity, dx=())

    assert outcome.confirmation.expected_on is None
    assert column(desk, identity, "claim", "entered_at") == (None, desk.at)
    assert desk.db.execute("SELECT count(*) FROM claim").fetchone()[0] == 0


def test_a_note_is_signed_with_the_confirmation_or_not_at_all(desk, held, dump):
    good, thin = held(2), held(1)
    with transaction(desk.db):
        write_note(desk, good, template="dap", text=NOTE)
        write_note(desk, thin, template="dap", text="# Data\nCame")
    before = dump()

    for identity, changes, expected in (
        (good, {"dx": ()}, "no-dx"),
        (thin, {}, "note-incomplete"),
    ):
        with pytest.raises(RefusedError) as error:
            confirm(desk, identity, sign=True, **changes)
        assert expected in [one.code for one in error.value.problems]
        assert dump() == before
    with pytest.raises(RefusedError) as error, transaction(desk.db):
        sign_and_confirm(desk, thin, replace(USUAL, sign=True, dx=()))
    both = [one.code for one in error.value.problems if one.weight == "blocks"]
    assert both == ["no-dx", "note-incomplete", "note-incomplete"]  # two sections are empty
    assert dump() == before
    confirm(desk, good, sign=True)

    assert sessions.get(desk.db, good).note_status == "signed"
    assert [(one[0], one[1]) for one in queued(desk)[-2:]] == [
        ("sign", "note"),
        ("confirm", "session"),
    ]
    assert queued(desk)[-1][4]["note_status"] == "signed"


def test_a_draft_stands_against_confirming_until_it_is_signed(desk, held):
    identity = held(1)
    with transaction(desk.db):
        write_note(desk, identity, template="dap", text=NOTE)
    with pytest.raises(RefusedError) as error:
        confirm(desk, identity)
    assert [one.code for one in error.value.problems] == ["note-unsigned"]

    with transaction(desk.db):
        open_note(desk, identity)
        sign_note(desk, identity)
    assert confirm(desk, identity).problems == ()


def test_codes_that_differ_from_the_signed_note_are_told(desk, held):
    identity = held(1)
    with transaction(desk.db):
        write_note(desk, identity, template="dap", text=NOTE)
    desk.db.execute("UPDATE session SET cpt = '90834', dx = 'F41.1' WHERE id = ?", (identity,))
    with transaction(desk.db):
        sign_note(desk, identity)

    assert confirm(desk, identity).problems == ()
    with transaction(desk.db):
        changed = modify_session(desk, identity, Wanted(dx=("F41.0",)))
        shorter = modify_session(
            desk, identity, Wanted(dx=("F41.1",), stop=desk.now - 24 * HOURS + 45 * HOURS / 60)
        )
    assert [one.code for one in changed.problems] == ["note-differs"]
    assert [one.code for one in shorter.problems] == ["note-differs"]


def test_every_body_in_the_outbox_is_an_object_under_its_own_id(desk, held):
    confirm(desk, held(1))

    waiting = outbox.waiting(desk.db, "headway")
    assert len({one.id for one in waiting}) == len(waiting) == 3
    assert all(isinstance(json.loads(one.body), dict) for one in waiting)
    assert {one.platform for one in waiting} == {"headway"}


def test_a_session_of_another_day_is_not_held_before_its_day(desk, held):
    identity = held(-1)
    earlier = desk.now - HOURS

    with pytest.raises(RefusedError) as error:
        confirm(desk, identity, start=earlier - HOURS, stop=earlier)

    assert "not-held" in [one.code for one in error.value.problems]


@pytest.mark.parametrize(("hours", "doubted"), [(3, False), (3.1, True), (-3, False), (-3.1, True)])
def test_true_times_far_from_the_appointment_are_doubted(desk, held, hours, doubted):
    identity = held(2, clocked=False)
    start = sessions.get(desk.db, identity).starts_at + timedelta(hours=hours)

    outcome = confirm(desk, identity, start=start, stop=start + timedelta(minutes=45))

    assert ("times-far" in {one.code for one in outcome.problems}) is doubted


def test_true_times_that_reach_into_another_session_are_doubted(desk, held, added):
    other, identity = held(2), held(2, who=added("Ben Stone"), clocked=False)
    start = sessions.get(desk.db, identity).starts_at

    alone = confirm(desk, other)
    both = confirm(desk, identity, start=start, stop=start + timedelta(minutes=51))

    assert "overlap" not in {one.code for one in alone.problems}
    (doubt,) = [one for one in both.problems if one.code == "overlap"]
    assert sessions.get(desk.db, other).ref in doubt.message
    assert doubt in both.confirmation.warnings
