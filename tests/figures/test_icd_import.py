from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from practicecli.figures import build
from practicecli.figures.icd import open_icd
from practicecli.figures.icd_table import OrderFileError, Release, import_order_file

# Invented next release: F41.1 splits, F41.3 is gone, F41.A is new.
ROWS = [
    ("F41", "0", "Other anxiety disorders"),
    ("F410", "1", "Panic disorder [episodic paroxysmal anxiety]"),
    ("F411", "0", "Generalized anxiety disorder"),
    ("F4110", "1", "Generalized anxiety disorder, invented kind"),
    ("F41A", "1", "Invented anxiety"),
]
OCTOBER = date(2026, 10, 1)


def order_file(path: Path, rows=ROWS) -> Path:
    lines = [
        f"{number:05d} {code:<7} {billable} {label[:60]:<60} {label}\n"
        for number, (code, billable, label) in enumerate(rows, 1)
    ]
    path.write_text("".join(lines))
    return path


@pytest.fixture(scope="module")
def icd(tmp_path_factory: pytest.TempPathFactory):
    tmp_path = tmp_path_factory.mktemp("icd")
    target = tmp_path / "FY2027.sqlite"
    count = import_order_file(
        order_file(tmp_path / "icd10cm_order_2027.txt"),
        target,
        release=Release("FY2027", OCTOBER),
        before=build.ICD_TABLE,
    )
    assert count == len(ROWS)
    held = open_icd(extra=[target])
    yield held
    held.close()


def test_the_newest_release_is_named(icd):
    assert (icd.release, icd.effective) == ("FY2027", OCTOBER)
    assert open_icd().release == "April 2026"


@pytest.mark.parametrize(
    ("code", "on", "billable", "in_force"),
    [
        ("F41.0", date(2026, 9, 30), True, True),
        ("F41.0", OCTOBER, True, True),
        ("F41.1", date(2026, 9, 30), True, True),
        ("F41.1", OCTOBER, False, True),
        ("F41.10", date(2026, 9, 30), True, False),
        ("F41.10", OCTOBER, True, True),
        ("F41.3", date(2026, 9, 30), True, True),
        ("F41.3", OCTOBER, True, False),
        ("F41.A", date(2026, 9, 30), True, False),
        ("F41.A", OCTOBER, True, True),
        ("F41.A", None, True, True),
    ],
)
def test_a_service_date_chooses_the_release(icd, code, on, billable, in_force):
    found = icd.lookup(code, on)

    assert found.billable == billable
    assert on is None or found.in_force(on) == in_force


def test_a_search_reads_the_release_of_the_day(icd):
    assert {dx.code for dx in icd.search("invented", OCTOBER)} == {"F41.10", "F41.A"}
    assert icd.search("invented", date(2026, 9, 30)) == []


def test_search_terms_known_before_are_kept(icd):
    assert [dx.code for dx in icd.search("panic attack", OCTOBER)] == ["F41.0"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The file holds no codes"),
        ("code,label\nF41.1,Anxiety\n", "Line 1 is not"),
        ("00001 F41     0 short\n", "Line 1 is not"),
        ("\x00\xff binary", "Line 1 is not"),
    ],
)
def test_any_other_file_is_refused_by_its_line_and_nothing_is_left(tmp_path, text, message):
    source = tmp_path / "other.txt"
    source.write_text(text)
    target = tmp_path / "made.sqlite"

    with pytest.raises(OrderFileError, match=message):
        import_order_file(source, target, release=Release("FY2027", OCTOBER))

    assert list(tmp_path.iterdir()) == [source]


def test_a_failed_import_leaves_the_table_held_before(tmp_path):
    target = tmp_path / "made.sqlite"
    good = order_file(tmp_path / "good.txt")
    import_order_file(good, target, release=Release("FY2027", OCTOBER))
    held = target.read_bytes()
    bad = tmp_path / "bad.txt"
    bad.write_text(good.read_text() + "torn off here\n")

    with pytest.raises(OrderFileError, match="Line 6"):
        import_order_file(bad, target, release=Release("FY2027", OCTOBER))

    assert target.read_bytes() == held
