from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from practicecli.figures import build
from practicecli.figures.icd import IcdMissingError, open_icd

ICD = open_icd()
NOW = date(2026, 11, 2)
HISTORY = tomllib.loads(build.ICD_HISTORY.read_text("utf-8"))["changes"]
ABBREVIATIONS = tomllib.loads(build.ABBREVIATIONS.read_text("utf-8"))["abbreviations"]


@pytest.mark.parametrize("typed", ["F41.1", "f41.1", "F411", " f411 "])
def test_a_code_is_found_in_any_case_with_or_without_its_dot(typed):
    found = ICD.lookup(typed, NOW)

    assert (found.code, found.label, found.billable) == (
        "F41.1",
        "Generalized anxiety disorder",
        True,
    )
    assert not found.unspecified


@pytest.mark.parametrize("typed", ["", "X", "F41.11", "ZZZ.99", "' OR 1=1", "\x00", "F" * 9999])
def test_what_is_no_code_is_none(typed):
    assert ICD.lookup(typed, NOW) is None


@pytest.mark.parametrize(
    ("code", "on", "billable", "in_force"),
    [
        ("F43.8", date(2022, 9, 30), True, True),
        ("F43.8", date(2022, 10, 1), False, True),
        ("F43.81", date(2022, 9, 30), True, False),
        ("F43.81", date(2022, 10, 1), True, True),
        ("F42", date(2016, 9, 30), True, True),
        ("F42", date(2016, 10, 1), False, True),
        ("F42.2", date(2016, 10, 1), True, True),
        ("F32.A", date(2021, 9, 30), True, False),
        ("F32.A", date(2021, 10, 1), True, True),
        ("F50.81", date(2016, 9, 30), True, False),
        ("F50.81", date(2024, 9, 30), True, True),
        ("F50.81", date(2024, 10, 1), False, True),
        ("F50.811", date(2024, 10, 1), True, True),
        ("F10.131", date(2020, 9, 30), True, False),
        ("F32", NOW, False, True),
    ],
)
def test_a_code_is_looked_up_as_it_stood_on_the_day(code, on, billable, in_force):
    found = ICD.lookup(code, on)

    assert (found.billable, found.in_force(on)) == (billable, in_force)


def test_a_heading_names_billable_codes_of_that_day():
    assert ICD.lookup("F43", NOW).children == ("F43.0", "F43.10", "F43.11", "F43.12", "F43.20")
    assert ICD.lookup("F43.8", NOW).children == ("F43.81", "F43.89")


def test_every_code_of_the_history_is_in_the_release():
    for change in HISTORY:
        for code in change["came"]:
            if not {"*", "?"} & set(code):
                assert ICD.lookup(code) is not None, code
        for code in change.get("split", ()):
            assert not ICD.lookup(code).billable, code


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("F43.1", ["F43.1", "F43.10", "F43.11", "F43.12"]),
        ("f431", ["F43.1", "F43.10", "F43.11", "F43.12"]),
        ("ptsd", ["F43.10", "F43.12", "F43.11", "F43.1"]),
        ("PTSD chronic", ["F43.12"]),
        ("gad", ["F41.1"]),
        ("generalized anx", ["F41.1"]),
        ("overanxious", ["F41.1"]),  # a term, not the code's own text
        ("prolonged grief", ["F43.81"]),
        ("xyzzy", []),
        ("", []),
        ('"', []),
    ],
)
def test_a_search_gives_the_best_first(typed, expected):
    assert [found.code for found in ICD.search(typed, NOW)] == expected


@pytest.mark.parametrize("word", sorted(ABBREVIATIONS))
def test_an_abbreviation_puts_its_billable_codes_first(word):
    wanted = ABBREVIATIONS[word]["codes"]

    found = ICD.search(word, NOW, limit=len(wanted))

    assert [dx.code for dx in found] == list(wanted)
    assert all(dx.billable and dx.in_force(NOW) for dx in found)


def test_a_search_keeps_to_the_day_and_the_limit():
    assert "F43.81" not in [found.code for found in ICD.search("F43", date(2020, 1, 1))]
    assert len(ICD.search("disorder", NOW, limit=7)) == 7


def test_nothing_is_opened_until_it_is_asked_and_a_missing_file_says_how_to_make_it(tmp_path: Path):
    icd = open_icd(tmp_path / "away.sqlite")

    with pytest.raises(IcdMissingError, match="practice code import FILE"):
        icd.lookup("F41.1")
    icd.close()


def test_the_error_of_a_table_that_cannot_be_read_can_be_handed_in(tmp_path: Path):
    with pytest.raises(LookupError, match=r"away\.sqlite"):
        open_icd(tmp_path / "away.sqlite", missing=LookupError).lookup("F41.1")


def test_a_file_that_is_no_table_says_so(tmp_path: Path):
    path = tmp_path / "notes.sqlite"
    path.write_text("not a table" * 500)

    with pytest.raises(IcdMissingError):
        open_icd(path).lookup("F41.1")


@pytest.mark.parametrize("code", ["F99", "R99", "B20"])
def test_a_category_that_is_alone_in_its_block_is_held(code):
    assert ICD.lookup(code).billable
