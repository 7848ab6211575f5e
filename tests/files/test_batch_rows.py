import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.incoming import ConfirmRow, InvalidRow
from practicecli.files.batch import read_batch
from practicecli.files.batchrow import codes, confirm_row, iso_time


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10:00", "10:00"),
        ("10:00:00", "10:00:00"),
        ("9:05", "09:05"),
        ("2:05 PM", "14:05"),
        ("12:00 am", "00:00"),
        ("12:30pm", "12:30"),
        ("23:59", "23:59"),
        ("2026-11-24 15:00", "2026-11-24T15:00"),
        ("2026-11-24T15:00:30", "2026-11-24T15:00:30"),
        ("2026-11-24T15:00-05:00", "2026-11-24T15:00-05:00"),
        ("2026-11-24T20:00Z", "2026-11-24T20:00Z"),
    ],
)
def test_a_time_is_given_as_iso_text(typed, meant):
    assert iso_time(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["24:00", "10:60", "1000", "10", "noon", "13:00 pm", "0:30 am", "11/24/2026 10:00",
     "2026-02-30 10:00", "10:00Z", "10:00-05:00", "\u0661\u0660:00", "10:00:00.5"],
)  # fmt: skip
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011  it is caught by its kind, a line away
        iso_time(typed)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("90837 90785", ("90837", "90785")),
        (" 90837,90785 ; 90840", ("90837", "90785", "90840")),
        ("f41.1", ("F41.1",)),
        ("", ()),
    ],
)
def test_codes_are_split_and_kept_in_order(cell, expected):
    assert codes(cell) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, ["no-session"]),
        ({"session": "s-1", "start": "soon", "stop": "late"}, ["bad-time", "bad-time"]),
        ({"session": "s-1", "note": "soap"}, ["bad-note"]),
        ({"session": "s-1", "sign": "perhaps"}, ["bad-sign"]),
        (
            {"start": "x", "note": "x", "sign": "?"},
            ["no-session", "bad-time", "bad-note", "bad-sign"],
        ),
    ],
)
def test_all_that_is_wrong_with_a_row_is_said_at_once(cells, expected):
    row = confirm_row(3, cells)

    assert isinstance(row, InvalidRow)
    assert [problem.code for problem in row.problems] == expected
    assert all("Row 3" in problem.message and problem.fix for problem in row.problems)


def test_a_full_row_keeps_everything():
    cells = {
        "session": " s-1 ", "cpt": "90837 90785", "dx": "F41.1", "start": "15:00:00",
        "stop": "16:00", "place": "Office", "modifier": "95", "note": "Template", "sign": "Yes",
    }  # fmt: skip

    assert confirm_row(1, cells) == ConfirmRow(
        1, "s-1", ("90837", "90785"), ("F41.1",), "15:00:00", "16:00", "office", ("95",),
        "template", sign=True,
    )  # fmt: skip


def test_missing_codes_are_left_to_the_rules():
    assert confirm_row(1, {"session": "s-1"}) == ConfirmRow(1, "s-1")


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("{oops", ["not-json"]),
        ('"s-1"', ["not-json"]),
        ("[" * 100_000, ["not-json"]),
        ('{"session": "s-1", "cpt": {}}', ["bad-value"]),
        ('{"session": "s-1", "cpt": [["1"]]}', ["bad-value"]),
        ('{"session": "s-1", "cpt": true}', ["bad-value"]),
        ('{"session": "s-1", "dx": "\\u0000"}', ["bad-value"]),
        ('{"session": "\\ud800"}', ["bad-value", "no-session"]),
        ('{"session": 5, "start": "x"}', ["bad-value", "no-session", "bad-time"]),
    ],
)
def test_a_bad_line_of_json_is_that_lines_trouble(line, codes):
    good = '{"session": "s-1", "sign": true, "note": null, "more": []}'
    rows = list(read_batch(io.BytesIO(f"{good}\n{line}\n\n{good}\n".encode()), name="-"))

    assert rows[0] == ConfirmRow(1, "s-1", sign=True)
    assert rows[2] == ConfirmRow(4, "s-1", sign=True)
    assert isinstance(rows[1], InvalidRow)
    assert [problem.code for problem in rows[1].problems] == codes


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


@given(st.lists(words.filter(str.strip), min_size=1, max_size=5))
@settings(max_examples=50)
def test_csv_and_json_say_the_same(sessions):
    lines = "\n".join(json.dumps({"session": name}) for name in sessions)
    quoted = "".join('"' + name.replace('"', '""') + '",,\r\n' for name in sessions)

    of_json = list(read_batch(io.BytesIO(lines.encode()), name="-"))
    of_csv = list(read_batch(io.BytesIO(b"session,cpt,dx\r\n" + quoted.encode()), name="-"))

    assert of_json == of_csv
    assert [row.session for row in of_csv] == [name.strip() for name in sessions]
