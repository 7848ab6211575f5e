"""Confirming as Grow and as Rula have it: what each asks beyond the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from practicecli.actions.confirm import confirm_session, modify_session, sign_and_confirm
from practicecli.actions.notes import sign_note, write_note
from practicecli.actions.provider import add_platform
from practicecli.actions.schedule import cancel_session, mark_no_show
from practicecli.cache import outbox, platforms, sessions
from practicecli.cache.connect import transaction
from practicecli.cache.platforms import Platform
from practicecli.domain.confirming import Wanted
from practicecli.errors import RefusedError

USUAL = Wanted(cpt=("90834",), dx=("F41.1",))
NOTE = "# Data\nCame\n# Assessment\nSteady\n# Plan\nWeekly"
SECOND = timedelta(seconds=1)


@pytest.fixture
def at(desk, added):
    """Set up a platform and give its desk, with a client of it."""

    def set_up(name):
        with transaction(desk.db):
            add_platform(desk, Platform(name, name, "sandbox:", sandbox=True))
        there = replace(desk, platforms=platforms.everything(desk.db))
        return there, added("Ben Stone", platform=name)

    return set_up


def draft(desk, identity):
    with transaction(desk.db):
        write_note(desk, identity, template="dap", text=NOTE)


def signed(desk, identity):
    draft(desk, identity)
    with transaction(desk.db):
        sign_note(desk, identity)


def confirm(desk, identity, **changes):
    with transaction(desk.db):
        return confirm_session(desk, identity, replace(USUAL, **changes))


def codes_of(call, *args, **changes):
    with pytest.raises(RefusedError) as refused:
        call(*args, **changes)
    return [one.code for one in refused.value.problems if one.weight == "blocks"]


@pytest.mark.parametrize(
    ("note", "problems"),
    [("none", ["no-note"]), ("draft", ["note-unsigned"]), ("signed", []), ("upload", [])],
)
def test_grow_takes_no_invoice_without_its_note(at, held, note, problems):
    desk, who = at("grow")
    identity = held(1, who=who)
    if note in {"draft", "signed"}:
        {"draft": draft, "signed": signed}[note](desk, identity)
    route = {"note_route": "upload"} if note == "upload" else {}

    if problems:
        assert codes_of(confirm, desk, identity, **route) == problems
        assert sessions.get(desk.db, identity).status == "scheduled"
    else:
        confirm(desk, identity, **route)
        assert sessions.get(desk.db, identity).status == "confirmed"


@pytest.mark.parametrize(("late", "problems"), [(timedelta(0), []), (SECOND, ["too-late"])])
def test_an_invoice_expires_at_a_quarter_past_three_eastern_on_the_fourteenth_day(
    at, held, late, problems
):
    desk, who = at("grow")
    identity = held(1, who=who)  # 23 November
    last = datetime.fromisoformat("2026-12-07T03:15:00-05:00")
    assert sessions.get(desk.db, identity).confirm_by == last
    then = replace(desk, now=last + late)

    if problems:
        assert codes_of(confirm, then, identity, note_route="upload") == problems
    else:
        confirm(then, identity, note_route="upload")


@pytest.mark.parametrize(
    ("first", "second", "problems"),
    [
        ("90834", "90832", ["second-session"]),
        ("90834", "90837", ["second-session"]),
        ("90834", "90839", []),
        ("90839", "90834", []),
    ],
)
def test_grow_takes_a_second_session_of_a_day_only_where_one_is_a_crisis(
    at, held, first, second, problems
):
    desk, who = at("grow")
    lengths = {"90832": 30, "90834": 45, "90837": 60, "90839": 60}
    one = held(1, who=who, minutes=lengths[first])
    other = held(1.1, who=who, minutes=lengths[second])
    confirm(desk, one, cpt=(first,), note_route="upload")

    wanted = {"cpt": (second,), "modifiers": ("59",), "note_route": "upload"}
    if problems:
        assert codes_of(confirm, desk, other, **wanted) == problems
    else:
        confirm(desk, other, **wanted)
    next_day = held(2.5, who=who, minutes=lengths[second])
    confirm(desk, next_day, cpt=(second,), note_route="upload")


def test_elsewhere_a_second_session_is_the_payers_matter(desk, held):
    first, other = held(1), held(1.1, minutes=30)
    confirm(desk, first, note_route="upload")

    confirm(desk, other, cpt=("90832",), modifiers=("59",), note_route="upload")


def test_grow_takes_a_first_evaluation_of_a_new_client_alone(at, held):
    desk, who = at("grow")
    first, later = held(10, who=who), held(1, who=who)
    confirm(desk, first, cpt=("90791",), note_route="upload")

    assert codes_of(confirm, desk, later, cpt=("90791",), note_route="upload") == [
        "evaluation-again"
    ]
    confirm(desk, later, note_route="upload")


@pytest.mark.parametrize("route", [None, "none", "upload"])
@pytest.mark.parametrize("note", ["none", "draft"])
def test_at_rula_nothing_is_confirmed_without_the_signed_note(at, held, note, route):
    desk, who = at("rula")
    identity = held(1, who=who)
    if note == "draft":
        draft(desk, identity)

    with pytest.raises(RefusedError) as refused:
        confirm(desk, identity, note_route=route)

    (problem,) = refused.value.problems
    assert problem.code == "note-unsigned"
    assert "--sign --attest" in problem.fix
    assert sessions.get(desk.db, identity).status == "scheduled"


def test_at_rula_signing_and_confirming_are_one_act(at, held):
    desk, who = at("rula")
    identity = held(1, who=who)
    draft(desk, identity)

    with pytest.raises(RefusedError) as refused, transaction(desk.db):
        sign_note(desk, identity)
    (problem,) = refused.value.problems
    assert problem.code == "signing-confirms"
    assert problem.fix.startswith(f"practice session confirm {sessions.get(desk.db, identity).ref}")
    assert sessions.get(desk.db, identity).note_status == "draft"

    with transaction(desk.db):
        sign_and_confirm(desk, identity, replace(USUAL, sign=True))
    after = sessions.get(desk.db, identity)
    assert (after.status, after.note_status) == ("confirmed", "signed")
    verbs = [one.verb for one in outbox.waiting(desk.db, "rula")]
    assert verbs[-2:] == ["sign", "confirm"]


def test_at_rula_what_stands_against_the_claim_leaves_the_note_a_draft(at, held):
    desk, who = at("rula")
    identity = held(1, who=who)
    draft(desk, identity)

    with pytest.raises(RefusedError) as refused, transaction(desk.db):
        sign_and_confirm(desk, identity, replace(USUAL, cpt=(), sign=True))

    assert [one.code for one in refused.value.problems if one.weight == "blocks"] == ["no-cpt"]
    assert sessions.get(desk.db, identity).note_status == "draft"


def test_at_rula_a_signed_session_is_closed_at_once(at, held):
    desk, who = at("rula")
    identity = held(1, who=who)
    draft(desk, identity)
    with transaction(desk.db):
        sign_and_confirm(desk, identity, replace(USUAL, sign=True))

    def modify():
        with transaction(desk.db):
            modify_session(desk, identity, Wanted(dx=("F41.0",)))

    def cancel():
        with transaction(desk.db):
            cancel_session(desk, identity, by="me")

    assert codes_of(modify) == ["edit-closed"]
    assert codes_of(cancel) == ["needs-support", "was-held"]


@pytest.mark.parametrize(("late", "listed"), [(timedelta(0), False), (SECOND, True)])
def test_at_rula_a_note_signed_after_two_days_is_late_and_the_claim_still_taken(
    at, held, late, listed
):
    desk, who = at("rula")
    identity = held(1, who=who)
    draft(desk, identity)
    ended = sessions.get(desk.db, identity).actual_stop
    then = replace(desk, now=ended + timedelta(hours=48) + late)

    with transaction(then.db):
        outcome = sign_and_confirm(then, identity, replace(USUAL, sign=True))

    assert ("late-signature" in [one.code for one in outcome.problems]) is listed


def test_the_note_of_a_missed_session_at_rula_is_signed_by_itself(at, held):
    desk, who = at("rula")
    identity = held(1, who=who, clocked=False)
    with transaction(desk.db):
        mark_no_show(desk, identity)
        text = "# Outreach\nCalled at 5 minutes\n# Fee\nNone\n# Plan\nCall again"
        write_note(desk, identity, template="missed", text=text)
    with transaction(desk.db):
        sign_note(desk, identity)

    assert sessions.get(desk.db, identity).note_status == "signed"


@pytest.mark.parametrize(
    ("name", "most", "over"), [("grow", 20_000, 20_001), ("rula", 9_900, 9_901)]
)
def test_fees_for_missed_sessions_are_capped(at, held, name, most, over):
    desk, who = at(name)
    first, second = held(1, who=who, clocked=False), held(2, who=who, clocked=False)

    with transaction(desk.db):
        mark_no_show(desk, first, fee_cents=most)

    def charge():
        with transaction(desk.db):
            mark_no_show(desk, second, fee_cents=over)

    assert codes_of(charge) == ["fee-not-allowed"]
