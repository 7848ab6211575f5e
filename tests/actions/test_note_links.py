"""What a note says agrees with the session, the treatment plan and the claim; or is objected to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.addenda import addend_note
from practicecli.actions.confirm import confirm_chunk, confirm_session, sign_and_confirm
from practicecli.actions.notes import (
    doubts_about_draft,
    open_note,
    ready_to_sign,
    sign_note,
    write_note,
)
from practicecli.actions.schedule import cancel_session, mark_no_show
from practicecli.actions.undo import undo_last
from practicecli.actions.verifying import tampered_notes, verified
from practicecli.cache import notes, sessions
from practicecli.cache.connect import transaction
from practicecli.domain.confirming import Wanted
from practicecli.errors import ConflictError, DamagedError, NotFoundError, RefusedError
from practicecli.figures.load import note_template
from practicecli.figures.note_rules import note_rules

NOTE = "# Data\nCame on time\n# Assessment\nSteady\n# Plan\nWeekly"
MISSED = "# Outreach\nCalled at 15:10\n# Fee\nNone"
PLAN = {
    "therapy": "Individual", "problem": "Worry", "symptoms": "Daily", "goals": "- Sleep\n- Work",
    "steps": "Diary", "interventions": "CBT", "targets": "Spring", "consent": "By voice",
}  # fmt: skip
USUAL = Wanted(cpt=("90834",), dx=("F41.1",))


def write(desk, session, text=NOTE, template="dap", **more):
    with transaction(desk.db):
        return write_note(desk, session, template=template, text=text, **more)


def sign(desk, session, **more):
    with transaction(desk.db):
        return sign_note(desk, session, **more)


def codes(error):
    return [one.code for one in error.value.problems]


def refusal(act, *args, **more):
    with pytest.raises(RefusedError) as error:
        act(*args, **more)
    return codes(error)


def test_the_diagnosis_is_the_one_asked_for_then_the_texts_then_the_drafts(desk, held):
    session = held(1)
    write(desk, session, f"Diagnosis: F32.0\n{NOTE}", dx=("F41.1",))
    assert notes.of_session(desk.db, session).dx == "F41.1"
    write(desk, session, f"Diagnosis: f32.0\n{NOTE}")
    assert notes.of_session(desk.db, session).dx == "F32.0"
    write(desk, session)
    assert notes.of_session(desk.db, session).dx == "F32.0"
    write(desk, session, f"Diagnosis:\n{NOTE}")
    assert notes.of_session(desk.db, session).dx == ""


def test_a_diagnosis_that_cannot_be_claimed_is_not_noted(desk, held):
    assert refusal(write, desk, held(1), dx=("F41", "X1")) == ["dx-not-specific", "dx-unknown"]
    assert refusal(write, desk, held(2), f"Diagnosis: F41\nGoals: a\n{NOTE}") == ["goal-unknown"]


def test_a_note_without_a_diagnosis_takes_the_sessions_when_it_is_signed(desk, held):
    session = held(1)
    with transaction(desk.db):
        confirm_session(desk, session, USUAL)
    write(desk, session)
    sign(desk, session)

    row = notes.of_session(desk.db, session)
    assert (row.dx, json.loads(row.bound)["note_dx"]) == ("F41.1", ["F41.1"])


@pytest.mark.parametrize("typed", [("F32.0",), ("F41.1", "F32.0")])
def test_a_note_may_not_deny_what_is_confirmed(desk, held, typed):
    session = held(1)
    with transaction(desk.db):
        confirm_session(desk, session, USUAL)

    assert refusal(write, desk, session, dx=typed) == ["note-dx"]
    write(desk, session, dx=("f411",))


def test_what_was_confirmed_after_the_draft_is_held_against_it_at_signing(desk, held):
    session = held(1)
    write(desk, session, dx=("F32.0",))
    sessions.change(desk.db, session, {"note_status": "none"})
    with transaction(desk.db):
        confirm_session(desk, session, USUAL)

    assert refusal(sign, desk, session) == ["note-dx"]


@pytest.mark.parametrize(
    ("dx", "minutes", "expected"),
    [
        ("F41.1", 50, None),
        ("F32.0", 50, ["note-dx"]),
        ("F41.1", 20, ["note-minutes"]),
        ("F32.0", 20, ["note-minutes", "note-dx"]),
    ],
)
def test_a_claim_that_the_signed_note_does_not_bear_is_refused(desk, held, dx, minutes, expected):
    session = held(1, minutes=minutes)
    write(desk, session, dx=(dx,))
    sign(desk, session)
    start = desk.now - timedelta(days=1)
    claim = replace(USUAL, start=start, stop=start + timedelta(minutes=50))

    def confirm():
        with transaction(desk.db):
            return confirm_session(desk, session, claim)

    if expected is None:
        assert confirm().problems == ()
    else:
        assert refusal(confirm) == expected


def a_plan(desk, client):
    from practicecli.actions.plan_signing import sign_plan
    from practicecli.actions.plans import write_plan

    with transaction(desk.db):
        write_plan(desk, client, text=json.dumps(PLAN), dx=("F41.1",))
        sign_plan(desk, client)


def test_a_note_names_goals_of_the_plan_in_force(desk, held, added):
    who = added()
    session = held(1, who=who)
    assert refusal(write, desk, session, goals=(1,)) == ["goal-unknown"]
    a_plan(desk, who.id)

    assert refusal(write, desk, session, goals=(0, 1, 3)) == ["goal-unknown"] * 2
    write(desk, session, f"Goals: 2\n{NOTE}")
    plan, *goals = notes.of_session(desk.db, session).goals.split()
    assert (plan[:2], goals) == ("t-", ["2"])
    write(desk, session)
    assert notes.of_session(desk.db, session).goals.split()[1:] == ["2"]
    write(desk, session, goals=())
    assert notes.of_session(desk.db, session).goals == ""


def test_plans_are_verified_with_the_notes(desk, held, added):
    who = added()
    a_plan(desk, who.id)
    session = held(1, who=who)
    write(desk, session, goals=(1,))
    sign(desk, session)

    assert (verified(desk).checked, verified(desk).broken) == (2, ())
    assert verified(desk, session).checked == 1
    desk.db.execute("DROP TRIGGER plan_signed_stays")
    desk.db.execute("UPDATE plan SET dx = 'F32.0'")
    assert [ref[:2] for ref in verified(desk).broken] == ["t-"]


def test_a_plan_is_no_note_of_a_session_and_a_template_must_be_known(desk, held):
    assert refusal(write, desk, held(1), json.dumps(PLAN), "plan") == ["template-unknown"]
    assert refusal(write, desk, held(2), NOTE, "weekly") == ["template-unknown"]


def test_a_session_that_was_missed_has_a_note_of_its_own_kind_only(desk, held):
    session = held(1, clocked=False)
    with transaction(desk.db):
        mark_no_show(desk, session, fee_cents=0)

    assert refusal(write, desk, session) == ["not-scheduled"]
    write(desk, session, MISSED, "missed")
    sign(desk, session)
    assert tampered_notes(desk) == []


def test_a_missed_session_that_is_still_to_come_cannot_be_signed_for(desk, held):
    session = held(-1, clocked=False)
    desk.db.execute("UPDATE session SET status = 'late-cancelled' WHERE id = ?", (session,))
    write(desk, session, MISSED, "missed")

    assert refusal(sign, desk, session) == ["not-held"]


def test_why_it_is_late_is_kept_sealed_and_bound(desk, held):
    session = held(10)
    write(desk, session)
    _, told = sign(desk, session, reason="The power was out")

    row = notes.of_session(desk.db, session)
    assert [one.code for one in told] == ["late-signature"]
    assert "addend" not in told[0].fix
    assert row.late
    assert b"power" not in row.reason
    with transaction(desk.db):
        assert open_note(desk, session).reason == "The power was out"
    assert tampered_notes(desk) == []
    desk.db.execute("DROP TRIGGER note_signed_stays")
    other = desk.seal.seal("Forgot", f"{row.id}:reason")
    desk.db.execute("UPDATE note SET reason = ?", (other,))
    assert tampered_notes(desk) == [row.ref]


def test_a_late_note_without_a_reason_says_how_to_give_one(desk, held):
    session = held(10)
    write(desk, session)
    _, told = sign(desk, session)

    assert "practice note addend" in told[0].fix


def test_a_reason_is_not_kept_of_a_note_that_is_in_time(desk, held):
    session = held(1)
    write(desk, session)
    sign(desk, session, reason="None needed")

    assert notes.of_session(desk.db, session).reason is None


def test_only_who_wrote_it_signs_it(desk, held):
    session = held(1)
    write(desk, session)
    other = replace(desk.book.provider, npi="1000000004")

    assert refusal(sign, replace(desk, book=replace(desk.book, provider=other)), session) == [
        "note-not-yours"
    ]
    desk.db.execute("UPDATE note SET author = ''")  # from before authors were kept
    sign(desk, session)
    assert notes.of_session(desk.db, session).author == "1999999984"


def test_the_attestation_is_bound_in_the_practices_own_time(desk, held):
    session = held(1)
    write(desk, session)
    sign(desk, session)

    row = notes.of_session(desk.db, session)
    said = json.loads(row.bound)["attested"]
    assert said.startswith("I, Ada Example, LMHC, NPI 1999999984, attest that this note of session")
    assert said.endswith("on 2026-11-23, 09:00 to 09:50, is my own entry, true and complete")


def test_a_draft_is_taken_back_with_all_it_said(desk, held):
    session = held(1)
    write(replace(desk, batch=desk.fresh_id()), session, dx=("F41.1",))
    write(replace(desk, batch=desk.fresh_id()), session, NOTE.replace("Steady", "Worse"), dx=())
    with transaction(desk.db):
        undo_last(replace(desk, batch=desk.fresh_id()))

    assert notes.of_session(desk.db, session).dx == "F41.1"
    with transaction(desk.db):
        assert open_note(desk, session).sections["assessment"] == "Steady"


def doubting(desk):
    return replace(desk, note_rules=lambda: replace(note_rules(), alike=0.7))


def test_a_thin_note_and_a_copied_one_are_told_of_and_written_all_the_same(desk, held):
    said = "Came on time and told of a long week at work with little sleep and much worry"
    first, second = held(8), held(1)
    write(desk, first, f"# Data\n{said}\n# Assessment\nSteady\n# Plan\nWeekly")
    write(desk, second, f"# Data\n{said} again\n# Assessment\nSteady\n# Plan\nNew")

    found = doubts_about_draft(doubting(desk), second)
    assert [one.code for one in found] == ["note-thin", "note-alike"]
    assert doubts_about_draft(desk, second) == []  # a desk without figures has nothing to say
    assert "sleep" not in "".join(one.message + one.fix for one in found)
    _, told = sign(doubting(desk), second)
    assert [one.code for one in told] == ["note-thin", "note-alike"]


def test_a_note_of_another_client_counts_as_well_and_an_empty_one_is_like_nothing(
    desk, held, added
):
    said = "Told of a long week at work with little sleep and much worry about the talk"
    first, second, third = held(8), held(2, who=added("Bo Sample")), held(1)
    write(desk, first, f"# Data\n{said}\n# Assessment\nx\n# Plan\ny")
    write(desk, second, f"# Data\n{said}\n# Assessment\nx\n# Plan\nz")
    write(desk, third, "# Data\n\n# Assessment\n\n# Plan\nz")

    assert "note-alike" in [one.code for one in doubts_about_draft(doubting(desk), second)]
    assert [one.code for one in doubts_about_draft(doubting(desk), third)] == ["note-thin"]


OWN = replace(note_template("dap"), key="weekly")


def test_a_note_outlives_its_own_template_but_is_not_signed_without_it(desk, held):
    own = replace(desk, template=lambda key: OWN if key == "weekly" else note_template(key))
    first, second = held(2), held(1)
    write(own, first, template="weekly")
    write(own, second, template="dap")

    assert refusal(sign, desk, first) == ["template-unknown"]
    with transaction(desk.db):
        assert open_note(desk, first).sections["plan"] == "Weekly"
    assert [one.code for one in doubts_about_draft(doubting(desk), second)]  # compared all the same
    sign(own, first)
    assert tampered_notes(desk) == []


def test_what_is_not_there_cannot_be_doubted(desk, held):
    with pytest.raises(NotFoundError):
        doubts_about_draft(desk, held(1))


def test_a_late_reason_that_was_tampered_with_does_not_open(desk, held):
    session = held(10)
    write(desk, session)
    sign(desk, session, reason="The power was out")
    desk.db.execute("DROP TRIGGER note_signed_stays")
    desk.db.execute("UPDATE note SET reason = x'00'")

    with pytest.raises(DamagedError), transaction(desk.db):
        open_note(desk, session)


@pytest.mark.parametrize("together", [True, False])
def test_signed_and_confirmed_at_once_note_and_claim_tell_of_one_thing(desk, held, together):
    session = held(1, minutes=45)  # by the clock; the claim says ten minutes more
    write(desk, session)
    start = desk.now - timedelta(days=1)
    claim = Wanted(
        cpt=("90837",), dx=("f411",), start=start, stop=start + timedelta(minutes=55), sign=True
    )
    with transaction(desk.db):
        if together:
            outcome = sign_and_confirm(desk, session, claim)
        else:
            (outcome,) = confirm_chunk(desk, [(session, claim)])

    bound = json.loads(notes.of_session(desk.db, session).bound)
    assert outcome.problems == ()
    assert (bound["minutes"], bound["cpt"], bound["dx"], bound["note_dx"]) == (
        55, ["90837"], ["F41.1"], ["F41.1"]
    )  # fmt: skip
    assert "to 09:55" in bound["attested"]
    assert tampered_notes(desk) == []


def test_a_draft_that_denies_the_claim_is_not_signed_with_it(desk, held):
    session = held(1)
    write(desk, session, dx=("F32.0",))

    def confirm():
        with transaction(desk.db):
            return sign_and_confirm(desk, session, replace(USUAL, sign=True))

    assert refusal(confirm) == ["note-dx"]
    assert notes.of_session(desk.db, session).status == "draft"


def test_why_it_is_late_is_kept_when_it_is_confirmed_at_once(desk, held):
    session = held(10)
    write(desk, session)
    with transaction(desk.db):
        sign_and_confirm(desk, session, replace(USUAL, sign=True), reason="The power was out")
        assert open_note(desk, session).reason == "The power was out"


def test_a_note_signed_with_the_scheduled_times_is_held_against_a_longer_claim(desk, held):
    session = held(1, clocked=False)
    write(desk, session)
    sign(desk, session)
    start = sessions.get(desk.db, session).starts_at
    longer = Wanted(cpt=("90837",), dx=("F41.1",), start=start, stop=start + timedelta(minutes=58))

    assert "note-minutes" in refusal(confirm_session, desk, session, longer)
    assert sessions.get(desk.db, session).status == "scheduled"


def test_a_note_that_nobody_came_is_signed_only_once_the_session_is_marked_so(desk, held):
    session = held(1, clocked=False)
    write(desk, session, MISSED, "missed")

    assert refusal(sign, desk, session) == ["not-missed"]
    with transaction(desk.db):
        mark_no_show(desk, session)
    sign(desk, session)


def test_a_signed_note_that_is_moved_to_another_client_is_told(desk, held):
    session = held(1)
    write(desk, session)
    sign(desk, session)
    assert verified(desk).broken == ()
    desk.db.execute("PRAGMA foreign_keys = OFF")
    desk.db.execute("UPDATE session SET client = ? WHERE id = ?", ("somebody-else", session))

    assert verified(desk, session).broken == (notes.of_session(desk.db, session).ref,)


def test_a_log_that_was_written_over_is_told_when_one_session_is_verified(desk, held):
    session = held(1)
    write(desk, session)
    sign(desk, session)
    for (name,) in desk.db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
    ).fetchall():
        desk.db.execute(f"DROP TRIGGER {name}")
    desk.db.execute("UPDATE audit SET at = '2020-01-01T00:00:00Z' WHERE verb = 'write'")

    assert "audit" in verified(desk, session).broken


@pytest.mark.parametrize(
    "change",
    [{"text": NOTE.replace("Steady", "Worse")}, {"dx": ("F33.1",)}],
    ids=["another text", "another diagnosis"],
)
def test_only_what_was_shown_is_signed(desk, held, change):
    session = held(1)
    write(desk, session, dx=("F41.1",))
    shown = ready_to_sign(desk, session)
    write(desk, session, **{"dx": ("F41.1",), **change})

    with pytest.raises(ConflictError):
        sign(desk, session, shown=shown)
    assert notes.of_session(desk.db, session).status == "draft"
    sign(desk, session, shown=ready_to_sign(desk, session))


def test_a_session_whose_note_says_it_was_held_is_not_marked_as_missed(desk, held):
    session = held(1, clocked=False)
    write(desk, session)
    sign(desk, session)

    assert refusal(mark_no_show, desk, session) == ["was-held"]
    assert refusal(cancel_session, desk, session, by="client") == ["was-held"]
    with transaction(desk.db):
        addend_note(desk, session, "Written for another session: nobody came")
        mark_no_show(desk, session)
    assert sessions.get(desk.db, session).status == "no-show"
