from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.codes import objections_to_codes
from practicecli.domain.cpt import units_for
from practicecli.domain.problems import Problem, Weight, blocking
from practicecli.figures.load import cpt_table, payer

TABLE = cpt_table()
LONGEST = 240


def objections(cpt: str, minutes: int, em: int | None = None, licence: str = "MD") -> list[Problem]:
    return list(
        objections_to_codes(
            cpt.split(), minutes=minutes, em_minutes=em, licence=licence, place="office",
            payer=payer("aetna"), plan="commercial", on=date(2026, 11, 2), modifiers=(),
            policy=None, table=TABLE,
        )
    )  # fmt: skip


def codes(cpt: str, minutes: int, em: int | None = None, licence: str = "MD") -> list[str]:
    return [problem.code for problem in objections(cpt, minutes, em, licence)]


# Source of all: apaservices.org psychotherapy and openpayer.com BCBS Illinois: the visit's time is
# not counted; americanmedicalcoding.com 2024: beside therapy a visit goes by decision making.
@pytest.mark.parametrize(
    ("cpt", "minutes", "em", "expected"),
    [
        ("99213 90833", 35, 20, ["cpt-minutes"]),  # leaves 15
        ("99213 90833", 36, 20, []),  # 16
        ("99213 90833", 57, 20, ["near-limit"]),  # 37
        ("99213 90833", 58, 20, ["cpt-minutes"]),  # 38
        ("99214 90836", 57, 20, ["cpt-minutes"]),
        ("99214 90836", 58, 20, ["near-limit"]),  # 38
        ("99214 90836", 60, 20, []),  # 40
        ("99214 90836", 72, 20, ["near-limit"]),  # 52
        ("99214 90836", 73, 20, ["cpt-minutes"]),
        ("99214 90838", 72, 20, ["cpt-minutes"]),
        ("99214 90838", 73, 20, ["near-limit"]),
        ("99214 90838", 180, 20, []),
        ("99215 90833", 36, 20, []),  # by decision making, though by time it needs 40
        ("99214 90836", 60, None, ["em-time"]),  # nobody said how long the visit took
        ("99214 90836", 60, 0, ["em-time"]),
        ("99214", 30, None, []),  # alone it stands by time or by decision making
        ("99214", 30, 29, ["em-time"]),
        ("99214", 30, 30, []),
        ("99214", 30, 31, ["em-time"]),  # longer than the session
        ("99214 90836", 60, 61, ["em-time"]),
        ("90834", 60, 20, ["em-time", "cpt-minutes"]),  # no code for the visit
        ("90792", 60, 20, []),  # an evaluation with medical services holds it
        ("90833", 36, 20, ["cpt-addon-alone"]),
    ],
)
def test_the_time_of_an_office_visit_is_apart_from_that_of_therapy(cpt, minutes, em, expected):
    assert codes(cpt, minutes, em) == expected


def test_a_refusal_says_what_the_visit_leaves():
    (problem,) = objections("99214 90838", 60, 20)

    assert problem.message == (
        "`90838` needs 53 minutes or more; the session's 60 less 20 of the visit leave 40"
    )
    assert problem.fix == "`90836` fits 38 to 52"


@pytest.mark.parametrize(
    ("cpt", "minutes", "em", "weight"),
    [
        ("99214 90836", 60, None, Weight.WARNS),
        ("99214", 30, 29, Weight.WARNS),
        ("99214", 30, 31, Weight.BLOCKS),
        ("96127", 30, 10, Weight.BLOCKS),
    ],
)
def test_what_is_only_unsaid_warns_and_what_cannot_be_blocks(cpt, minutes, em, weight):
    assert [one.weight for one in objections(cpt, minutes, em)] == [weight]


# openpayer.com BCBS Illinois: 30 to 74 minutes, then each further half hour from minute 75.
@pytest.mark.parametrize(
    ("cpt", "minutes", "fix"),
    [
        ("90839", 29, "`90832` fits 16 to 37"),
        ("90839", 30, None),
        ("90839", 74, None),
        (
            "90839",
            75,
            "Add `90840`, which counts from 75 minutes on: 75 minutes come to `90839` and 1 of it",
        ),
        (
            "90839",
            105,
            "Add `90840`, which counts from 75 minutes on: 105 minutes come to `90839` and 2 of it",
        ),
        ("90839 90840", 74, "Leave out `90840`: 74 minutes come to `90839` alone"),
        ("90839 90840", 75, None),
        ("90839 90840", 254, None),  # six units
        ("90839 90840", 255, "Check the true times and the codes"),  # seven
        ("90840", 10, "Leave out `90840`"),
    ],
)
def test_crisis_therapy_says_what_the_minutes_come_to(cpt, minutes, fix):
    found = blocking(objections(cpt, minutes, licence="LMHC"))

    assert [one.fix for one in found if one.code != "cpt-addon-alone"] == ([fix] if fix else [])


# insuredandmore.com: three questionnaires a day; accountinginsights.org: one unit for each.
@pytest.mark.parametrize(
    ("times", "expected"), [(1, []), (2, []), (3, []), (4, ["units"]), (5, ["units"])]
)
def test_a_counted_code_is_given_once_for_each_unit(times, expected):
    cpt = " ".join(["90834", *["96127"] * times])

    assert codes(cpt, 45) == expected
    assert units_for(cpt.split(), 45, TABLE) == {"90834": 1, "96127": times}


def test_no_units_of_a_length_that_nobody_said_are_counted():
    assert units_for(["90839", "90840"], 110, TABLE, 20) == {"90839": 1, "90840": 1}
    assert units_for(["90839", "90840"], 110, TABLE) == {"90839": 1, "90840": 2}


minutes_of_a_session = st.integers(min_value=0, max_value=LONGEST)


@given(shorter=minutes_of_a_session, longer=minutes_of_a_session)
@settings(max_examples=60)
def test_units_never_fall_as_minutes_rise(shorter, longer):
    shorter, longer = sorted((shorter, longer))

    few, many = (units_for(["90839", "90840"], one, TABLE) for one in (shorter, longer))
    assert few["90840"] <= many["90840"]


@given(code=st.sampled_from(sorted(TABLE.codes)), minutes=minutes_of_a_session)
@settings(max_examples=100)
def test_a_code_without_an_upper_end_goes_on_fitting(code, minutes):
    if TABLE.codes[code].at_most is not None:
        return
    short, long = (
        [one.code for one in blocking(objections(code, at))] for at in (minutes, minutes + 1)
    )

    assert "cpt-minutes" in short or "cpt-minutes" not in long


@given(minutes=minutes_of_a_session, em=st.integers(min_value=1, max_value=LONGEST))
@settings(max_examples=60)
def test_at_most_one_add_on_fits_what_a_visit_leaves(minutes, em):
    fits = [
        code
        for code in ("90833", "90836", "90838")
        if not blocking(objections(f"99213 {code}", minutes, em))
    ]

    assert len(fits) == (1 if minutes - em >= 16 else 0)
