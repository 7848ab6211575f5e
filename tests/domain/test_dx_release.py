from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from practicecli.domain.dx_release import (
    Difference,
    Found,
    Known,
    difference,
    doubts_about_release,
    faults_of,
)

APRIL, OCTOBER = date(2026, 4, 1), date(2026, 10, 1)
BEFORE = {f"F{number}": (True, f"Text {number}") for number in range(10, 20)}
AFTER = {**BEFORE, "F10": (True, "Other words"), "F98": (True, "New")}
KNOWN = Known(BEFORE, APRIL, newest=APRIL, came={"F18": "2022-10-01", "F19": "2022-10-01"})
FOUND = Found(AFTER, OCTOBER, named=OCTOBER)


def without(*codes, of=AFTER):
    return {code: row for code, row in of.items() if code not in codes}


def test_what_a_release_changes_is_counted():
    after = {**without("F11"), "F12": (False, "Text 12"), "F13": (True, "TEXT, 13")}

    assert difference(BEFORE, after) == Difference(came=1, went=1, reworded=1, headings=1)
    assert difference(BEFORE, BEFORE).none
    assert not difference(BEFORE, after).none


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (FOUND, []),
        (replace(FOUND, unreadable=(4,)), ["Line 4 of the file cannot be read as a code"]),
        (
            replace(FOUND, unreadable=(4, 5, 6, 7, 8)),
            ["Lines 4, 5, 6 and 2 more of the file cannot be read as a code"],
        ),
        (replace(FOUND, repeated=("F10", "F11")), ["`F10`, `F11` stands in it twice"]),
    ],
)
def test_what_cannot_be_read_cannot_be_overruled(found, expected):
    assert [problem.message for problem in faults_of(found)] == expected


@pytest.mark.parametrize(
    ("found", "known", "expected"),
    [
        (FOUND, KNOWN, []),
        (replace(FOUND, gaps=(7,)), KNOWN, ["icd-gap"]),
        # 10 known: 9 are a share of 0.9, 8 are too few.
        (replace(FOUND, codes={**without("F10", "F98")}), KNOWN, []),
        (replace(FOUND, codes={**without("F10", "F11", "F98")}), KNOWN, ["icd-too-few"]),
        (
            FOUND,
            replace(KNOWN, codes={**BEFORE, "Z63.0": (True, "Text")}, came={"Z63.0": "2022-10-01"}),
            ["icd-cut-short"],  # and what came in a missing chapter is not told twice
        ),
        (replace(FOUND, codes={**AFTER, "F20": (False, "Heading")}), KNOWN, ["icd-bare"]),
        (
            replace(FOUND, codes={**AFTER, "F20": (False, "Heading"), "F20.0": (True, "Text")}),
            KNOWN,
            [],
        ),
        (replace(FOUND, named=date(2025, 10, 1)), KNOWN, ["icd-other-year"]),
        (replace(FOUND, named=None), KNOWN, []),
        (replace(FOUND, effective=date(2027, 4, 1)), KNOWN, []),  # an update of that year
        (replace(FOUND, effective=date(2027, 10, 1)), KNOWN, ["icd-other-year"]),
        (replace(FOUND, effective=date(2026, 3, 31), named=None), KNOWN, ["icd-other-year"]),
        (replace(FOUND, effective=APRIL, named=APRIL), KNOWN, []),  # of the day of the one held
        # One of two that came is half: enough; both missing is an earlier year's file.
        (replace(FOUND, codes=without("F19")), KNOWN, []),
        (
            replace(FOUND, codes={**without("F18", "F19"), "F97": (True, "x")}),
            KNOWN,
            ["icd-other-year"],
        ),
        (replace(FOUND, codes=BEFORE), KNOWN, ["icd-other-year"]),  # the same under another year
        (replace(FOUND, codes_only=True), KNOWN, []),
        (FOUND, replace(KNOWN, replaces_whole=True), []),
        (replace(FOUND, codes_only=True), replace(KNOWN, replaces_whole=True), ["icd-codes-only"]),
    ],
)  # fmt: skip
def test_a_file_meets_these_doubts(found, known, expected):
    assert [problem.code for problem in doubts_about_release(found, known)] == expected


def test_all_doubts_are_told_at_once_each_with_what_to_do():
    found = replace(FOUND, codes={"F10": (True, "x")}, gaps=(2,), named=date(2020, 10, 1))
    known = replace(KNOWN, codes={**BEFORE, "Z63.0": (True, "x")})

    told = list(doubts_about_release(found, known))

    assert [problem.code for problem in told] == [
        "icd-gap",
        "icd-cut-short",
        "icd-too-few",
        "icd-other-year",
        "icd-other-year",
    ]
    assert all(problem.fix and problem.weight == "warns" for problem in told)
    assert told[-1].message == (
        "It lacks `F18`, `F19`, which came on 2022-10-01: it looks like an earlier year's"
    )


@pytest.mark.parametrize(("count", "weight"), [(1000, "warns"), (1001, "blocks")])
def test_an_extract_is_doubted_and_a_download_cut_short_is_refused(count, weight):
    some = {f"F{number:05d}": (True, "Text") for number in range(count)}
    whole = {**some, **{f"Z{number:05d}": (True, "Text") for number in range(count)}}
    found = Found(some, OCTOBER, named=OCTOBER)
    known = Known(whole, APRIL, newest=APRIL, came={})

    told = list(doubts_about_release(found, known))
    assert {problem.code: problem.weight for problem in told} == {
        "icd-cut-short": weight, "icd-too-few": weight
    }  # fmt: skip


def test_an_edition_older_than_one_held_is_only_told_of():
    found = replace(FOUND, effective=date(2026, 3, 31), named=None)

    assert [one.weight for one in doubts_about_release(found, KNOWN)] == ["warns"]
