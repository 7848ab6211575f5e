"""The same client's other sessions, as confirming and suggesting see them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from practicecli.actions.confirm import confirm_chunk, confirm_session
from practicecli.actions.marking import Marks, mark_session
from practicecli.actions.schedule import cancel_session
from practicecli.actions.suggesting import suggestion_for
from practicecli.cache.connect import transaction
from practicecli.domain.confirming import Wanted
from practicecli.errors import RefusedError

USUAL = Wanted(cpt=("90834",), dx=("F41.1",), note_route="upload")
CRISIS = replace(USUAL, cpt=("90839",))
HOUR = 1 / 24


def confirm(desk, identity, wanted=USUAL):
    with transaction(desk.db):
        return confirm_session(desk, identity, wanted)


def refused(desk, identity, wanted=USUAL):
    with pytest.raises(RefusedError) as error:
        confirm(desk, identity, wanted)
    return [one.code for one in error.value.problems]


def suggested(desk, identity):
    return suggestion_for(desk.db, desk.book, identity)


def test_a_crisis_and_an_ordinary_session_of_one_day_clash(desk, held):
    ordinary, crisis = held(1), held(1 + 2 * HOUR)
    confirm(desk, ordinary)

    assert refused(desk, crisis, CRISIS) == ["cpt-conflict"]
    assert refused(desk, crisis, replace(CRISIS, modifiers=("59",))) == ["cpt-conflict"]


def test_they_clash_in_one_chunk_as_well(desk, held):
    first, second, third = held(1), held(1 + 2 * HOUR), held(2)
    with transaction(desk.db):
        outcomes = confirm_chunk(desk, [(first, CRISIS), (second, USUAL), (third, USUAL)])

    assert [[one.code for one in each.problems] for each in outcomes] == [[], ["cpt-conflict"], []]


def test_the_modifier_may_stand_on_either_session(desk, held):
    first, second = held(1), held(1 + 2 * HOUR)
    confirm(desk, first, replace(USUAL, modifiers=("59",)))

    confirm(desk, second, replace(USUAL, cpt=("90847",)))


def test_another_client_or_another_day_is_no_matter(desk, held, added):
    other = added("Ben Stone")
    confirm(desk, held(1))

    confirm(desk, held(1, who=other), CRISIS)
    confirm(desk, held(2), CRISIS)


def test_a_second_evaluation_is_warned_about_by_what_was_confirmed(desk, held):
    first, second, later = held(20), held(10), held(5)
    evaluation = replace(USUAL, cpt=("90791",))

    assert not confirm(desk, first, evaluation).confirmation.warnings
    assert [one.code for one in confirm(desk, second, evaluation).problems] == ["evaluation-again"]
    assert not confirm(desk, later).confirmation.warnings


def test_a_second_evaluation_of_the_same_chunk_is_seen_too(desk, held):
    first, second = held(20), held(10)
    evaluation = replace(USUAL, cpt=("90791",))
    with transaction(desk.db):
        outcomes = confirm_chunk(desk, [(first, evaluation), (second, evaluation)])

    assert [[one.code for one in each.problems] for each in outcomes] == [[], ["evaluation-again"]]


def test_an_earlier_one_is_no_evaluation_again(desk, held):
    first, second = held(20), held(10)
    evaluation = replace(USUAL, cpt=("90791",))
    confirm(desk, second, evaluation)

    assert not confirm(desk, first, evaluation).confirmation.warnings


def test_a_suggestion_sees_clock_marks_and_day(desk, held):
    first, second, third = held(3, minutes=55), held(1, minutes=40), held(1 + 2 * HOUR)

    assert suggested(desk, first).cpt == ("90837",)
    assert any("first session" in reason for reason in suggested(desk, first).reasons)
    assert not any("first session" in reason for reason in suggested(desk, second).reasons)
    with transaction(desk.db):
        mark_session(desk, second, Marks(occasion="crisis"))
    assert suggested(desk, second).cpt == ("90839",)
    confirm(desk, third)
    assert suggested(desk, second).cpt == ()
    with transaction(desk.db):
        mark_session(desk, second, Marks(occasion=""))
    assert (suggested(desk, second).cpt, suggested(desk, second).modifiers) == (
        ("90834",),
        ("59",),
    )


def test_without_a_clock_the_scheduled_times_stand_in(desk, held):
    found = suggested(desk, held(1, minutes=30, clocked=False))

    assert (found.cpt, found.minutes, found.assumed) == (("90832",), 30, True)


def test_a_suggestion_confirms_as_it_is(desk, held):
    identity = held(1, minutes=40)
    found = suggested(desk, identity)

    confirm(desk, identity, replace(USUAL, cpt=found.cpt, modifiers=found.modifiers))


def test_what_did_not_take_place_has_no_codes(desk, held):
    identity = held(-7, clocked=False)
    with transaction(desk.db):
        cancel_session(desk, identity, by="me")

    with pytest.raises(RefusedError) as error:
        suggested(desk, identity)
    assert [one.code for one in error.value.problems] == ["not-scheduled"]
