from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.codes import objections_to_codes
from practicecli.domain.problems import Problem
from practicecli.figures._compiled import FIGURES
from practicecli.figures.load import cpt_table, payer, policies

TABLE = cpt_table()
SEPARATE = (
    "Leave one of them out; if they were truly separate, add `--modifier {}`, which goes on `{}`"
)


def objections(cpt, modifiers=(), minutes=None, name="", **changes) -> list[Problem]:
    said = {"licence": "MD", "plan": "commercial", "em_minutes": None} | changes
    return list(
        objections_to_codes(
            cpt, minutes=minutes, place="office", payer=payer("aetna"), on=date(2026, 11, 2),
            modifiers=modifiers, policy=policies().get(name), table=TABLE, **said,
        )
    )  # fmt: skip


def codes(cpt, modifiers=(), **changes):
    return [one.code for one in objections(cpt.split(), modifiers, **changes)]


@pytest.mark.parametrize(
    ("cpt", "modifiers", "expected"),
    [
        # aapc.com psychiatry coding alert 146039: indicator 1, on the individual code
        ("90834 90853", "", ["cpt-conflict"]),
        ("90834 90853", "59", []),
        ("90834 90853", "25", ["cpt-conflict"]),
        # aapc.com 127617: indicator 1
        ("90849 90853", "", ["cpt-conflict"]),
        ("90849 90853", "XE", []),
        # CPT's remark on 90839: not with other psychiatric services; indicator 0
        ("90839 90847", "59", ["cpt-conflict"]),
        ("90839 90853", "59", ["cpt-conflict"]),
        ("90839 90849", "59", ["cpt-conflict"]),
        # openpayer.com BCBS Illinois: 90863 with therapy only, by who bills no visits
        ("90834 90863", "", []),
        ("90839 90863", "", ["cpt-addon-alone", "cpt-conflict"]),
        ("99213 90863", "59", ["cpt-addon-alone", "cpt-conflict"]),
        ("99213 90833 90863", "", ["cpt-addon-alone", "cpt-conflict", "cpt-conflict"]),
        # openpayer.com; apaservices.org 2022: interactive complexity and its bases
        ("90791 90785", "", []),
        ("90832 90785", "", []),
        ("99213 90833 90785", "", []),
        ("90853 90785", "", []),
        ("90849 90785", "", ["cpt-addon-alone"]),
        ("90846 90785", "", ["cpt-addon-alone", "cpt-conflict"]),
        ("99213 90785", "", ["cpt-addon-alone"]),
        # cms.gov LCD 34616: an evaluation with medical services contains no psychotherapy
        ("90792 90834", "59", ["cpt-conflict"]),
        ("90792 90785", "", []),
    ],
)
def test_codes_together_meet_these_objections(cpt, modifiers, expected):
    licence = "MD, PhD"

    assert codes(cpt, modifiers.split(), licence=licence) == expected


def test_an_indicator_of_0_is_cleared_by_no_modifier_and_1_by_its_own():
    known = ["25", "59", "76", "95", "GT", "HJ", "XE", "XP", "XS", "XU"]
    for rule in FIGURES["cpt"]["conflicts"]:
        assert ("modifier" in rule) == bool(rule["indicator"]), rule
    for pair, conflict in TABLE.conflicts.items():
        clears = {mark for mark in known if conflict.cleared_by(frozenset({mark}))}
        assert bool(clears) == bool(conflict.modifier), pair
        assert conflict.cleared_by(frozenset(known)) == bool(conflict.modifier), pair


@pytest.mark.parametrize(
    ("cpt", "fix"),
    [
        (
            "90834 90847",
            SEPARATE.format("59", "90834"),
        ),
        (
            "99213 90847",
            SEPARATE.format("25", "99213"),
        ),
        ("90791 90834", "Leave one of them out; no modifier lets them pass together"),
    ],
)
def test_a_clash_says_the_modifier_and_the_code_it_goes_on(cpt, fix):
    (problem,) = objections(cpt.split())

    assert problem.fix == fix


# therathink.com aj-modifier and ho-modifier: payers reject it
@pytest.mark.parametrize(
    ("modifiers", "expected"),
    [
        ("95", []),
        ("59 95", []),
        ("59 59", ["modifier-twice"]),
        ("59 HO 59 HO", ["modifier-twice"] * 2),
    ],
)
def test_a_modifier_counts_once(modifiers, expected):
    found = codes("90834", modifiers.split(), plan="medicaid")

    assert [one for one in found if one != "place-modifier"] == expected


@given(
    cpt=st.lists(st.sampled_from([*sorted(TABLE.codes), "00000"]), min_size=1, max_size=4),
    modifiers=st.lists(st.sampled_from(["25", "59", "95", "HJ", "XE"]), max_size=3),
    minutes=st.none() | st.integers(min_value=0, max_value=240),
    em=st.none() | st.integers(min_value=0, max_value=60),
    name=st.sampled_from(["", "headway"]),
    plan=st.sampled_from(["commercial", "eap", "medicare"]),
)
@settings(max_examples=150)
def test_the_order_of_codes_and_modifiers_changes_nothing(cpt, modifiers, minutes, em, name, plan):
    def said(one, marks):
        found = objections(one, marks, minutes, name, em_minutes=em, plan=plan)
        return {(problem.code, problem.message, problem.fix, problem.weight) for problem in found}

    usual = said(cpt, modifiers)
    assert all(said(order, modifiers) == usual for order in permutations(cpt))
    assert said(cpt, modifiers[::-1]) == usual
