from __future__ import annotations

from datetime import date

import pytest

from practicecli.domain.dx_changes import (
    Changed,
    CodeUse,
    DxChange,
    Stand,
    change_of,
    concerned,
    nearest,
    same_text,
)

APRIL, OCTOBER, LATER = date(2026, 4, 1), date(2026, 10, 1), date(2027, 10, 1)
LONG_AGO = date(2022, 10, 1)


def in_april(label="Text", *, billable=True, split_on=None):
    return Stand(APRIL, label, billable, split_on)


@pytest.mark.parametrize(
    ("stands", "expected"),
    [
        ([in_april()], None),
        ([in_april(), Stand(OCTOBER, "Text", billable=True)], None),
        ([in_april(), Stand(OCTOBER, "TEXT.", billable=True)], None),  # only looks different
        ([Stand(APRIL)], None),  # never held
        ([in_april(billable=False)], None),  # a heading for as long as is known
        ([Stand(APRIL), Stand(OCTOBER, "New", billable=True)], None),
        (  # split before the release we ship
            [in_april(billable=False, split_on=LONG_AGO)],
            Changed("F43.8", "Text", DxChange.HEADING, LONG_AGO),
        ),
        (
            [in_april(), Stand(OCTOBER, "Text", billable=False, split_on=OCTOBER)],
            Changed("F43.8", "Text", DxChange.HEADING, OCTOBER),
        ),
        ([in_april(), Stand(OCTOBER)], Changed("F43.8", "Text", DxChange.ENDED, OCTOBER)),
        (  # it ended with the first release that lacks it
            [in_april(), Stand(OCTOBER), Stand(LATER)],
            Changed("F43.8", "Text", DxChange.ENDED, OCTOBER),
        ),
        (
            [in_april(), Stand(OCTOBER, "Other", billable=True)],
            Changed("F43.8", "Other", DxChange.TEXT, OCTOBER, was="Text"),
        ),
        (  # the latest change of words is told
            [in_april(), Stand(OCTOBER, "B", billable=True), Stand(LATER, "C", billable=True)],
            Changed("F43.8", "C", DxChange.TEXT, LATER, was="B"),
        ),
        (
            [in_april(), Stand(OCTOBER, "B", billable=True), Stand(LATER, "B", billable=True)],
            Changed("F43.8", "B", DxChange.TEXT, OCTOBER, was="Text"),
        ),
    ],
)
def test_what_became_of_a_code(stands, expected):
    assert change_of("F43.8", stands) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("A b", "A b", True), ("Burn-out", "Burn out", True), ("A", "B", False)],
)
def test_texts_are_compared_by_their_letters(one, other, same):
    assert same_text(one, other) is same


def test_the_nearest_share_most_words():
    kind = [
        ("F41.0", "Panic disorder"),
        ("F41.1", "Generalized anxiety disorder"),
        ("F41.8", "Other specified anxiety disorders"),
        ("F41.9", "Anxiety disorder, unspecified"),
    ]

    found = nearest("Other mixed anxiety disorders", kind)

    assert [code for code, _ in found] == ["F41.8", "F41.1", "F41.9"]
    assert nearest("", [("A", "")]) == [("A", "")]
    assert nearest("Text", []) == []


@pytest.mark.parametrize(
    ("use", "is_open"),
    [
        (CodeUse("c-1", "F43.8", "2026-09-20", "2026-09-20"), True),  # their last, before
        (CodeUse("c-1", "F43.8", "2026-10-20", "2026-10-20"), True),  # their last, after it ended
        (CodeUse("c-1", "F43.8", "2026-09-20", "2026-09-30"), True),  # not seen since
        (CodeUse("c-1", "F43.8", "2026-09-20", "2026-10-01"), False),  # seen since, without it
        (CodeUse("c-1", "F43.8", "", ""), True),  # in a plan, before any session
    ],
)
def test_whoever_was_seen_since_without_the_code_has_another(use, is_open):
    assert concerned([use], OCTOBER) == (["c-1"] if is_open else [])


def test_each_client_is_named_once():
    uses = [
        CodeUse("c-2", "F43.8", "2026-09-20", "2026-09-20"),
        CodeUse("c-1", "F43.8", "2026-09-20", "2026-09-20"),
        CodeUse("c-2", "F43.8", "2026-08-20", "2026-09-20"),
    ]

    assert concerned(uses, OCTOBER) == ["c-1", "c-2"]
