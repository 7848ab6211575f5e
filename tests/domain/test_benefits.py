from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.benefits import (
    LIMITS,
    OPTIONS,
    WORDS,
    benefits_of,
    doubts_about_terms,
    objections_to_terms,
    terms_of,
    with_terms,
)
from practicecli.domain.coverage import Limit

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"copay_cents": 2500}, []),
        ({"deductible_cents": 50000, "deductible_met_cents": 50000}, []),
        ({"deductible_cents": 50000, "deductible_met_cents": 50001}, ["benefits-met"]),
        ({"deductible_met_cents": 1}, ["benefits-met"]),
        ({"deductible_met_cents": 0}, []),
        ({"oop_met_cents": 5, "family_oop_met_cents": 5}, ["benefits-met", "benefits-met"]),
        ({"visits_allowed": 20, "visits_used": 20}, []),
        ({"visits_allowed": 20, "visits_used": 21}, ["benefits-met"]),
        ({"copay_cents": 100000}, []),
        ({"copay_cents": 100001}, ["benefits-sum"]),
        ({"oop_max_cents": 10000000}, []),
        ({"oop_max_cents": 10000001}, ["benefits-sum"]),
        ({"visits_allowed": 366}, []),
        ({"visits_allowed": 367}, ["benefits-sum"]),
        ({"copay_cents": 200000, "oop_met_cents": 3}, ["benefits-met", "benefits-sum"]),
    ],
)
def test_terms_that_cannot_be_so_are_objected_to(terms, expected):
    assert [one.code for one in objections_to_terms(terms)] == expected


def test_every_term_has_its_word_and_its_option():
    assert set(WORDS) == set(OPTIONS)
    assert OPTIONS["family_oop_met_cents"] == "--family-oop-met"
    assert OPTIONS["deductible_met_cents"] == "--deductible-met"


def test_terms_without_the_clients_part_are_doubted():
    assert [one.code for one in doubts_about_terms({"authorization_required": True})] == [
        "benefits-share"
    ]
    assert list(doubts_about_terms({"copay_cents": 0})) == []
    assert list(doubts_about_terms({})) == []


def test_a_limit_that_is_forgotten_takes_what_is_met_along():
    before = {"deductible_cents": 500, "deductible_met_cents": 400, "copay_cents": 20}

    after = with_terms(before, {"deductible_cents": None})

    assert after == {"deductible_cents": None, "deductible_met_cents": None, "copay_cents": 20}
    assert list(objections_to_terms(after)) == []


@st.composite
def sound_terms(draw):
    terms = {
        "copay_cents": draw(st.none() | st.integers(0, 100000)),
        "coinsurance_hundredths": draw(st.none() | st.integers(0, 10000)),
        "authorization_required": draw(st.booleans()),
        "plan_year_start": draw(st.dates(date(2001, 1, 1), date(2001, 12, 31))).strftime("%m-%d")
        if draw(st.booleans())
        else "01-01",
    }
    for total, met in LIMITS.items():
        most = draw(st.none() | st.integers(0, 366))
        terms |= {total: most, met: None if most is None else draw(st.integers(0, most))}
    return terms


@given(sound_terms())
def test_terms_and_benefits_are_the_same_said_twice(terms):
    assert list(objections_to_terms(terms)) == []
    assert terms_of(benefits_of(terms, DAY)) == terms


def test_what_is_not_said_is_no_term_of_the_plan():
    known = benefits_of({"deductible_cents": 50000}, DAY)

    assert known.deductible == Limit(50000, 0)
    assert known.copay_cents is None
    assert known.oop_max is None
    assert known.plan_year_start == (1, 1)
