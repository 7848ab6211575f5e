from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.cli.tables import blocks, cells, cut, pairs, tab_separated, table, wrapped

HEADER = ("Ref", "Client", "Where", "Expected")
ROWS = (
    ("s-7k3f9qa", "Avery Example", "video from the client's own home", "128.00"),
    ("s-8m4g2rb", "李小龙", "office", "1,240.00"),
)


def laid_out(width, **options):
    return table(HEADER, ROWS, width=width, right=(3,), whole=(0,), **options)


def test_columns_are_aligned_and_money_stands_at_the_right():
    assert laid_out(80) == (
        "Ref        Client         Where                             Expected\n"
        "s-7k3f9qa  Avery Example  video from the client's own home    128.00\n"
        "s-8m4g2rb  李小龙         office                            1,240.00\n"
    )


def test_the_widest_column_is_cut_first_and_refs_and_money_never_are():
    assert laid_out(49) == (
        "Ref        Client         Where          Expected\n"
        "s-7k3f9qa  Avery Example  video from t…    128.00\n"
        "s-8m4g2rb  李小龙         office         1,240.00\n"
    )


def test_a_terminal_too_narrow_for_columns_gets_blocks():
    assert laid_out(20) == (
        "Ref: s-7k3f9qa\nClient: Avery Examp…\nWhere: video from t…\nExpected: 128.00\n"
        "\n"
        "Ref: s-8m4g2rb\nClient: 李小龙\nWhere: office\nExpected: 1,240.00\n"
    )


def test_only_the_header_is_dressed_on_a_colour_terminal():
    first, *others = laid_out(80, colour=True).splitlines()

    assert first.startswith("\x1b[1mRef")
    assert first.endswith("\x1b[0m")
    assert "\x1b" not in "".join(others)


@given(
    st.lists(st.tuples(st.text(), st.text(), st.text()), min_size=1, max_size=5),
    st.integers(min_value=10, max_value=120),
)
def test_no_line_of_a_table_is_wider_than_the_terminal(rows, width):
    lines = table(("A", "B", "C"), rows, width=width).splitlines()

    assert all(cells(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "left"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("李小龙", 6, "李小龙"), ("李小龙", 5, "李小…")],
)
def test_a_text_is_cut_by_what_it_takes_on_the_screen(text, width, left):
    assert cut(text, width) == left


def test_lines_for_a_pipe_have_no_header_and_keep_their_shape():
    rows = [("s-7k3f9qa", "Tab\there\nand line", "x" * 300)]

    assert list(tab_separated(rows)) == [f"s-7k3f9qa\tTab\\there\\nand line\t{'x' * 300}\n"]


def test_a_value_of_several_lines_stands_below_its_label():
    assert pairs([("Ref", "n-1"), ("Plan", "one\ntwo\x1b")]) == (
        "Ref:  n-1\nPlan:\n  one\n  two\\x1b\n"
    )


def test_blocks_are_parted_by_an_empty_line():
    assert blocks(("A", "B"), [("1", "2"), ("3", "4")]) == "A: 1\nB: 2\n\nA: 3\nB: 4\n"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 0, ["one two three"]),
        ("one two three", 7, ["one two", "    three"]),
        ("  one two", 5, ["  one", "    two"]),
        ("it is `a/very/long/path` there", 12, ["it is", "    `a/very/long/path`", "    there"]),
        ("type `a b c d` now", 9, ["type", "    `a b c d`", "    now"]),
        ("an odd ` is a word", 9, ["an odd `", "    is a", "    word"]),
        ("", 9, [""]),
    ],
)
def test_a_text_is_broken_at_spaces_and_never_inside_a_command(text, width, lines):
    assert wrapped(text, width, later=4) == lines


@given(st.text(alphabet="ab` /", max_size=60), st.integers(min_value=1, max_value=30))
def test_wrapping_loses_no_letter(text, width):
    assert "".join("".join(wrapped(text, width, later=2)).split()) == "".join(text.split())


@given(st.text(st.characters(max_codepoint=0x2FF) | st.sampled_from("–—‘’“”…李́")))  # noqa: RUF001
def test_the_short_way_to_count_cells_counts_as_the_long_one(text):
    from rich.cells import cell_len

    shown = "".join(letter for letter in text if letter.isprintable())
    assert cells(shown) == cell_len(shown)
