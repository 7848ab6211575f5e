from __future__ import annotations

from datetime import date

import pytest

from practicecli.domain.dx import Dx, in_force_from, objections_to_dx
from practicecli.domain.problems import blocking

ON = date(2026, 11, 2)
HELD = {
    dx.code: dx
    for dx in (
        Dx("F41.1", "Generalized anxiety disorder", billable=True),
        Dx("F41.9", "Anxiety disorder, unspecified", billable=True),
        Dx("F32", "Depressive episode", billable=False, children=("F32.0", "F32.1")),
        Dx("F43.81", "Prolonged grief disorder", billable=True, valid_from=date(2022, 10, 1)),
        Dx("F99.8", "An invented one", billable=True, valid_to=date(2026, 9, 30)),
        Dx("Y07.499", "Other family member, perpetrator of maltreatment", billable=True),
        Dx("Z63.0", "Problems in relationship with spouse or partner", billable=True),
    )
}


def objections(codes: str, on: date = ON):
    return list(objections_to_dx(codes.split(), lookup=lambda code, _: HELD.get(code), on=on))


@pytest.mark.parametrize(
    ("codes", "on", "expected"),
    [
        ("F41.1", ON, []),
        ("", ON, ["no-dx"]),
        ("X99", ON, ["dx-unknown"]),
        ("F32", ON, ["dx-not-specific"]),
        ("F41.9", ON, ["dx-unspecified"]),
        ("F43.81", date(2022, 9, 30), ["dx-not-in-force"]),
        ("F43.81", date(2022, 10, 1), []),
        ("F99.8", date(2026, 9, 30), []),
        ("F99.8", date(2026, 10, 1), ["dx-not-in-force"]),
        ("Z63.0", ON, ["dx-z-first"]),
        ("F41.1 Z63.0", ON, []),
        ("Y07.499", ON, ["dx-cause-first"]),
        ("F41.1 Y07.499", ON, []),
        (
            "Z63.0 F41.9 F32 X99",
            ON,
            ["dx-unspecified", "dx-not-specific", "dx-unknown", "dx-z-first"],
        ),
        (" ".join(["F41.1"] * 12), ON, []),
        (" ".join(["F41.1"] * 13), ON, ["dx-too-many"]),
    ],
)
def test_diagnoses_meet_these_objections(codes, on, expected):
    assert [problem.code for problem in objections(codes, on)] == expected


def test_warnings_do_not_block():
    assert blocking(objections("Z63.0 F41.9")) == []


def test_a_heading_names_codes_below_it():
    (problem,) = objections("F32")

    assert problem.fix == "Choose one, such as `F32.0` `F32.1`"


def test_a_code_not_in_force_says_when_it_was():
    (problem,) = objections("F43.81", date(2022, 9, 30))

    assert problem.message == "`F43.81` was not valid on 2022-09-30: from 2022-10-01 on"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2016, 10, 1), date(2020, 9, 30), "from 2016-10-01 to 2020-09-30"),
        (None, date(2020, 9, 30), "until 2020-09-30"),
    ],
)
def test_a_code_that_ended_says_until_when(first, last, words):
    dx = Dx("F99.7", "An invented one", billable=True, valid_from=first, valid_to=last)

    (problem,) = objections_to_dx(["F99.7"], lookup=lambda *_: dx, on=ON)

    assert problem.message == f"`F99.7` was not valid on 2026-11-02: {words}"


def test_an_overlong_code_is_cut_short():
    (problem,) = objections("F" * 5000)

    assert len(problem.message) < 60


def test_an_edition_is_in_force_from_the_october_before():
    assert in_force_from(2026).isoformat() == "2025-10-01"
