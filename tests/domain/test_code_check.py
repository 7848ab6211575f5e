from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from practicecli.domain.code_check import CodesAsked, check_codes
from practicecli.domain.dx import Dx
from practicecli.figures.load import cpt_table, payer, policies

ASKED = CodesAsked(
    cpt=("90837",),
    dx=("F41.1",),
    minutes=55,
    licence="LMHC",
    place="office",
    payer=payer("aetna"),
    plan="commercial",
    on=date(2026, 11, 24),
)
KNOWN = {"F41.1": Dx("F41.1", "Generalized anxiety", billable=True)}


def known(code, on):
    return KNOWN.get(code)


def check(**changes):
    return check_codes(
        replace(ASKED, **changes),
        policy=changes.pop("policy", None),
        table=cpt_table(),
        lookup=known,
    )


@pytest.mark.parametrize(
    ("changes", "ok", "expected"),
    [
        ({}, True, []),
        ({"minutes": None}, True, []),
        ({"minutes": 52}, False, ["cpt-minutes"]),
        ({"minutes": 54}, True, ["near-limit"]),
        ({"cpt": ()}, False, ["no-cpt"]),
        ({"dx": ()}, False, ["no-dx"]),
        ({"cpt": ("90792",), "dx": ("F99.9",)}, False, ["cpt-not-licensed", "dx-unknown"]),
    ],
)
def test_codes_meet_these_objections(changes, ok, expected):
    found = check(**changes)

    assert found.ok is ok
    assert [problem.code for problem in found.problems] == expected


def test_a_platforms_blocked_codes_count_where_it_is_named():
    asked = replace(ASKED, cpt=("96127", "96130"))

    free, bound = (
        check_codes(asked, policy=one, table=cpt_table(), lookup=known)
        for one in (None, policies()["headway"])
    )

    assert "cpt-blocked" not in [problem.code for problem in free.problems]
    assert "cpt-blocked" in [problem.code for problem in bound.problems]


def test_the_payers_usual_modifier_is_named_unless_one_is_given():
    assert check(place="video-home").modifiers == ("95",)
    assert check(place="video-home").place_of_service == "10"
    assert check(place="video-home", modifiers=("GT",)).modifiers == ("GT",)


def test_further_half_hours_of_crisis_are_counted():
    assert check(cpt=("90839", "90840"), minutes=120).units == {"90839": 1, "90840": 2}
