from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.papers.lettering import Style
from practicecli.papers.pages import Block, Piece, Row, paged


def block(name, count, *, above=0.0, with_next=False):
    rows = tuple(Row((Piece(0, f"{name}{at}", Style(1)),), 1.0) for at in range(count))
    return Block(rows, above, with_next)


def shown(pages):
    return [" ".join(row.pieces[0].text for _, row in page) for page in pages]


def test_blocks_follow_each_other_with_the_space_above_them():
    (page,) = paged([block("a", 2), block("b", 1, above=3)], 10)

    assert [below for below, _ in page] == [0, 1, 5]


def test_there_is_a_page_even_for_nothing():
    assert paged([], 10) == [[]]


def test_a_short_block_is_not_divided():
    assert shown(paged([block("a", 4), block("b", 3)], 6)) == ["a0 a1 a2 a3", "b0 b1 b2"]


def test_of_a_longer_block_two_rows_stand_on_either_side():
    assert shown(paged([block("a", 5), block("b", 4)], 6))[1] == "b0 b1 b2 b3"  # one would be left
    assert shown(paged([block("a", 4), block("b", 4)], 6)) == ["a0 a1 a2 a3 b0 b1", "b2 b3"]
    assert shown(paged([block("a", 7)], 6)) == ["a0 a1 a2 a3 a4", "a5 a6"]  # not one alone


def test_a_heading_goes_with_what_follows():
    pages = paged([block("a", 5), block("h", 1, with_next=True), block("b", 2)], 7)
    assert shown(pages) == ["a0 a1 a2 a3 a4", "h0 b0 b1"]

    pages = paged([block("a", 4), block("h", 1, with_next=True), block("b", 2)], 7)
    assert shown(pages) == ["a0 a1 a2 a3 h0 b0 b1"]


def test_a_heading_after_which_nothing_comes_may_stand_alone():
    assert shown(paged([block("h", 1, with_next=True)], 7)) == ["h0"]


@given(
    st.lists(st.tuples(st.integers(1, 30), st.floats(0, 5), st.booleans()), max_size=20),
    st.integers(6, 40),
)
@settings(max_examples=200)
def test_every_row_is_on_one_page_in_its_order_and_within_it(told, room):
    blocks = [
        block(f"{at}.", count, above=above, with_next=heading and count < 3)
        for at, (count, above, heading) in enumerate(told)
    ]
    pages = paged(blocks, room)

    rows = [row for page in pages for _, row in page]
    assert rows == [row for one in blocks for row in one.rows]
    assert all(below + row.height <= room + 1e-6 for page in pages for below, row in page)
