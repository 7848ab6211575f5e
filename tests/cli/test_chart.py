from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.cli.chart import bars, sparkline, takes_blocks
from practicecli.cli.tables import cells

VALUES = st.floats(min_value=0, max_value=1e6, allow_nan=False)
ROWS = st.lists(st.tuples(st.text(max_size=30), VALUES), max_size=6)


def test_the_greatest_value_fills_the_line_and_the_others_stand_to_it():
    assert bars([("90834", 2), ("90837 also", 8), ("90791", 0)], 20) == [
        "90834       ██",
        "90837 also  ████████",
        "90791",
    ]


def test_a_bar_ends_in_eighths_of_a_cell():
    assert bars([("a", 8), ("b", 1.125), ("c", 0.001)], 11) == [
        "a  ████████",
        "b  █▏",
        "c  ▏",
    ]


def test_a_bar_of_a_whole_is_as_long_as_its_part_of_it():
    assert bars([("a", 1), ("b", 2)], 11, full=4) == ["a  ██", "b  ████"]


def test_where_there_are_no_blocks_a_bar_is_made_of_plain_letters():
    assert bars([("a", 4), ("b", 1), ("c", 0.01)], 11, blocks=False) == [
        "a  ########",
        "b  ##",
        "c  #",
    ]


def test_a_label_leaves_room_for_its_bar_and_holds_nothing_to_obey():
    (line,) = bars([("a very long label\x1b[2J indeed", 1)], 20)

    assert line == "a very lo…  ████████"
    assert bars([("\x1b", 1)], 20)[0].startswith("\\x1b")


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        ([], ""),
        ([0, 27], "▁█"),
        ([0, 9, 14, 27], "▁▃▅█"),
        ([-5, 100], "▁█"),  # beyond either end
    ],
)
def test_a_line_of_values_stands_between_the_two_ends(values, drawn):
    assert sparkline(values, 0, 27) == drawn


def test_a_line_without_a_span_lies_at_the_foot():
    assert sparkline([3, 3], 3, 3) == "▁▁"


def test_a_line_of_plain_letters_grows_heavier():
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7], 0, 7, blocks=False) == "_.:-=+*#"


@pytest.mark.parametrize(
    ("encoding", "taken"), [("utf-8", True), ("ascii", False), ("latin-1", False)]
)
def test_a_stream_takes_blocks_where_its_encoding_has_them(encoding, taken):
    assert takes_blocks(io.TextIOWrapper(io.BytesIO(), encoding=encoding)) is taken


def test_a_stream_that_names_no_encoding_takes_no_blocks():
    assert not takes_blocks(io.StringIO())


@given(ROWS, st.integers(min_value=20, max_value=120), st.booleans())
def test_no_line_of_bars_is_wider_than_asked(rows, width, blocks):
    assert all(cells(line) <= width for line in bars(rows, width, blocks=blocks))


@given(ROWS, st.integers(min_value=20, max_value=120))
def test_a_greater_value_never_has_the_shorter_bar(rows, width):
    drawn = bars([("x", value) for _, value in sorted(rows, key=lambda row: row[1])], width)

    assert [len(line) for line in drawn] == sorted(len(line) for line in drawn)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)), st.booleans())
def test_a_line_has_a_letter_for_each_value(values, blocks):
    assert len(sparkline(values, 0, 27, blocks=blocks)) == len(values)
