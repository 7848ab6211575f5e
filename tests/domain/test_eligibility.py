from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.benefits import objections_to_terms
from practicecli.domain.eligibility import (
    differences,
    is_whole,
    read_answer,
    without_accumulators,
)

WHOLE = {
    "client": "c",
    "asked_at": "2026-11-24T14:00:00Z",
    "payer": "aetna",
    "plan": "commercial",
    "status": "active",
    "begins_on": "2026-01-01",
    "ends_on": None,
    "benefits": {
        "copay_cents": 2000,
        "coinsurance_percent": 20,
        "deductible": {
            "individual": {"total_cents": 50000, "used_cents": 45000},
            "family": {"total_cents": 100000, "used_cents": 45000},
        },
        "out_of_pocket": {
            "individual": {"total_cents": 300000, "used_cents": 0},
            "family": {"total_cents": 600000, "used_cents": 0},
        },
        "visits": {"allowed": 20, "used": 3},
        "plan_year_starts_on": "2026-07-01",
    },
}


def altered(*path, to):
    said = copy.deepcopy(WHOLE)
    found = said
    for name in path[:-1]:
        found = found[name]
    found[path[-1]] = to
    return said


def test_a_whole_answer_is_read_term_by_term():
    found = read_answer(WHOLE, "c")

    assert (found.status, found.unread) == ("active", ())
    assert found.facts == {"payer": "aetna", "plan": "commercial", "begins_on": "2026-01-01"}
    assert found.terms == {
        "copay_cents": 2000,
        "coinsurance_hundredths": 2000,
        "plan_year_start": "07-01",
        "deductible_cents": 50000,
        "deductible_met_cents": 45000,
        "family_deductible_cents": 100000,
        "family_deductible_met_cents": 45000,
        "oop_max_cents": 300000,
        "oop_met_cents": 0,
        "family_oop_max_cents": 600000,
        "family_oop_met_cents": 0,
        "visits_allowed": 20,
        "visits_used": 3,
    }


@pytest.mark.parametrize(
    ("said", "missing", "unread"),
    [
        (altered("benefits", "copay_cents", to=-1), {"copay_cents"}, ("copay_cents",)),
        (altered("benefits", "copay_cents", to=True), {"copay_cents"}, ("copay_cents",)),
        (altered("benefits", "copay_cents", to="20"), {"copay_cents"}, ("copay_cents",)),
        (altered("benefits", "copay_cents", to=20.5), {"copay_cents"}, ("copay_cents",)),
        (altered("benefits", "copay_cents", to=10**9), {"copay_cents"}, ("copay_cents",)),
        (altered("benefits", "copay_cents", to=None), {"copay_cents"}, ()),
        (
            altered("benefits", "coinsurance_percent", to=101),
            {"coinsurance_hundredths"},
            ("coinsurance_hundredths",),
        ),
        (
            altered("benefits", "deductible", "individual", "used_cents", to=50001),
            {"deductible_cents", "deductible_met_cents"},
            ("deductible_cents",),
        ),
        (
            altered("benefits", "deductible", "individual", to={"total_cents": 50000}),
            {"deductible_cents", "deductible_met_cents"},
            ("deductible_cents",),
        ),
        (
            altered("benefits", "visits", to=[20]),
            {"visits_allowed", "visits_used"},
            ("visits_allowed",),
        ),
        (altered("benefits", "visits", to=None), {"visits_allowed", "visits_used"}, ()),
        (
            altered("benefits", "plan_year_starts_on", to="2028-02-29"),
            {"plan_year_start"},
            ("plan_year_start",),
        ),
    ],
)
def test_what_cannot_be_read_is_left_out_and_named(said, missing, unread):
    found = read_answer(said, "c")

    assert set(read_answer(WHOLE, "c").terms) - set(found.terms) == missing
    assert found.unread == unread


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"status": "splendid"},
        {**WHOLE, "client": "somebody else"},
        {**WHOLE, "status": ["active"]},
    ],
)
def test_an_answer_without_a_status_or_about_somebody_else_says_nothing(said):
    found = read_answer(said, "c")

    assert (found.status, found.facts, found.terms) == ("unreadable", {}, {})
    assert len(found.unread) == 1


def test_a_percentage_may_have_hundredths():
    said = altered("benefits", "coinsurance_percent", to=22.22)

    assert read_answer(said, "c").terms["coinsurance_hundredths"] == 2222


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda held: (
        st.lists(held, max_size=3) | st.dictionaries(st.text(max_size=8), held, max_size=3)
    ),
    max_leaves=8,
)


@given(anything, st.sampled_from([("status",), ("payer",), ("ends_on",), ("benefits",)] + [
    ("benefits", name) for name in WHOLE["benefits"]
] + [("benefits", "deductible", "individual"), ("benefits", "visits", "used")]))  # fmt: skip
def test_whatever_is_answered_is_read_without_failing_and_makes_sense(held, path):
    found = read_answer(altered(*path, to=held), "c")

    assert list(objections_to_terms(found.terms)) == []
    assert all(value is not None for value in found.said().values())


def test_what_is_no_longer_said_is_no_change():
    assert differences({"a": 1, "b": 2}, {"a": 1}) == []
    assert differences({"a": 1}, {"a": 2, "c": 3}) == [
        {"field": "a", "was": 1, "now": 2},
        {"field": "c", "was": None, "now": 3},
    ]


def test_sums_of_different_days_are_not_mixed():
    terms = {"deductible_cents": 500, "deductible_met_cents": 400, "copay_cents": 20}

    assert is_whole(terms, {"deductible_cents": 500})
    assert not is_whole(terms, {"deductible_cents": 500, "oop_max_cents": 3000})
    assert is_whole(terms, {"visits_allowed": 20})  # visits we can count ourselves
    assert without_accumulators(terms) == {"deductible_cents": 500, "copay_cents": 20}
