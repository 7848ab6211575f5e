"""Answers of platforms: kept as they came, and taken over only where they really say something."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.actions.test_coverages import COPAY, TODAY, add, undo

from practicecli.actions.eligibility import keep_answer
from practicecli.cache import coverages, eligibility
from practicecli.cache.connect import transaction
from practicecli.domain.coverage import Limit

SAID = {
    "status": "active",
    "payer": "aetna",
    "plan": "commercial",
    "begins_on": "2026-01-01",
    "ends_on": None,
    "benefits": {
        "copay_cents": 2000,
        "deductible": {"individual": {"total_cents": 50000, "used_cents": 45000}},
    },
}


def answer(desk, whose, days=0, **said):
    later = replace(desk, now=desk.now + timedelta(days=days), batch=desk.fresh_id())
    with transaction(desk.db):
        return keep_answer(later, whose.id, "headway", {"client": whose.id, **SAID, **said})


def benefits(desk, client):
    return coverages.of_client(desk.db, client.id)[-1].benefits


def test_the_first_answer_makes_the_clients_own_record_a_coverage_with_benefits(desk, added):
    ana = added()

    found = answer(desk, ana)

    (one,) = coverages.of_client(desk.db, ana.id)
    assert (found.first, found.updated, list(found.changes)) == (True, True, [])
    assert (one.effective, one.source, one.member_id) == (None, "asked", "EX-100")
    assert one.benefits.as_of == TODAY
    assert one.benefits.deductible == Limit(50000, 45000)


def test_an_answer_is_kept_as_it_came_with_what_was_asked(desk, added):
    ana = added()
    answer(desk, ana, novel={"x": [1, 2.5, None]})

    (kept,) = eligibility.of_client(desk.db, ana.id)

    assert json.loads(kept.answer) == {"client": ana.id, **SAID, "novel": {"x": [1, 2.5, None]}}
    asked = json.loads(kept.asked)
    assert (asked["payer"], asked["member_id"]) == ("aetna", "EX-100")
    assert kept.coverage == coverages.of_client(desk.db, ana.id)[0].id


def test_it_says_field_by_field_what_changed_since_the_last_one(desk, added):
    ana = added()
    answer(desk, ana)

    found = answer(desk, ana, 7, benefits={**SAID["benefits"], "copay_cents": 3000}, plan="eap")

    assert found.first is False
    assert [(one["field"], one["was"], one["now"]) for one in found.changes] == [
        ("plan", "commercial", "eap"),
        ("copay_cents", 2000, 3000),
    ]
    assert json.loads(eligibility.of_client(desk.db, ana.id)[-1].changes) == list(found.changes)


def test_it_says_what_of_the_benefits_noted_here_was_otherwise(desk, added):
    ana = added()
    add(desk, ana, date(2026, 1, 1), COPAY, payer="aetna", member="W1")

    found = answer(desk, ana)

    assert {"field": "copay_cents", "was": 2500, "now": 2000} in found.taken


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"status": "inactive"}, "not-covered"),
        ({"status": "not-found", "benefits": None}, "not-covered"),
        ({"payer": "cigna"}, "coverage-differs"),
        ({"plan": "eap"}, "coverage-differs"),
        ({"client": "somebody"}, "answer-unread"),
        ({"status": 7}, "answer-unread"),
    ],
)
def test_an_answer_of_no_use_is_told_and_changes_nothing(desk, added, dump, said, code):
    ana = added()
    add(desk, ana, date(2026, 1, 1), COPAY, payer="aetna", member="W1")
    before = dump("audit", "eligibility", "meta")

    found = answer(desk, ana, **said)

    assert (found.updated, [one.code for one in found.problems]) == (False, [code])
    assert dump("audit", "eligibility", "meta") == before
    assert len(eligibility.of_client(desk.db, ana.id)) == 1


def test_a_partial_answer_keeps_what_it_does_not_tell(desk, added):
    ana = added()
    terms = {
        "copay_cents": 2500, "deductible_cents": 50000, "deductible_met_cents": 100,
        "oop_max_cents": 300000, "oop_met_cents": 700,
    }  # fmt: skip
    add(desk, ana, date(2026, 1, 1), terms, payer="aetna", member="W1")

    answer(desk, ana, 10)  # of the out-of-pocket maximum it says nothing

    found = benefits(desk, ana)
    assert found.copay_cents == 2000
    assert found.oop_max == Limit(300000, 700)
    # What is met is as of one day: sums of today beside sums of then would count twice.
    assert found.deductible == Limit(50000, 100)
    assert found.as_of == TODAY


@pytest.mark.parametrize("said", [None, {}, [], "none", {"copay_cents": None}, {"copay_cents": -5}])
def test_an_answer_without_benefits_takes_none_away(desk, added, said):
    ana = added()
    add(desk, ana, date(2026, 1, 1), COPAY, payer="aetna", member="W1")
    before = benefits(desk, ana)

    found = answer(desk, ana, 3, benefits=said)

    assert benefits(desk, ana) == before
    assert found.updated is False


def test_visits_that_an_answer_does_not_tell_are_counted_on(desk, added, held):
    ana = added()
    add(
        desk, ana, date(2026, 1, 1), {"visits_allowed": 20, "visits_used": 5}, payer="aetna",
        member="W1", as_of=date(2026, 11, 20),
    )  # fmt: skip
    for days in (6, 3, 1):  # the first was before, and is among the five
        held(days, who=ana)

    answer(desk, ana)

    found = benefits(desk, ana)
    assert (found.as_of, found.visits_allowed, found.visits_used) == (TODAY, 20, 7)


def test_undo_takes_back_what_was_taken_over_and_keeps_the_answer(desk, added):
    ana = added()
    answer(desk, ana)

    undo(desk)

    assert coverages.of_client(desk.db, ana.id) == []
    (kept,) = eligibility.of_client(desk.db, ana.id)
    assert (kept.status, kept.coverage) == ("active", None)
