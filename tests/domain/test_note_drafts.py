from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.note_drafts import carried, draft_text, filled, read_draft
from practicecli.domain.notes import NoteFormError
from practicecli.figures.load import note_template, note_templates

DAP, GIRP = note_template("dap"), note_template("girp")
FULL = {"data": "Came on time", "assessment": "Steady", "plan": "Weekly"}
MARKDOWN = "# Data\nCame on time\n# Assessment\nSteady\n# Plan\nWeekly"
# What a section may hold without being taken for a heading or a line of ours.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda text: not text.startswith(("#", "<!--", "{"))
)


def test_a_draft_that_is_left_as_it_opened_says_what_it_was_opened_with():
    text = draft_text(
        DAP, FULL, about=["Robin Invented --> born"], dx=["F41.1", "Z63.0"], goals=[2],
        plan=["Sleep", "Work"],
    )  # fmt: skip

    found = read_draft(text, DAP)
    assert (found.sections, found.dx, found.goals) == (FULL, ("F41.1", "Z63.0"), (2,))
    assert "Robin" in text
    assert "goal 1: Sleep" in text
    assert "Robin" not in "".join(found.sections.values())


@pytest.mark.parametrize("template", note_templates().values(), ids=lambda one: one.key)
@given(words=WORDS)
def test_every_template_gives_its_sections_back(template, words):
    sections = {section.key: words for section in template.sections}

    assert read_draft(draft_text(template, sections), template).sections == sections


def test_without_a_plan_nothing_is_asked_of_goals():
    assert "Goals:" not in draft_text(DAP, {})
    assert read_draft(draft_text(DAP, {}), DAP).goals is None


@pytest.mark.parametrize(
    ("head", "dx", "goals"),
    [
        ("", None, None),
        ("Diagnosis:", (), None),
        ("diagnosis: f41.1, f41.1 z63.0\n", ("F41.1", "Z63.0"), None),
        ("Diagnoses: F41.1\n\nGoals: 1, 3;1\n", ("F41.1",), (1, 3)),
        ("Goal: 2", None, (2,)),
        ("Goals:", None, ()),
    ],
)
def test_what_stands_before_the_first_heading_is_read(head, dx, goals):
    found = read_draft(f"{head}\n{MARKDOWN}", DAP)

    assert (found.sections, found.dx, found.goals) == (FULL, dx, goals)


def test_json_says_nothing_of_diagnosis_or_goals():
    found = read_draft('{"data": "x"}', DAP)
    assert (found.sections["data"], found.dx, found.goals) == ("x", None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Goals: sleep\n# Data\nx", ["goal-unknown"]),
        ("Goals: -1\n# Data\nx", ["goal-unknown"]),
        ("Goals: sleep\n# Mood\nx", ["goal-unknown", "section-unknown"]),
        ("Something else\n# Data\nx", ["note-form"]),
        ("# Data\nx\nDiagnosis: F41.1", []),  # under a heading it is the note's own text
    ],
)
def test_what_does_not_fit_is_told_with_every_reason(text, expected):
    if not expected:
        assert read_draft(text, DAP).sections["data"] == "x\nDiagnosis: F41.1"
        return
    with pytest.raises(NoteFormError) as error:
        read_draft(text, DAP)
    assert [one.code for one in error.value.problems] == expected


def test_only_our_own_lines_are_left_out():
    text = "# Data\n<!-- practice: what was said -->\n<!-- my own remark -->\nx\n"

    assert read_draft(text, DAP).sections["data"] == "<!-- my own remark -->\nx"


def test_plan_and_goals_are_carried_forward_and_marked_once():
    earlier = {"goal": "Goal 1", "intervention": "CBT", "response": "Good", "plan": "Weekly"}

    once = carried(GIRP, earlier, of="2026-11-17")
    again = carried(GIRP, once, of="2026-11-24")

    assert once == {
        "goal": "Carried forward from 2026-11-17:\nGoal 1",
        "plan": "Carried forward from 2026-11-17:\nWeekly",
    }
    assert again == once
    assert carried(GIRP, {"plan": "  "}, of="2026-11-17") == {}


def test_what_was_written_is_not_overwritten_by_what_is_carried():
    sections = {"data": "x", "assessment": " ", "plan": ""}

    assert filled(sections, {"data": "y", "plan": "Weekly"}) == {
        "data": "x", "assessment": "", "plan": "Weekly"
    }  # fmt: skip
