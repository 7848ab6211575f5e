from __future__ import annotations

import pytest

from practicecli.domain.templates import objections_to_template, template_from

ELEMENTS = frozenset({"plan", "risk"})
PLAIN = {
    "key": "weekly",
    "title": "Weekly note",
    "sections": [{"key": "seen", "title": "Seen", "required": True, "prompt": "What was seen"}],
}


def wrong(**changes):
    row = {key: value for key, value in {**PLAIN, **changes}.items() if value is not None}
    return list(objections_to_template(row, elements=ELEMENTS))


def section(**changes):
    return [{**PLAIN["sections"][0], **changes}]


def test_a_template_of_ones_own_may_be_short():
    assert wrong() == []
    made = template_from(PLAIN)
    assert (made.key, made.kind, made.billed, made.cpt) == ("weekly", "note", True, ())
    assert (made.sections[0].carries, made.sections[0].bears) == (False, ())


def test_a_template_may_say_all_there_is_to_say():
    full = section(carries=True, bears=["plan"])
    assert wrong(sections=full, billed=False, cpt=["90853"], kind="note", source="mine") == []
    made = template_from({**PLAIN, "sections": full, "billed": False, "cpt": ["90853"]})
    assert (made.billed, made.cpt, made.sections[0].bears) == (False, ("90853",), ("plan",))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"key": None}, "`key`"),
        ({"key": "Weekly"}, "`key`"),
        ({"key": "../x"}, "`key`"),
        ({"key": "a" * 32}, "`key`"),
        ({"title": ""}, "`title`"),
        ({"title": "two\nlines"}, "`title`"),
        ({"title": "a" * 301}, "`title`"),
        ({"title": 7}, "`title`"),
        ({"kind": "plan"}, "`kind`"),
        ({"billed": "no"}, "`billed`"),
        ({"cpt": "90791"}, "`cpt`"),
        ({"cpt": [90791]}, "`cpt`"),
        ({"colour": "red"}, "`colour`"),
        ({"\x1b[2J": "red"}, "`...`"),
        ({"sections": None}, "[[sections]]"),
        ({"sections": []}, "[[sections]]"),
        ({"sections": {}}, "[[sections]]"),
        ({"sections": ["seen"]}, "not a table"),
        ({"sections": section(required=False)}, "No section is `required`"),
        ({"sections": section(required="yes")}, "`required`"),
        ({"sections": section(carries=1)}, "`carries`"),
        ({"sections": section(key="So Seen")}, "`key`"),
        ({"sections": section(title=" ")}, "`title`"),
        ({"sections": section(prompt="")}, "`prompt`"),
        ({"sections": section(bears=["mood"])}, "`bears` is a list of `plan`, `risk`"),
        ({"sections": section(bears="plan")}, "`bears`"),
        ({"sections": section(color="red")}, "`color` is no field of a section"),
        ({"sections": section() * 2}, "another section's"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_by_name(changes, told):
    assert any(told in one for one in wrong(**changes)), wrong(**changes)


def test_everything_wrong_is_said_at_once():
    assert len(wrong(key="X", title="", billed=1, sections=section(key="?", required=2))) >= 5
