"""The sheet and the few kinds of block that papers are made of. Lengths are in points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from practicecli.papers.lettering import Lettering, Style
from practicecli.papers.pages import Block, Piece, Row

WIDTH, HEIGHT = 612.0, 792.0  # US letter
MARGIN: Final = 54.0  # three quarters of an inch
ROOM: Final = WIDTH - 2 * MARGIN
_LABELS: Final = 108.0
_MOST_BLANK = 2  # blank lines in a row; more say nothing and could fill a ream

TITLE, HEADING = Style(14, bold=True), Style(11, bold=True)
BODY, LABEL, SMALL = Style(10), Style(10, bold=True), Style(8)
_LEADING = 1.35


def rows(letters: Lettering, text: str, style: Style, *, x: float = 0) -> list[Row]:
    """Set a text from so far right of the margin to the right margin."""
    return [
        Row((Piece(x, line, style),), style.size * _LEADING)
        for line in letters.lines(text, ROOM - x, style)
    ]


def title(letters: Lettering, text: str) -> Block:
    """Set what the paper is."""
    return Block(tuple(rows(letters, text, TITLE)), above=6, with_next=True)


def heading(letters: Lettering, text: str) -> Block:
    """Set a heading, which stays with what follows."""
    return Block(tuple(rows(letters, text, HEADING)), above=12, with_next=True)


def prose(letters: Lettering, text: str, *, style: Style = BODY) -> list[Block]:
    """Set a text of a person's own, a block a paragraph; its line breaks stay."""
    blocks: list[Block] = []
    gap = 0.0
    for blank, group in groupby(rows(letters, text, style), key=_is_blank):
        held = list(group)
        if blank:
            gap = held[0].height * min(len(held), _MOST_BLANK)
        else:
            blocks.append(Block(tuple(held), above=gap or 3))
            gap = 0
    return blocks


def pairs(letters: Lettering, said: Iterable[tuple[str, Sequence[str]]]) -> list[Block]:
    """Set labels with their values beside them, a value a line; a label without any is left out."""
    return [_pair(letters, label, values) for label, values in said if any(values)]


def _pair(letters: Lettering, label: str, values: Sequence[str]) -> Block:
    room = ROOM - _LABELS
    height = BODY.size * _LEADING
    lines = [line for value in values if value for line in letters.lines(value, room, BODY)]
    first = Row((Piece(0, label, LABEL), Piece(_LABELS, lines[0], BODY)), height)
    rest = (Row((Piece(_LABELS, line, BODY),), height) for line in lines[1:])
    return Block((first, *rest), above=2)


def _is_blank(row: Row) -> bool:
    return not any(piece.text for piece in row.pieces)
