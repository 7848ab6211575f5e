from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.codes import objections_to_codes
from practicecli.domain.cpt import units_for
from practicecli.domain.problems import Problem, Weight
from practicecli.figures.load import cpt_table, payer, policy

TABLE = cpt_table()
DAY = date(2026, 11, 2)


def objections(cpt: str, minutes: int | None = 45, **changes: object) -> list[Problem]:
    wanted: dict[str, object] = {
        "minutes": minutes,
        "licence": "LMHC",
        "place": "office",
        "payer": payer("aetna"),
        "plan": "commercial",
        "on": DAY,
        "modifiers": (),
        "policy": policy("headway"),
        "table": TABLE,
    }
    return list(objections_to_codes(cpt.split(), **{**wanted, **changes}))


def codes(cpt: str, minutes: int | None = 45, **changes: object) -> list[str]:
    return [problem.code for problem in objections(cpt, minutes, **changes)]


@pytest.mark.parametrize(
    ("cpt", "minutes", "licence", "expected"),
    [
        ("90832", 15, "LMHC", ["cpt-minutes"]),
        ("90832", 16, "LMHC", []),
        ("90832", 35, "LMHC", []),
        ("90832", 36, "LMHC", ["near-limit"]),
        ("90832", 37, "LMHC", ["near-limit"]),
        ("90832", 38, "LMHC", ["cpt-minutes"]),
        ("90834", 37, "LMHC", ["cpt-minutes"]),
        ("90834", 38, "LMHC", ["near-limit"]),
        ("90834", 39, "LMHC", ["near-limit"]),
        ("90834", 40, "LMHC", []),
        ("90834", 50, "LMHC", []),
        ("90834", 51, "LMHC", ["near-limit"]),
        ("90834", 52, "LMHC", ["near-limit"]),
        ("90834", 53, "LMHC", ["cpt-minutes"]),
        ("90837", 52, "LMHC", ["cpt-minutes"]),
        ("90837", 53, "LMHC", ["near-limit"]),
        ("90837", 54, "LMHC", ["near-limit"]),
        ("90837", 55, "LMHC", []),
        ("90837", 120, "LMHC", []),
        ("90791", 15, "LMHC", ["cpt-minutes"]),
        ("90791", 16, "LMHC", []),
        ("90792", 15, "PMHNP", ["cpt-minutes"]),
        ("90792", 16, "PMHNP", []),
        ("90839", 29, "LMHC", ["cpt-minutes"]),
        ("90839", 30, "LMHC", []),
        ("90839", 72, "LMHC", []),
        ("90839", 73, "LMHC", ["near-limit"]),
        ("90839", 74, "LMHC", ["near-limit"]),
        ("90839", 75, "LMHC", ["cpt-minutes"]),
        ("90839 90840", 74, "LMHC", ["cpt-minutes"]),
        ("90839 90840", 75, "LMHC", []),
        ("90839 90840", 140, "LMHC", []),
        ("90846", 25, "LMFT", ["cpt-minutes"]),
        ("90846", 26, "LMFT", []),
        ("90847", 25, "LMFT", ["cpt-minutes"]),
        ("90847", 26, "LMFT", []),
        ("90849", 44, "LMFT", ["group-minutes"]),
        ("90849", 45, "LMFT", []),
        ("90853", 44, "LMHC", ["group-minutes"]),
        ("90853", 45, "LMHC", []),
        ("99213 90833", 15, "MD", ["em-time", "cpt-minutes"]),
        ("99213 90833", 16, "MD", ["em-time"]),
        ("99213 90833", 60, "MD", ["em-time"]),  # the visit itself takes part of the time
        ("99214 90836", 37, "MD", ["em-time", "cpt-minutes"]),
        ("99214 90836", 38, "MD", ["em-time"]),
        ("99214 90838", 52, "MD", ["em-time", "cpt-minutes"]),
        ("99214 90838", 53, "MD", ["em-time"]),
        ("99215", 12, "MD", []),  # chosen by decision making as well as by time
        ("90837", None, "LMHC", []),
    ],
)
def test_true_minutes_are_held_against_each_code(cpt, minutes, licence, expected):
    assert codes(cpt, minutes, licence=licence) == expected


@pytest.mark.parametrize(
    ("cpt", "minutes", "message", "fix"),
    [
        (
            "90837",
            45,
            "`90837` needs 53 minutes or more; the session ran 45",
            "`90834` fits 38 to 52",
        ),
        (
            "90834",
            60,
            "`90834` needs 38 to 52 minutes; the session ran 60",
            "`90837` fits 53 minutes or more",
        ),
        (
            "90834",
            12,
            "`90834` needs 38 to 52 minutes; the session ran 12",
            "No code fits so short a session; check the true times",
        ),
        (
            "90839",
            20,
            "`90839` needs 30 to 74 minutes; the session ran 20",
            "`90832` fits 16 to 37",
        ),
        (
            "90839",
            80,
            "`90839` needs 30 to 74 minutes; the session ran 80",
            "Add `90840`, which counts from 75 minutes on: 80 minutes come to `90839` and 1 of it",
        ),
        (
            "90847",
            20,
            "`90847` needs 26 minutes or more; the session ran 20",
            "No code fits so short a session; check the true times",
        ),
    ],
)
def test_a_refusal_for_time_says_the_true_minutes_the_range_and_what_fits(
    cpt, minutes, message, fix
):
    (problem,) = objections(cpt, minutes)

    assert (problem.code, problem.message, problem.fix) == ("cpt-minutes", message, fix)


@pytest.mark.parametrize(
    ("cpt", "minutes", "changes", "expected"),
    [
        ("", 45, {}, ["no-cpt"]),
        ("00000", 45, {}, ["cpt-unknown"]),
        ("90834 12345", 45, {}, ["cpt-unknown"]),
        ("90785", 45, {}, ["cpt-addon-alone"]),
        ("90834 90785", 45, {}, []),
        ("90791 90785", 60, {}, []),
        ("90853 90785", 60, {}, []),
        ("90847 90785", 50, {}, ["cpt-addon-alone", "cpt-conflict"]),
        ("90839 90785", 60, {}, ["cpt-addon-alone", "cpt-conflict"]),
        ("90840", 80, {}, ["cpt-addon-alone"]),
        ("90833", 30, {"licence": "MD"}, ["cpt-addon-alone"]),
        ("90834 90863", 45, {"licence": "PsyD"}, []),
        ("90863", 45, {"licence": "PsyD"}, ["cpt-addon-alone"]),
        ("90834 90837", 60, {}, ["cpt-minutes", "cpt-conflict"]),
        ("90834 90834", 45, {}, ["cpt-conflict"]),
        ("90791 90792", 60, {"licence": "MD"}, ["cpt-conflict"]),
        ("90839 90837", 60, {}, ["cpt-conflict"]),
        ("90839 90791", 60, {}, ["cpt-conflict"]),
        ("90834 99213", 45, {"licence": "MD"}, ["cpt-conflict"]),
        ("99213 99214", 45, {"licence": "MD"}, ["cpt-conflict"]),
        ("90792 99214", 45, {"licence": "MD"}, ["cpt-conflict"]),
        ("99213 90833 90836", 40, {"licence": "MD"}, ["em-time", "cpt-conflict"]),
        ("90846 90847", 60, {}, ["cpt-conflict"]),
        ("90834 90846", 90, {}, ["cpt-minutes", "cpt-conflict"]),
        ("90834 90846", 64, {"modifiers": ("59",)}, []),
        ("90834 90846", 63, {"modifiers": ("59",)}, ["cpt-minutes"]),
        ("90834 90846", 64, {"modifiers": ("XE",)}, []),
        ("90834 90846", 50, {"modifiers": ("25",)}, ["cpt-conflict"]),
        ("99213 90847", 50, {"licence": "MD"}, ["cpt-conflict"]),
        ("99213 90847", 50, {"licence": "MD", "modifiers": ("25",)}, []),
    ],
)
def test_codes_together_meet_these_objections(cpt, minutes, changes, expected):
    assert codes(cpt, minutes, **changes) == expected


@pytest.mark.parametrize("conflict", sorted(TABLE.conflicts, key=sorted), ids=sorted)
def test_every_pair_that_may_not_go_together_is_refused_in_both_orders(conflict):
    one, other = sorted(conflict)

    for pair in (f"{one} {other}", f"{other} {one}"):
        assert "cpt-conflict" in codes(pair, None, licence="MD", policy=None)


@pytest.mark.parametrize("conflict", sorted(TABLE.conflicts, key=sorted), ids=sorted)
def test_a_modifier_clears_exactly_the_pairs_that_name_it(conflict):
    rule = TABLE.conflicts[conflict]
    pair = " ".join(sorted(conflict))

    for modifier in ("25", "59"):
        left = "cpt-conflict" in codes(pair, None, policy=None, modifiers=(modifier,))
        assert left == (rule.modifier != modifier)


@pytest.mark.parametrize(
    ("cpt", "licence", "expected"),
    [
        ("90792", "LMHC", ["cpt-not-licensed"]),
        ("90792", "LCPC-MD", ["cpt-not-licensed"]),
        ("90792", "LCSW PA", ["cpt-not-licensed"]),
        ("90792", "MD", []),
        ("90792", "MD, PhD", []),
        ("90792", "LCSW, PMHNP", []),
        ("90792", "PMHNP-BC", []),
        ("90792", "M.D.", []),
        ("90837", "LCSW-R", []),
        ("90837", "Licensed wizard", []),  # any licence may bill it
        ("99213 90836", "LPC", ["cpt-not-licensed", "cpt-not-licensed", "em-time"]),
        ("90837 90863", "LMFT", ["cpt-not-licensed"]),
        ("90837 90863", "Ph.D., psychologist", []),
    ],
)
def test_a_licence_decides_who_may_bill_a_code(cpt, licence, expected):
    assert codes(cpt, 60, licence=licence) == expected


@pytest.mark.parametrize(
    ("licence", "ending"),
    [
        ("LMHC", "the licence here is LMHC"),
        ("WIZARD", "this program does not know the licence `WIZARD`"),
        ("", "no licence is on record"),
    ],
)
def test_a_licence_problem_says_which_licence_it_saw(licence, ending):
    (problem,) = objections("90792", 60, licence=licence)

    assert problem.message == f"`90792` is for prescribers; {ending}"


@pytest.mark.parametrize(
    ("cpt", "on", "name", "expected"),
    [
        ("96116", date(2024, 4, 23), "headway", ["cpt-unknown"]),
        ("96116", date(2024, 4, 24), "headway", ["cpt-blocked"]),
        ("96146", DAY, "headway", ["cpt-blocked"]),
        ("96147", DAY, "headway", ["cpt-unknown"]),
        ("96115", DAY, "headway", ["cpt-unknown"]),
        ("96130", DAY, "alma", ["cpt-unknown"]),
        ("90839 99213", date(2023, 12, 17), "headway", []),
        ("90839 99213", date(2023, 12, 18), "headway", ["cpt-blocked"]),
        ("90839 99213", DAY, "alma", []),
    ],
)
def test_a_platform_blocks_codes_from_a_day_on(cpt, on, name, expected):
    assert codes(cpt, 60, on=on, policy=policy(name), licence="MD") == expected


@pytest.mark.parametrize(
    ("cpt", "minutes", "units"),
    [
        ("90837", 120, {"90837": 1}),
        ("90839 90840", 75, {"90839": 1, "90840": 1}),
        ("90839 90840", 104, {"90839": 1, "90840": 1}),
        ("90839 90840", 105, {"90839": 1, "90840": 2}),
        ("90839 90840", 135, {"90839": 1, "90840": 3}),
        ("90840", 10, {"90840": 1}),
        ("90834 96127 96127", 45, {"90834": 1, "96127": 2}),
        ("00000", 45, {"00000": 1}),
    ],
)
def test_units_are_one_but_for_further_half_hours_of_crisis(cpt, minutes, units):
    assert units_for(cpt.split(), minutes, TABLE) == units


@given(minutes=st.integers(min_value=16, max_value=300))
@settings(max_examples=60)
def test_exactly_one_individual_code_fits_any_billable_length(minutes):
    fits = [
        code for code in ("90832", "90834", "90837") if "cpt-minutes" not in codes(code, minutes)
    ]

    assert len(fits) == 1


@given(
    cpt=st.lists(st.sampled_from([*TABLE.codes, "00000", "x" * 500, "\x1b[31m"]), max_size=6),
    minutes=st.none() | st.integers(min_value=-10, max_value=2000),
    licence=st.text(max_size=12),
    modifiers=st.lists(st.sampled_from(["95", "GT", "59", "25", "zz"]), max_size=3),
)
@settings(max_examples=60)
def test_any_input_gets_sentences_and_never_an_exception(cpt, minutes, licence, modifiers):
    found = objections(" ".join(cpt), minutes, licence=licence, modifiers=modifiers)

    assert all(problem.message and not problem.message.endswith(".") for problem in found)


def test_near_limits_only_speak_up():
    (problem,) = objections("90834", 52)

    assert problem.weight is Weight.WARNS
    assert problem.message == "The session ran 52 minutes; from 53 on `90837` counts"
