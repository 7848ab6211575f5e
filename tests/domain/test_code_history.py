from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.code_history import (
    doubts_about_evaluation,
    months_after,
    objections_to_day,
)
from practicecli.figures.load import cpt_table, payer

TABLE = cpt_table()


def objections(cpt: str, others: str, marks: str = "", other_marks: str = ""):
    return list(
        objections_to_day(
            cpt.split(), frozenset(marks.split()), others.split(), frozenset(other_marks.split()),
            table=TABLE, whose="this client that day",
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cpt", "others", "marks", "other_marks", "expected"),
    [
        ("90834", "", "", "", []),
        # openpayer.com BCBS Illinois: crisis therapy stands alone that day
        ("90834", "90839", "", "", ["cpt-conflict"]),
        ("90834", "90839", "59", "", ["cpt-conflict"]),
        ("90839", "90834", "59", "59", ["cpt-conflict"]),
        ("90847", "90839", "", "", ["cpt-conflict"]),
        # ... and is billed once a day: its time is added up
        ("90839", "90839 90840", "59", "", ["duplicate"]),
        # fcso.com, palmettogba.com: a second, separate session is marked as such
        ("90834", "90834", "", "", ["duplicate"]),
        ("90834", "90834", "59", "", []),
        ("90834", "90834", "76", "", []),
        ("90834", "90834", "25", "", ["duplicate"]),
        ("90837", "90834", "", "", ["cpt-conflict"]),
        ("90837", "90834", "59", "", []),
        ("90837", "90834", "", "XE", []),  # CMS takes it on either code
        ("99213", "99214", "59", "", ["cpt-conflict"]),
        ("99213", "99214", "25", "", []),
        ("99213", "99213", "25", "", []),
        ("99213", "99213", "59", "", ["duplicate"]),
        # aapc.com 144020: an evaluation only once a day
        ("90791", "90791", "59", "", ["duplicate"]),
        # aapc.com 144244: individual and family, the modifier on the individual code
        ("90834", "90847", "", "", ["cpt-conflict"]),
        ("90834", "90847", "59", "", []),
        ("90847", "90846", "59", "", []),
        # aapc.com 146039: individual and group
        ("90834", "90853", "", "", ["cpt-conflict"]),
        ("90834", "90853", "XE", "", []),
        ("90791", "90834", "59", "", ["cpt-conflict"]),
        ("00000", "00000", "", "", ["duplicate"]),
        ("00000", "00000", "59", "", []),
        # insuredandmore.com: three questionnaires a day
        ("96127", "96127 96127", "", "", []),
        ("96127 96127", "96127 96127", "", "", ["units"]),
    ],
)
def test_codes_are_held_against_the_other_sessions_of_that_day(
    cpt, others, marks, other_marks, expected
):
    assert [one.code for one in objections(cpt, others, marks, other_marks)] == expected


@pytest.mark.parametrize(
    ("cpt", "others", "fix"),
    [
        (
            "90847",
            "90834",
            "If the two sessions were truly separate, add `--modifier 59`, which goes on `90834`",
        ),
        ("90837", "90834", "If the two sessions were truly separate, add `--modifier 59`"),
        ("90834", "90839", "Correct one of the two sessions; no modifier lets them pass together"),
        ("90834", "90834", "If these were two separate sessions, say so with `--modifier 59`"),
        (
            "90839",
            "90839",
            "It counts once a day: leave it out here; times stay the true ones of each session",
        ),
    ],
)
def test_an_objection_says_the_modifier_that_would_do_or_that_none_does(cpt, others, fix):
    (problem,) = objections(cpt, others)

    assert problem.fix == fix


def test_a_modifier_more_is_named_beside_those_that_are_there():
    (problem,) = objections("90834", "90834", marks="95")

    assert problem.fix.endswith("say so with `--modifier 95 --modifier 59`")


some_codes = st.lists(st.sampled_from(sorted(TABLE.codes)), max_size=4)
some_marks = st.frozensets(st.sampled_from(["25", "59", "XE", "95"]), max_size=2)


@given(mine=some_codes, others=some_codes, marks=some_marks, other_marks=some_marks)
@settings(max_examples=100)
def test_two_sessions_clash_whichever_of_them_is_confirmed_first(mine, others, marks, other_marks):
    def clash(one, other, with_marks, there):
        found = objections_to_day(one, with_marks, other, there, table=TABLE, whose="somebody")
        return "cpt-conflict" in [problem.code for problem in found]

    assert clash(mine, others, marks, other_marks) == clash(others, mine, other_marks, marks)


def again(on: date, last: date | None, seen: date | None, who: str, cpt: str = "90791"):
    found = doubts_about_evaluation(
        cpt.split(), on, payer=payer(who), last_evaluation=last, last_seen=seen, table=TABLE
    )
    return [(one.code, one.weight.value) for one in found]


WARNED = [("evaluation-again", "warns")]


@pytest.mark.parametrize(
    ("who", "on", "last", "seen", "expected"),
    [
        # a year is our reading: pages say yearly, or once an episode
        ("aetna", date(2026, 11, 1), date(2025, 11, 2), date(2026, 10, 1), WARNED),
        ("aetna", date(2026, 11, 2), date(2025, 11, 2), date(2026, 10, 1), []),
        ("aetna", date(2026, 11, 2), None, date(2026, 10, 1), []),
        # cms.gov LCD 34616: every six months of an illness
        ("medicare", date(2026, 11, 1), date(2026, 5, 2), date(2026, 10, 1), WARNED),
        ("medicare", date(2026, 11, 2), date(2026, 5, 2), date(2026, 10, 1), []),
        # openpayer.com BCBS Illinois: six months after the last visit of any kind
        ("bcbs", date(2026, 11, 1), date(2020, 1, 1), date(2026, 5, 2), WARNED),
        ("bcbs", date(2026, 11, 2), date(2026, 5, 2), date(2026, 5, 2), []),
        ("bcbs", date(2026, 11, 2), None, None, []),
    ],
)
def test_a_first_evaluation_too_soon_again_is_warned_about_by_payer(who, on, last, seen, expected):
    assert again(on, last, seen, who) == expected


def test_only_an_evaluation_is_one():
    day = date(2026, 11, 2)

    assert again(day, day, day, "aetna", "90834 90785 00000") == []


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_end_with_the_month(day, months, expected):
    assert months_after(day, months) == expected
