"""Questionnaires of one's own: read from files, and refused with all that is wrong."""

from __future__ import annotations

import pytest

from practicecli.domain.measure_forms import form_from, objections_to_form
from practicecli.domain.measures import Band, Flag, Item
from practicecli.figures._compiled import FIGURES
from practicecli.figures.measures import measure_forms
from practicecli.files import own

GOOD = """
key = "sleep7"
title = "Sleep"
question = "How often"
answers = ["Never", "Often", "Always"]
lowest = 1
times = 2
reversed = [2]
[[items]]
text = "Awake at night"
[[items]]
text = "Rested"
answers = ["No", "Yes"]
[[bands]]
from = 4
to = 6
severity = "fine"
[[bands]]
from = 7
to = 10
severity = "poor"
[[flags]]
flag = "risk-awake"
item = 1
at_least = 3
says = "Awake always"
ask = "Ask why"
write = "Write why"
[change]
points = 3
source = "Invented"
"""
ROW = {
    "key": "sleep7",
    "title": "Sleep",
    "question": "How often",
    "answers": ["Never", "Often"],
    "items": [{"text": "Awake"}, {"text": "Tired"}],
    "bands": [{"from": 0, "to": 1, "severity": "fine"}, {"from": 2, "to": 2, "severity": "poor"}],
}
FLAG = {"flag": "risk", "item": 1, "at_least": 1, "says": "a", "ask": "b", "write": "c"}


def bands(*pairs):
    return [{"from": low, "to": high, "severity": "s"} for low, high in pairs]


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, text in files.items():
            content = text if isinstance(text, bytes) else text.encode()
            (tmp_path / f"{name}.toml").write_bytes(content)
        return tmp_path

    return write


def own_forms(folder):
    return own.own_forms(folder, taken=measure_forms())


def told(problems):
    return [(one.code, one.message.rpartition("/")[2]) for one in problems]


@pytest.mark.parametrize("name", [name for name in FIGURES if name.startswith("measures/")])
def test_nothing_is_wrong_with_ours(name):
    assert list(objections_to_form(FIGURES[name])) == []


def test_a_good_file_makes_a_form(folder):
    found, problems = own_forms(folder(sleep=GOOD))

    form = found["sleep7"]
    assert problems == []
    assert form.items == (
        Item("Awake at night", ("Never", "Often", "Always")),
        Item("Rested", ("No", "Yes")),
    )
    assert form.bands == (Band(4, 6, "fine"), Band(7, 10, "poor"))
    assert form.flags == (Flag("risk-awake", 1, 3, "Awake always", "Ask why", "Write why"),)
    assert (form.lowest, form.times, form.reversed) == (1, 2, frozenset({2}))
    assert (form.points, form.why_points) == (3, "Invented")


def test_without_a_folder_there_are_none(tmp_path):
    assert own_forms(tmp_path / "nowhere") == ({}, [])


def test_other_files_are_let_be(folder, tmp_path):
    (tmp_path / "readme.txt").write_text("not a form")

    assert list(own_forms(folder(sleep=GOOD))[0]) == ["sleep7"]


def test_all_that_is_wrong_in_all_files_is_said_at_once_and_the_file_is_named(folder):
    found, problems = own_forms(
        folder(
            a=GOOD,
            b=GOOD.replace('"Sleep"', "7"),
            c="key =",
            d=b"\xff",
            e="",
            f="x" * ((1 << 20) + 1),
        )
    )

    assert list(found) == ["sleep7"]
    lines = told(problems)
    assert {code for code, _ in lines} == {"measure-file"}
    assert ("measure-file", "b.toml`: `title` is missing or not one line of text") in lines
    assert any(line.startswith("c.toml`: It is not TOML") for _, line in lines)
    assert ("measure-file", "d.toml`: It is not UTF-8 from byte 0 on") in lines
    assert ("measure-file", "e.toml`: There are no `[[items]]`, or more than 200") in lines
    assert ("measure-file", "f.toml`: It is longer than 1,048,576 bytes") in lines


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "sleep.toml").mkdir()

    _, (problem,) = own_forms(tmp_path)

    assert problem.message.endswith("sleep.toml`: It cannot be read: Is a directory")


@pytest.mark.parametrize("key", ["phq9", "phq-9", "gad7"])
def test_none_stands_in_the_place_of_ours(folder, key):
    found, problems = own_forms(folder(mine=GOOD.replace("sleep7", key)))

    assert found == {}
    assert told(problems) == [
        ("measure-file", "mine.toml`: `key` is that of a built-in one; give it another")
    ]


def test_two_of_one_name_are_one_too_many(folder):
    found, problems = own_forms(folder(a=GOOD, b=GOOD.replace("sleep7", "sleep-7")))

    assert list(found) == ["sleep7"]
    assert told(problems) == [
        ("measure-file", "b.toml`: `key` is that of `a.toml`; give it another")
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"about": "Nights", "licence": "Mine", "reversed": [1, 2], "flags": [FLAG]}, []),
        ({"colour": 1}, ["`colour` is no field of a questionnaire"]),
        ({"a\nb": 1}, ["`...` is no field of a questionnaire"]),
        ({"key": "Sleep 7"}, ["`key` is one word of small letters and digits, such as `sleep7`"]),
        ({"key": 7}, ["`key` is one word of small letters and digits, such as `sleep7`"]),
        ({"title": " "}, ["`title` is missing or not one line of text"]),
        ({"question": "a\nb"}, ["`question` is missing or not one line of text"]),
        ({"about": 7}, ["`about` is not one line of text"]),
        ({"about": "x" * 501}, ["`about` is not one line of text"]),
        ({"lowest": -1}, ["`lowest` is a whole number from 0 to 9"]),
        ({"lowest": True}, ["`lowest` is a whole number from 0 to 9"]),
        ({"lowest": -1, "flags": [FLAG]}, ["`lowest` is a whole number from 0 to 9"]),
        ({"times": 0}, ["`times` is a whole number from 1 to 100"]),
        ({"change": 5}, ["`change` is a table: `[change]`"]),
        ({"change": {"points": 0}}, ["`[change]`: `points` is a whole number from 1 on"]),
        ({"change": {"points": 1, "why": 2}}, ["`why` is no field of `[change]`"]),
        (
            {"change": {"points": 1, "source": 2}},
            ["`[change]`: `source` is not one line of text"],
        ),
        ({"items": {}}, ["There are no `[[items]]`, or more than 200"]),
        ({"items": ["a"]}, ["There are no `[[items]]`, or more than 200"]),
        ({"items": [{"text": "a"}] * 201}, ["There are no `[[items]]`, or more than 200"]),
        (
            {"items": [{"text": "a"}, {"txt": "b"}]},
            [
                "Item 2: `txt` is no field of it",
                "Item 2: `text` is missing or not one line of text",
            ],
        ),
        (
            {"answers": ["Never"]},
            [
                f'Item {number}: `answers` is a list of words, such as `["Never", "Often"]`'
                for number in (1, 2)
            ],
        ),
        (
            {"items": [{"text": "a", "answers": [1, 2]}, {"text": "b"}]},
            ['Item 1: `answers` is a list of words, such as `["Never", "Often"]`'],
        ),
        ({"reversed": 1}, ["`reversed` is a list of numbers of items, from 1 to 2"]),
        ({"reversed": [0]}, ["`reversed` is a list of numbers of items, from 1 to 2"]),
        ({"reversed": [3]}, ["`reversed` is a list of numbers of items, from 1 to 2"]),
        ({"flags": 1}, ["`flags` are tables: `[[flags]]`"]),
        (
            {"flags": [{"flag": "A", "item": 3, "at_least": 1, "why": 1}]},
            [
                "Flag 1: `why` is no field of a flag",
                "Flag 1: `flag` is one word of small letters, such as `risk-item-9`",
                "Flag 1: `item` is the number of an item, from 1 to 2",
                "Flag 1: `says` is missing or not one line of text",
                "Flag 1: `ask` is missing or not one line of text",
                "Flag 1: `write` is missing or not one line of text",
            ],
        ),
        # An alarm that no answer can raise would be none.
        (
            {"flags": [{**FLAG, "at_least": 2}]},
            ["Flag 1: `at_least` is the answer to that item from which it is raised"],
        ),
        ({"bands": []}, ["There are no `[[bands]]`"]),
        ({"bands": 1}, ["There are no `[[bands]]`"]),
        ({"bands": [{"from": 0, "to": 2}]}, ["Band 1: it holds `from`, `to` and `severity`"]),
        (
            {"bands": [{"from": 0, "to": "2", "severity": "s"}]},
            ["Band 1: it holds `from`, `to` and `severity`"],
        ),
        (
            {"bands": bands((0, 0), (2, 2))},
            ["Band 2: it begins at 1, where the one before it ends"],
        ),
        (
            {"bands": bands((0, 1), (1, 2))},
            ["Band 2: it begins at 2, where the one before it ends"],
        ),
        ({"bands": bands((1, 2))}, ["Band 1: it begins at 0, where the one before it ends"]),
        ({"bands": bands((0, -1))}, ["Band 1: it begins at 0, where the one before it ends"]),
        ({"bands": bands((0, 1))}, ["The last band ends at 2, the highest score there is"]),
        ({"bands": bands((0, 3))}, ["The last band ends at 2, the highest score there is"]),
        ({"lowest": 1, "bands": bands((2, 4))}, []),
        ({"times": 3, "bands": bands((0, 6))}, []),
    ],
)
def test_what_makes_no_questionnaire_is_said(changes, expected):
    row = {**ROW, **changes}

    assert list(objections_to_form(row)) == expected
    if not expected:
        assert form_from(row).key == "sleep7"
