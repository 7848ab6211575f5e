from __future__ import annotations

from datetime import date

import pytest

from practicecli.domain.code_payers import objections_of_payer
from practicecli.domain.problems import Weight
from practicecli.figures.load import cpt_table, payer

DAY = date(2026, 11, 2)


def objections(cpt="90834", who="aetna", plan="commercial", **changes):
    said = {"licence": "LMHC", "place": "office", "on": DAY, "marks": ""} | changes
    return objections_of_payer(
        tuple(cpt.split()), said["licence"], said["place"], payer(who), plan, said["on"],
        frozenset(said["marks"].split()), cpt_table(),
    )  # fmt: skip


def codes(*args, **changes):
    return [one.code for one in objections(*args, **changes)]


# therathink.com cpt-code-99404; therasoftonline.com article 159: any other code is billed to the
# member's own plan. therapyappointment article 39: Optum takes the usual codes with HJ.
@pytest.mark.parametrize(
    ("cpt", "who", "plan", "expected"),
    [
        ("99404", "cigna", "eap", []),
        ("99404", "cigna", "commercial", ["cpt-plan"]),
        ("99404", "aetna", "self", ["cpt-plan"]),
        ("99404", "aetna", "", []),  # no plan is known
        ("90834", "cigna", "eap", ["cpt-plan"]),
        ("90847 90785", "cigna", "eap", ["cpt-plan", "cpt-plan"]),
        ("90834", "cigna", "commercial", []),
        ("90834", "optum", "eap", []),
        ("00000", "cigna", "eap", []),  # said elsewhere
    ],
)
def test_employee_assistance_has_codes_of_its_own(cpt, who, plan, expected):
    assert codes(cpt, who, plan) == expected


def test_the_objection_says_which_code_to_give():
    (problem,) = objections("90834", "cigna", "eap")

    assert problem.fix == "Give `99404` alone, with the authorization's number on the claim"


# medicare.fcso.com 0459457
@pytest.mark.parametrize(
    ("licence", "on", "who", "plan", "expected"),
    [
        ("LMHC", date(2023, 12, 31), "medicare", "", ["cpt-not-licensed"]),
        ("LMFT", date(2023, 12, 31), "humana", "medicare", ["cpt-not-licensed"]),
        ("LMHC", date(2024, 1, 1), "medicare", "medicare", []),
        ("LCSW", date(2023, 12, 31), "medicare", "medicare", []),
        ("PhD, LMFT", date(2023, 12, 31), "aetna", "commercial", []),
    ],
)
def test_counselors_bill_medicare_from_a_day_on(licence, on, who, plan, expected):
    assert codes("90834", who, plan, licence=licence, on=on) == expected


# Headway help 7473561009428; providerexpress.com
@pytest.mark.parametrize(
    ("licence", "plan", "expected"),
    [
        ("LMHC", "eap", []),
        ("PhD", "eap", ["cpt-not-licensed"]),
        ("MD", "eap", ["cpt-not-licensed"]),
        ("Licensed wizard", "eap", []),  # unknown letters are for other rules
        ("PhD", "commercial", []),
    ],
)
def test_optums_employee_assistance_is_for_masters_level_therapists(licence, plan, expected):
    found = objections("90834", "optum", plan, licence=licence)

    assert [one.code for one in found] == expected
    assert all(one.weight is Weight.WARNS for one in found)


# nationalbilling.com telehealth-modifier; ngsmedicare.com 10638446; therathink.com hj-modifier
@pytest.mark.parametrize(
    ("who", "plan", "place", "marks", "doubt"),
    [
        ("medicaid", "medicaid", "video-home", "GT", ""),
        ("medicaid", "medicaid", "video-home", "95", ""),
        ("medicaid", "medicaid", "video-home", "59", "Medicaid wants `95` on a video session"),
        ("aetna", "commercial", "video", "95 GT", "`95` `GT` say the same; one of them is enough"),
        ("aetna", "commercial", "video", "GQ", "Modifier `GQ` says that it was not live"),
        ("medicare", "", "video", "GT", "Medicare takes place of service 02 alone, without `GT`"),
        ("optum", "eap", "office", "HJ", ""),
        ("optum", "eap", "office", "59", "Optum wants `HJ` on employee assistance"),
        ("optum", "eap", "video-home", "95 HJ", ""),
        (
            "optum",
            "commercial",
            "office",
            "HJ",
            "Modifier `HJ` says employee assistance, which this plan is not",
        ),
    ],
)  # fmt: skip
def test_modifiers_are_held_against_payer_and_plan(who, plan, place, marks, doubt):
    found = objections("90834", who, plan, place=place, marks=marks)

    assert [one.message for one in found] == ([doubt] if doubt else [])
