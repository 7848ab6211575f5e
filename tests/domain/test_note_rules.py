from __future__ import annotations

from dataclasses import replace

import pytest

from practicecli.domain.note_rules import (
    doubts_about_copying,
    doubts_about_thinness,
    missing_elements,
    own_words,
)
from practicecli.figures.load import note_template
from practicecli.figures.note_rules import note_rules

RULES = note_rules()
DAP, BIRP, MISSED = (note_template(key) for key in ("dap", "birp", "missed"))
# What every billed note needs: Headway help 360059490751, 13042026808212.
FULL = {
    "data": "Consent renewed. Explored the week. No risk: asked about suicide and self-harm.",
    "assessment": "Responded well; some progress.",
    "plan": "Weekly.",
}


def missing(sections, template=DAP, place="office"):
    return [one.key for one in missing_elements(sections, template, RULES, place=place)]


def test_a_note_that_says_all_lacks_nothing():
    assert missing(FULL) == []
    assert doubts(FULL) == []
    assert doubts(FULL, dx=())[0].message == "The note of session s-1 says nothing of the diagnosis"
    assert list(doubts_about_thinness("s-1", {}, MISSED, RULES, place="office")) == []


@pytest.mark.parametrize(
    ("gone", "instead", "lacks"),
    [
        ("Consent renewed.", "", ["consent"]),
        ("Explored the week.", "", ["intervention"]),
        ("No risk: asked about suicide and self-harm.", "", ["risk"]),
        ("No risk: asked about suicide and self-harm.", "Denied suicidal ideation.", []),
        ("No risk: asked about suicide and self-harm.", "Brisk walk, asterisk.", ["risk"]),
        ("Responded well;", "", ["response"]),
        ("some progress.", "", ["progress"]),
        ("some progress.", "Goal 1 is near.", []),
    ],
)
def test_each_element_is_missed_alone(gone, instead, lacks):
    assert missing({key: text.replace(gone, instead) for key, text in FULL.items()}) == lacks


def test_a_section_bears_what_its_name_says_unless_it_is_empty():
    words = {"behavior": "Consent. No risk. Progress.", "intervention": "x", "response": "y"}
    assert missing({**words, "plan": "z"}, BIRP) == []
    assert missing({**words, "plan": " "}, BIRP) == ["plan"]


@pytest.mark.parametrize(("place", "lacks"), [("office", []), ("video-home", ["telehealth"]),
                                              ("video", ["telehealth"])])  # fmt: skip
def test_a_video_session_also_names_its_platform(place, lacks):
    assert missing(FULL, place=place) == lacks
    assert missing({**FULL, "data": FULL["data"] + " On video."}, place=place) == []


def test_a_note_that_is_not_billed_needs_none_of_it():
    assert missing({"outreach": "Called at 15:10"}, MISSED) == []


def test_a_goal_that_is_named_tells_of_progress():
    thin = {**FULL, "assessment": "Responded well."}
    assert [one.code for one in doubts(thin)] == ["note-thin"]
    assert doubts(thin, goals=("1",)) == []


def test_all_that_is_missing_is_said_in_one_sentence_that_repeats_nothing_of_the_note():
    (found,) = doubts({"data": "Zanzibar", "assessment": "", "plan": ""})

    assert found.message == (
        "The note of session s-1 says nothing of consent, risk, what you did, the client's"
        " response, progress toward a goal, the plan"
    )
    assert found.weight == "warns"
    assert "Zanzibar" not in found.message + found.fix


def doubts(sections, dx=("F41.1",), **more):
    found = doubts_about_thinness("s-1", sections, DAP, RULES, place="office", dx=dx, **more)
    return list(found)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], []),
        ([("s-2", 0.69)], []),
        ([("s-2", 0.7)], ["note-alike"]),
        ([("s-2", 0.1), ("s-3", 1.0)], ["note-alike"]),
    ],
)
def test_a_note_much_like_another_is_doubted(others, expected):
    found = list(doubts_about_copying("s-1", others, replace(RULES, alike=0.7)))

    assert [one.code for one in found] == expected


def test_the_measure_and_the_limit_are_shown():
    (found,) = doubts_about_copying("s-1", [("s-2", 0.914)], replace(RULES, alike=0.7))

    assert "91 % the same as that of session s-2" in found.message
    assert "70 %" in found.message


def test_what_is_carried_forward_is_not_held_against_a_note():
    assert own_words({"data": "a", "assessment": "b", "plan": "c"}, DAP) == "a\nb"
