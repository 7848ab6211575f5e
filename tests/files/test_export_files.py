import csv
import io
import json
import stat
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from practicecli.domain.problems import Weight
from practicecli.errors import RefusedError, StorageError, UsageError
from practicecli.files.csvform import neutral, plain, rows
from practicecli.files.export import export_all, write_csv, write_json

TRIGGERS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
risky = st.builds(lambda lead, rest: lead + rest, st.text(TRIGGERS + "' \ufeff", max_size=3), texts)


def written(header, lines, **options):
    out = io.StringIO(newline="")
    write_csv(out, header, lines, **options)
    return out.getvalue()


@given(risky)
@example("=1+1")
@example("-5")
@example(" =1+1")
@example("\ufeff=1+1")
def test_no_exported_text_begins_like_a_formula(text):
    first_cell = neutral(text)
    (_, (cell,)) = csv.reader(io.StringIO(written(["x"], [[text]]), newline=""))

    assert cell == first_cell

    assert not cell.lstrip(" \ufeff").startswith(tuple(TRIGGERS))


@given(risky)
def test_what_is_neutralised_can_be_taken_back(text):
    assert plain(neutral(text)) == text


@given(st.lists(st.lists(risky, min_size=2, max_size=2), max_size=5), st.booleans())
@settings(max_examples=60)
def test_csv_comes_back_as_it_went(lines, raw):
    content = written(["a", "b"], lines, raw=raw).encode()
    back = [row for row in rows(io.BytesIO(content), "f") if row][1:]

    assert [[cell if raw else plain(cell) for cell in row] for row in back] == lines


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-1250, "-1250"),
        (Decimal("-12.50"), "-12.50"),
        ("-1250", "'-1250"),
        ("+1 212 555 0100", "'+1 212 555 0100"),
        (None, ""),
        (True, "true"),
        (("90837", "90785"), "90837 90785"),
        (("=x",), "'=x"),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 20, tzinfo=UTC), "2026-11-24T20:00:00+00:00"),
        (Weight.WARNS, "warns"),
        ("it's", "it's"),
        ("[/]\x1b[31m", "[/]\x1b[31m"),
    ],
)
def test_values_are_written_so(value, cell):
    assert list(csv.reader([written(["x", "y"], [[value, 1]]).split("\n", 1)[1]])) == [[cell, "1"]]


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
@pytest.mark.parametrize("raw", [True, False])
def test_what_no_file_can_hold_is_refused_by_row_and_column(text, raw):
    with pytest.raises(RefusedError, match="Row 2 holds a character in `b`"):
        written(["a", "b"], [[1, 2], [3, text]], raw=raw)


def test_json_is_an_array_with_an_object_on_each_line():
    out = io.StringIO()

    assert write_json(out, ["a", "b"], [[1, ("x", "é")], [None, date(2026, 1, 2)]]) == 2
    assert json.loads(out.getvalue()) == [{"a": 1, "b": ["x", "é"]}, {"a": None, "b": "2026-01-02"}]
    assert len(out.getvalue().splitlines()) == 4


def test_json_of_nothing_is_an_empty_array():
    out = io.StringIO()
    write_json(out, ["a"], [])

    assert json.loads(out.getvalue()) == []


TABLES = [
    ("clients", ["id", "name", "born"], [["1", "=cmd()", date(1990, 4, 12)]]),
    ("payouts", ["id", "total_cents"], []),
]


@pytest.mark.parametrize("there_before", [True, False])
def test_a_folder_holds_each_table_twice_and_says_how_to_read_them(tmp_path, there_before):
    folder = tmp_path / "out"
    if there_before:
        folder.mkdir()

    assert export_all(iter(TABLES), folder) == {"clients": 1, "payouts": 0}
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.txt", "clients.csv", "clients.json", "payouts.csv", "payouts.json",
    ]  # fmt: skip
    assert json.loads((folder / "clients.json").read_text()) == [
        {"id": "1", "name": "=cmd()", "born": "1990-04-12"}
    ]
    assert (folder / "clients.csv").read_text() == "id,name,born\n1,'=cmd(),1990-04-12\n"
    readme = (folder / "README.txt").read_text()
    assert "clients (1 row)" in readme
    assert "..._cents" in readme
    assert "..._ref" not in readme
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_export_is_for_its_owner_only(tmp_path):
    export_all(TABLES, tmp_path / "out")

    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}


def test_a_folder_in_use_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")

    with pytest.raises(UsageError, match="is not empty"):
        export_all(TABLES, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_a_file_a_link_or_a_missing_parent_is_no_place(tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")

    for name in ("file", "link", "no/such"):
        with pytest.raises(UsageError):
            export_all(TABLES, tmp_path / name)


def test_a_failing_table_leaves_nothing_behind(tmp_path):
    def broken():
        yield ["1", "a\0b", None]

    with pytest.raises(RefusedError):
        export_all([("clients", ["id", "name", "born"], broken())], tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path):
    def full():
        raise OSError(28, "No space left on device")
        yield

    with pytest.raises(StorageError, match="No space left on device"):
        export_all([("clients", ["id"], full())], tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
