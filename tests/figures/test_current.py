from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from practicecli.figures import build
from practicecli.figures._compiled import FIGURES
from practicecli.figures.load import DIGEST
from practicecli.figures.page import page

SURE = {"sure", "likely", "weak", "assumed"}
DOCS = Path(__file__).parents[2] / "docs"


def test_the_compiled_figures_are_those_in_the_toml():
    assert build.compiled_text() == build.COMPILED.read_text("utf-8")
    assert build.digest() == DIGEST
    assert build.figures() == FIGURES


def test_the_diagnosis_table_is_made_from_the_kept_source():
    assert build.icd_is_current()


def test_the_page_of_figures_is_current():
    assert (DOCS / "figures.md").read_text("utf-8") == page()


def test_a_current_build_makes_nothing():
    assert build.build() == []


def test_all_of_icd_10_cm_is_held():
    db = sqlite3.connect(f"{build.ICD_TABLE.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        counts = db.execute("SELECT count(*), sum(billable) FROM codes").fetchone()
    finally:
        db.close()

    assert counts == (98186, 74719)


def figures_in(value: object, above: dict[str, object], path: str):
    """Every table of figures that holds a plain value, with the source and surety that cover it."""
    if isinstance(value, list):
        for number, row in enumerate(value):
            yield from figures_in(row, above, f"{path}[{number}]")
    if isinstance(value, dict):
        here = {**above, **{key: value[key] for key in ("source", "sure", "read") if key in value}}
        if any(not isinstance(found, dict | list) for found in value.values()):
            yield path, here
        for key, found in value.items():
            yield from figures_in(found, here, f"{path}.{key}")


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_has_a_source_a_date_and_says_how_sure_it_is(name):
    bare = {"name", "label", "read", "confirms_by", "key"}
    for path, covered in figures_in(FIGURES[name], {}, name):
        if path == name and not {"source"} & set(FIGURES[name]):
            assert set(FIGURES[name]) & bare  # only a name stands at the top
            continue
        assert covered.get("source"), path
        assert covered.get("sure") in SURE, path
        assert covered.get("read"), path


def test_what_is_assumed_is_told_from_what_is_known():
    assert FIGURES["rates"]["sure"] == "assumed"
    assert FIGURES["platforms/headway"]["clocks"]["confirm"]["sure"] == "sure"
    assert FIGURES["platforms/alma"]["payouts"]["sure"] == "assumed"


def test_blocked_codes_begin_on_a_date():
    for rule in FIGURES["platforms/headway"]["blocked"]:
        assert isinstance(rule["since"], date)
