"""Official files, read and held against the release before, and the tables made of them."""

from __future__ import annotations

import sqlite3
import zipfile
from datetime import date
from pathlib import Path

import pytest

from practicecli.figures import build
from practicecli.figures.icd import IcdMissingError, open_icd
from practicecli.figures.icd_files import MOST_BYTES, ReleaseFileError, read_release
from practicecli.figures.icd_import import HeldTable, UndatedError, load, propose
from practicecli.figures.icd_table import order_of

# Invented next release: F41.1 splits, F41.3 is gone, F41.A is new, F41.0 says something else.
ROWS = [
    ("F41", "0", "Other anxiety disorders"),
    ("F410", "1", "Panic disorder, invented"),
    ("F411", "0", "Generalized anxiety disorder"),
    ("F4110", "1", "Generalized anxiety disorder, invented kind"),
    ("F41A", "1", "Invented anxiety"),
]
OCTOBER = date(2026, 10, 1)
SHIPPED = HeldTable(build.ICD_TABLE, date(2026, 4, 1))


def order_text(rows=ROWS, start=1):
    return "".join(
        f"{number:05d} {code:<7} {billable} {label[:60]:<60} {label}\r\n"
        for number, (code, billable, label) in enumerate(rows, start)
    )


def order_file(folder: Path, name="icd10cm_order_2027.txt", rows=ROWS) -> Path:
    path = folder / name
    path.write_text(order_text(rows), newline="")
    return path


def loaded(source: Path, target: Path, held=(SHIPPED,), effective=None):
    proposal = propose(source, held, effective=effective)
    load(proposal, target, shipped=build.ICD_TABLE)
    return proposal


@pytest.fixture(scope="module")
def icd(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("icd")
    target = folder / "FY2027.sqlite"
    loaded(order_file(folder), target)
    held = open_icd(extra=[target])
    yield held
    held.close()


def test_the_newest_release_is_named(icd):
    assert (icd.release, icd.effective) == ("from 2026-10-01", OCTOBER)
    assert open_icd().release == "April 2026"
    assert [since for _, since in icd.held] == [date(2026, 4, 1), OCTOBER]


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
    assert {dx.code for dx in icd.search("invented", OCTOBER)} == {"F41.0", "F41.10", "F41.A"}
    assert icd.search("invented", date(2026, 9, 30)) == []


def test_phrases_and_terms_known_before_are_kept(icd):
    assert [dx.code for dx in icd.search("panic attack", OCTOBER)] == ["F41.0"]
    assert [dx.code for dx in icd.search("overanxious", OCTOBER)] == ["F41.1"]


def test_a_phrase_for_a_code_that_was_split_gives_what_is_below_it(icd):
    assert [dx.code for dx in icd.search("worry", OCTOBER)] == ["F41.10", "F41.1"]


def test_a_code_that_was_split_is_not_put_first_however_much_it_was_used(icd):
    found = icd.search("worry", OCTOBER, used={"F41.1": 99})

    assert [dx.code for dx in found] == ["F41.10", "F41.1"]


def test_what_is_offered_below_a_heading_can_be_billed(icd):
    assert [dx.code for dx in icd.below("F41.1", 9)] == ["F41.10"]
    assert [dx.code for dx in icd.below("F41", 2)] == ["F41.0", "F41.10"]


def test_what_it_changes_is_counted(tmp_path):
    counted = propose(order_file(tmp_path), [SHIPPED]).difference

    assert (counted.came, counted.reworded, counted.headings) == (2, 1, 1)
    assert counted.went == 98186 - 3


def test_a_code_gone_for_two_releases_ended_with_the_first(tmp_path):
    first, second = tmp_path / "a.sqlite", tmp_path / "b.sqlite"
    loaded(order_file(tmp_path), first)
    held = [SHIPPED, HeldTable(first, OCTOBER)]
    loaded(order_file(tmp_path, "icd10cm_order_2028.txt"), second, held)

    icd = open_icd(extra=[first, second])

    assert icd.effective == date(2027, 10, 1)
    assert icd.lookup("F41.3").valid_to == date(2026, 9, 30)
    assert icd.lookup("F41.1", date(2026, 12, 1)).billable is False
    icd.close()


def test_an_older_release_speaks_for_its_own_year_only(tmp_path):
    target = tmp_path / "old.sqlite"
    loaded(order_file(tmp_path, "icd10cm_order_2024.txt"), target)

    icd = open_icd(extra=[target])

    assert icd.lookup("F41.9", date(2024, 9, 30)).valid_from == date(2026, 4, 1)  # not in it
    assert icd.lookup("F41.9", date(2024, 10, 1)).in_force(date(2024, 10, 1))
    assert icd.effective == date(2026, 4, 1)
    icd.close()


@pytest.mark.parametrize(
    ("name", "since"),
    [
        ("icd10cm_order_2027.txt", OCTOBER),
        ("icd10cm-order-2027.txt", OCTOBER),
        ("icd10cm-order-April-2027.txt", date(2027, 4, 1)),
    ],
)
def test_the_name_says_from_when(tmp_path, name, since):
    assert propose(order_file(tmp_path, name), [SHIPPED]).release.effective == since


def test_a_name_without_a_year_needs_a_day(tmp_path):
    source = order_file(tmp_path, "codes.txt")

    with pytest.raises(UndatedError):
        propose(source, [SHIPPED])
    assert propose(source, [SHIPPED], effective=OCTOBER).release.effective == OCTOBER


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The file holds no codes"),
        ("\n\n", "The file holds no codes"),
        ("code,label\nF41.1,Anxiety\n", "Line 1 is not"),
        ("00001 F41     0 short\n", "Line 1 is not"),
        ("\x00\xff binary", "Line 1 is not"),
        ("F41.1 anxiety\n", "Line 1 is not"),
        ("Add:      F41A   1 Invented\n", "These are the addenda"),
    ],
)
def test_any_other_file_is_refused_by_its_line(tmp_path, text, message):
    source = tmp_path / "icd10cm_order_2027.txt"
    source.write_text(text, encoding="latin-1")

    with pytest.raises(ReleaseFileError, match=message):
        propose(source, [SHIPPED])

    assert list(tmp_path.iterdir()) == [source]


def test_lines_torn_off_or_missing_or_twice_are_named(tmp_path):
    source = tmp_path / "icd10cm_order_2027.txt"
    lines = order_text().splitlines(keepends=True)
    source.write_text("".join([lines[0], lines[2], lines[2], "torn off her"]), newline="")

    read = read_release(source)

    assert (read.unreadable, read.repeated, read.gaps) == ([4], ["F41.1"], [2, 3])


def test_a_file_of_codes_gets_its_headings_from_the_release_before(tmp_path):
    source = tmp_path / "icd10cm_codes_2027.txt"
    source.write_text(
        "F410    Panic disorder\nF4110   Invented kind\nF4119   Another\n"
        "F8810   Invented one\nS060X0A Concussion, initial\n"
    )
    target = tmp_path / "made.sqlite"
    loaded(source, target)

    icd = open_icd(extra=[target])

    labels = {code: icd.lookup(code).label for code in ("F41", "F41.1", "F88.1")}
    assert labels == {
        "F41": "Other anxiety disorders",
        "F41.1": "Generalized anxiety disorder",
        "F88.1": "F88.10 to F88.10",
    }
    assert not icd.lookup("F41.1").billable
    assert icd.lookup("F41.19").billable
    icd.close()


def zip_file(folder: Path, members: dict[str, str], name="2027-descriptions.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inner, text in members.items():
            archive.writestr(inner, text)
    return path


def test_the_order_file_is_found_in_the_zip_it_comes_in(tmp_path):
    source = zip_file(
        tmp_path,
        {
            "x/icd10cm_codes_2027.txt": "F410    Panic\n",
            "x/icd10cm_order_2027.txt": order_text(),
            "x/icd10cm_order_addenda_2027.txt": "Add: nothing\n",
            "x/icd10OrderFiles.pdf": "%PDF",
        },
    )

    found = propose(source, [SHIPPED])

    assert len(found.rows) == len(ROWS)
    assert found.release.effective == OCTOBER


def test_the_zip_says_april_where_its_file_does_not(tmp_path):
    source = zip_file(tmp_path, {"icd10cm_order_2027.txt": order_text()}, "april-1-2027.zip")

    assert propose(source, [SHIPPED]).release.effective == date(2027, 4, 1)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"readme.txt": "x", "icd10cm_order_addenda_2027.txt": "Add"}, "holds no `icd10cm_order"),
        ({"a/order_2027.txt": "x", "b/order_2026.txt": "x"}, "more than one order file"),
        ({f"{number}.txt": "x" for number in range(201)}, "holds 201 files"),
        ({"icd10cm_order_2027.txt": "0" * (MOST_BYTES + 1)}, "larger than 64 MB"),
    ],
    ids=["none", "two", "many", "bomb"],
)
def test_a_zip_without_it_or_made_to_harm_is_refused(tmp_path, members, message):
    with pytest.raises(ReleaseFileError, match=message):
        propose(zip_file(tmp_path, members), [SHIPPED])


def test_a_zip_cut_short_is_refused(tmp_path):
    source = zip_file(tmp_path, {"icd10cm_order_2027.txt": order_text()})
    source.write_bytes(source.read_bytes()[:-30])

    with pytest.raises(ReleaseFileError, match="damaged or has been cut short"):
        propose(source, [SHIPPED])


def test_a_text_that_claims_to_be_huge_is_not_read(tmp_path):
    source = tmp_path / "icd10cm_order_2027.txt"
    with source.open("wb") as file:
        file.truncate(MOST_BYTES + 1)

    with pytest.raises(ReleaseFileError, match="larger than 64 MB"):
        read_release(source)


def test_a_text_with_accents_is_read_in_either_encoding(tmp_path):
    rows = [("F410", "1", "Ménière, invented")]
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        source = tmp_path / f"icd10cm_order_2027_{encoding}.txt"
        source.write_text(order_text(rows), encoding=encoding)
        assert read_release(source).lines[0].label == "Ménière, invented"


def test_the_same_file_again_is_known(tmp_path):
    source, target = order_file(tmp_path), tmp_path / "made.sqlite"
    assert not loaded(source, target).already

    again = propose(source, [SHIPPED, HeldTable(target, OCTOBER)])

    assert again.already
    assert again.difference.came == 2


def test_codes_alone_do_not_replace_the_order_file_of_the_day(tmp_path):
    target = tmp_path / "made.sqlite"
    loaded(order_file(tmp_path), target)
    source = tmp_path / "icd10cm_codes_2027.txt"
    source.write_text("F410    Panic disorder\n")

    found = propose(source, [SHIPPED, HeldTable(target, OCTOBER)])

    assert "icd-codes-only" in [problem.code for problem in found.doubts]


def test_what_was_loaded_for_the_day_of_the_one_we_ship_counts_before_it(tmp_path):
    target = tmp_path / "made.sqlite"
    loaded(order_file(tmp_path, "icd10cm-order-April-2026.txt"), target)

    icd = open_icd(extra=[target])

    assert icd.lookup("F41.A", date(2026, 5, 1)).billable
    assert icd.lookup("F41.A").valid_from is None
    icd.close()


def test_a_failed_import_leaves_the_table_held_before(tmp_path):
    target = tmp_path / "made.sqlite"
    proposal = loaded(order_file(tmp_path), target)
    held = target.read_bytes()

    with pytest.raises(IndexError):
        load(_Torn(proposal), target, shipped=build.ICD_TABLE)

    assert target.read_bytes() == held
    assert {path.name for path in tmp_path.iterdir()} == {"made.sqlite", "icd10cm_order_2027.txt"}


class _Torn:
    """A proposal whose rows break off."""

    def __init__(self, proposal):
        self.release, self.digest = proposal.release, proposal.digest
        self._rows = proposal.rows

    @property
    def rows(self):
        return (self._rows[at] for at in range(len(self._rows) + 1))


def test_a_loaded_table_is_its_owners_alone(tmp_path):
    target = tmp_path / "made.sqlite"
    loaded(order_file(tmp_path), target)

    assert target.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def old_table(tmp_path):
    """A release as the first version of this program wrote it: one index, no words of its own."""
    path = tmp_path / "old.sqlite"
    db = sqlite3.connect(path)
    db.executescript("""
        CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE codes (
            id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, billable INTEGER NOT NULL,
            label TEXT NOT NULL, terms TEXT NOT NULL,
            valid_from TEXT NOT NULL, billable_until TEXT NOT NULL);
        CREATE VIRTUAL TABLE words USING fts5(
            code, label, terms, content='codes', content_rowid='id', tokenize='porter unicode61');
        INSERT INTO facts VALUES ('release', 'from 2026-10-01'), ('effective', '2026-10-01');
        INSERT INTO codes (code, billable, label, terms, valid_from, billable_until) VALUES
            ('F41', 0, 'Other anxiety disorders', '', '', ''),
            ('F41.0', 1, 'Panic disorder', '', '', ''),
            ('F41.A', 1, 'Panic, invented', '', '2026-10-01', '');
        INSERT INTO words (words) VALUES ('rebuild');
    """)
    db.close()
    return path


def test_a_table_that_an_earlier_version_loaded_is_still_searched(old_table):
    icd = open_icd(extra=[old_table])

    assert [dx.code for dx in icd.search("panic attacks")] == ["F41.0"]
    assert [dx.code for dx in icd.search("panic", used={"F41.A": 3})] == ["F41.A", "F41.0"]
    icd.close()


def test_a_table_of_an_earlier_version_gives_no_order_and_is_built_upon(old_table, tmp_path):
    assert order_of(old_table) is None
    with pytest.raises(ValueError, match="earlier version"):
        load(propose(order_file(tmp_path), [SHIPPED]), tmp_path / "x", shipped=old_table)

    held = [SHIPPED, HeldTable(old_table, OCTOBER)]
    found = propose(order_file(tmp_path, "icd10cm_order_2028.txt"), held)
    assert {row.code: row.valid_from for row in found.rows}["F41.A"] == "2026-10-01"


def test_a_loaded_table_that_is_damaged_says_so(tmp_path):
    path = tmp_path / "icd10cm-2026-10-01.sqlite"
    path.write_text("not a table" * 500)

    with pytest.raises(IcdMissingError, match="icd10cm-2026-10-01"):
        open_icd(extra=[path]).search("panic")
