"""Questionnaires: every limit of every form from both sides, and what holds for any answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.measures import (
    AnswersError,
    Band,
    Flag,
    Form,
    Item,
    change,
    counts,
    objections_to_answers,
    objections_to_taking,
    plain,
    prompts_of,
    read_answers,
    scored,
)
from practicecli.figures.measures import measure_forms

FORMS = measure_forms()
DAY = date(2026, 11, 24)

# Each limit from both sides. PHQ-9: Kroenke, Spitzer, Williams 2001; GAD-7: Spitzer et al. 2006;
# PHQ-2: Kroenke 2003; GAD-2: Kroenke 2007 (both positive from 3); PCL-5: National Center for PTSD,
# a cut-point of 31 to 33.
LIMITS = {
    "phq9": [
        (0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"),
        (14, "moderate"), (15, "moderately severe"), (19, "moderately severe"), (20, "severe"),
        (27, "severe"),
    ],
    "gad7": [
        (0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"),
        (14, "moderate"), (15, "severe"), (21, "severe"),
    ],
    "phq2": [
        (0, "negative screen"), (2, "negative screen"), (3, "positive screen"),
        (6, "positive screen"),
    ],
    "gad2": [
        (0, "negative screen"), (2, "negative screen"), (3, "positive screen"),
        (6, "positive screen"),
    ],
    "pcl5": [
        (0, "below the cut-point"), (30, "below the cut-point"), (31, "at the cut-point"),
        (33, "at the cut-point"), (34, "above the cut-point"), (80, "above the cut-point"),
    ],
}  # fmt: skip
SIZES = {"phq9": (9, 27), "gad7": (7, 21), "phq2": (2, 6), "gad2": (2, 6), "pcl5": (20, 80)}
# From how many points on a change counts. PHQ-9: Loewe 2004; GAD-7: Toussaint 2020; PCL-5: Marx
# 2022. For the short ones no figure is known.
POINTS = {"phq9": 5, "gad7": 4, "phq2": None, "gad2": None, "pcl5": 15}

SLEEP = Form(
    key="sleep",
    title="Sleep",
    question="How was it",
    items=(Item("Falling asleep", ("Never", "Often")), Item("Resting", ("Bad", "Fair", "Well"))),
    bands=(Band(8, 12, "poor"), Band(13, 20, "fine")),
    lowest=1,
    times=4,
    reversed=frozenset({2}),
    flags=(Flag("risk-rest", 2, 3, "Look", "Ask this", "Write that"),),
)


def answers_of(score, form):
    """Answers that add up to a score, the first items as high as they go."""
    left, given_ = score, []
    for number, _ in enumerate(form.items, start=1):
        given_.append(min(left, form.highest(number)))
        left -= given_[-1]
    return given_


def any_answers(form):
    return st.tuples(
        *(
            st.integers(form.lowest, form.highest(number))
            for number, _ in enumerate(form.items, start=1)
        )
    )


def codes(problems):
    return [one.code for one in problems]


def off(text, form):
    with pytest.raises(AnswersError) as told:
        read_answers(text, form)
    return [(one.code, one.message) for one in told.value.problems]


def test_every_form_there_is_has_its_limits_here():
    assert set(FORMS) == set(LIMITS) == set(SIZES) == set(POINTS)


@pytest.mark.parametrize(
    ("key", "score", "severity"),
    [(key, score, severity) for key, rows in LIMITS.items() for score, severity in rows],
)
def test_a_score_on_either_side_of_a_limit_has_its_severity(key, score, severity):
    form = FORMS[key]

    found = scored(form, answers_of(score, form))

    assert (found.score, found.severity) == (score, severity)


@pytest.mark.parametrize("key", FORMS)
def test_a_form_has_its_items_its_range_and_its_figure_of_change(key):
    form = FORMS[key]

    assert (len(form.items), form.most, form.least) == (*SIZES[key], 0)
    assert form.points == POINTS[key]
    assert bool(form.why_points) == (form.points is not None)
    assert form.licence
    assert form.source


@pytest.mark.parametrize("key", FORMS)
def test_a_form_has_a_severity_for_every_score_and_the_limits_are_all_tested(key):
    form = FORMS[key]
    edges = {edge for band in form.bands for edge in (band.low, band.high)}

    assert [band.low for band in form.bands[1:]] == [band.high + 1 for band in form.bands[:-1]]
    assert (form.bands[0].low, form.bands[-1].high) == (form.least, form.most)
    assert edges == {score for score, _ in LIMITS[key]}


@pytest.mark.parametrize("key", FORMS)
@given(data=st.data())
@settings(max_examples=60)
def test_the_score_is_the_sum_whatever_the_order(key, data):
    form = FORMS[key]
    given_ = data.draw(any_answers(form))
    shuffled = data.draw(st.permutations(given_))

    assert scored(form, given_).score == sum(given_) == scored(form, shuffled).score
    assert scored(form, given_).severity == scored(form, shuffled).severity


@pytest.mark.parametrize("key", FORMS)
@given(data=st.data())
@settings(max_examples=60)
def test_a_higher_score_is_never_called_less_severe(key, data):
    form = FORMS[key]
    names = [band.severity for band in form.bands]
    low, high = sorted(
        (scored(form, data.draw(any_answers(form))) for _ in range(2)), key=lambda one: one.score
    )

    assert names.index(low.severity) <= names.index(high.severity)


@pytest.mark.parametrize("key", FORMS)
@given(data=st.data())
@settings(max_examples=60)
def test_what_is_typed_in_any_of_three_ways_is_read_alike(key, data):
    form = FORMS[key]
    given_ = data.draw(any_answers(form))
    ways = {sign.join(map(str, given_)) for sign in (",", ", ", " ", "")}

    assert {read_answers(text, form) for text in ways} == {given_}


# Item 9 of the PHQ-9 calls for a look from 1 on (its answers are 0 to 3), whatever the score.
@pytest.mark.parametrize(
    ("rest", "ninth", "flags"),
    [
        (0, 0, ()),
        (0, 1, ("risk-item-9",)),
        (0, 3, ("risk-item-9",)),
        (3, 0, ()),
        (3, 3, ("risk-item-9",)),
    ],
)
def test_item_9_of_the_phq_9_raises_its_flag_from_1_on(rest, ninth, flags):
    assert scored(FORMS["phq9"], [rest] * 8 + [ninth]).flags == flags


@given(answers=any_answers(FORMS["phq9"]))
@settings(max_examples=60)
def test_the_flag_hangs_on_item_9_alone(answers):
    assert bool(scored(FORMS["phq9"], answers).flags) == (answers[8] > 0)


def test_a_flag_says_what_to_ask_and_what_to_write():
    ask, write = prompts_of(FORMS["phq9"], ("risk-item-9",))

    assert (ask.code, write.code) == ("risk-item-9", "risk-item-9")
    assert ask.weight.value == write.weight.value == "warns"
    assert "a plan and the means" in ask.fix
    assert "safety plan" in write.fix
    assert list(prompts_of(FORMS["phq9"], ())) == []
    assert list(prompts_of(FORMS["gad7"], ())) == []


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("0,0,0,0,0,0,0", []),
        ("0,0,0,0,0,0", [("answer-count", "GAD-7 has 7 answers; 6 were given")]),
        ("0,0,0,0,0,0,0,0", [("answer-count", "GAD-7 has 7 answers; 8 were given")]),
        ("000000", [("answer-count", "GAD-7 has 7 answers; 6 were given")]),
        ("", [("answer-count", "GAD-7 has 7 answers; 0 were given")]),
        ("0,0,0,3,0,0,4", [("answer-value", "Answer 7 is not a whole number from 0 to 3")]),
        ("0,0,0,3,0,0,-1", [("answer-value", "Answer 7 is not a whole number from 0 to 3")]),
        ("0,,0,3,0,0,1", [("answer-value", "Answer 2 is not a whole number from 0 to 3")]),
        ("0 x 0 3 0 0 1", [("answer-value", "Answer 2 is not a whole number from 0 to 3")]),
        ("0 ² 0 3 0 0 1", [("answer-value", "Answer 2 is not a whole number from 0 to 3")]),
        ("0 1.5 0 3 0 0 1", [("answer-value", "Answer 2 is not a whole number from 0 to 3")]),
        (
            "4,0,9,0,0",
            [
                ("answer-count", "GAD-7 has 7 answers; 5 were given"),
                ("answer-value", "Answer 1 is not a whole number from 0 to 3"),
                ("answer-value", "Answer 3 is not a whole number from 0 to 3"),
            ],
        ),
    ],
)
def test_every_answer_that_is_off_is_named_at_once_and_none_is_repeated(text, problems):
    assert (off(text, FORMS["gad7"]) if problems else []) == problems
    assert not problems or all("9" not in message for _, message in off(text, FORMS["gad7"]))


def test_what_is_wrong_says_what_the_answers_mean():
    (problem,) = objections_to_answers([0, 4], FORMS["gad2"])

    assert problem.fix == (
        "Give 0 Not at all, 1 Several days, 2 More than half the days, 3 Nearly every day"
    )


def test_a_form_of_ones_own_may_turn_items_round_begin_at_1_and_multiply():
    assert (SLEEP.least, SLEEP.most) == (8, 20)
    assert scored(SLEEP, [1, 3]).score == 4 * (1 + 1)
    assert scored(SLEEP, [2, 1]).score == 4 * (2 + 3)
    assert scored(SLEEP, [2, 1]).severity == "fine"
    assert scored(SLEEP, [1, 3]).flags == ("risk-rest",)
    assert scored(SLEEP, [1, 2]).flags == ()
    assert codes(objections_to_answers([0, 4], SLEEP)) == ["answer-value", "answer-value"]


def test_digits_without_a_gap_are_not_taken_apart_where_an_answer_can_have_two():
    wide = replace(
        SLEEP, items=(Item("Pain", tuple(map(str, range(11)))), SLEEP.items[1]), lowest=0
    )

    assert off("102", wide) == [
        ("answer-count", "Sleep has 2 answers; 1 were given"),
        ("answer-value", "Answer 1 is not a whole number from 0 to 10"),
    ]
    assert read_answers("10 2", wide) == (10, 2)


def test_one_item_takes_one_digit():
    one = replace(SLEEP, items=SLEEP.items[:1])

    assert read_answers("2", one) == (2,)


@pytest.mark.parametrize(
    ("days", "expected"), [(-400, []), (-1, []), (0, []), (1, ["measure-future"])]
)
def test_answers_of_a_day_to_come_are_not_kept(days, expected):
    assert codes(objections_to_taking(DAY + timedelta(days=days), today=DAY)) == expected


@pytest.mark.parametrize(
    ("before", "after", "points", "moved", "really"),
    [
        (None, 9, 5, None, None),
        (9, 9, 5, 0, False),
        (14, 10, 5, -4, False),
        (15, 10, 5, -5, True),
        (10, 14, 5, 4, False),
        (10, 15, 5, 5, True),
        (10, 15, None, 5, None),
    ],
)
def test_a_change_counts_from_the_figure_on_up_or_down(before, after, points, moved, really):
    assert change(before, after) == moved
    assert counts(points, moved) is really


@pytest.mark.parametrize("typed", ["phq9", "PHQ-9", "phq 9", "Phq_9"])
def test_a_name_is_found_in_the_ways_it_is_written(typed):
    assert plain(typed) == "phq9"
