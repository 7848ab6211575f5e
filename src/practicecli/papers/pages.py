"""Rows of text on pages: what keeps together, and where a page ends. Lengths are in points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from practicecli.papers.lettering import Style

_TOGETHER = 3  # a block of up to so many rows is not divided


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that begins so far from the left margin."""

    x: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one line."""

    pieces: tuple[Piece, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together, the space above them, and whether the next block follows at once.

    `with_next`: a heading never stands alone at the foot of a page.
    """

    rows: tuple[Row, ...]
    above: float = 0
    with_next: bool = False


Placed = tuple[float, Row]
"""How far below the top of the text a row begins, and the row."""


def paged(blocks: Sequence[Block], room: float) -> list[list[Placed]]:
    """Lay blocks onto pages of this height; there is at least one page.

    Of a longer block, two rows at least stand on either side of a page's end.
    """
    pages: list[list[Placed]] = [[]]
    used = 0.0
    for at, block in enumerate(blocks):
        used += block.above if used else 0
        if used and used + _first(blocks[at:]) > room:
            pages.append([])
            used = 0
        for row, needed in _needs(block.rows):
            if used and used + needed > room:
                pages.append([])
                used = 0
            pages[-1].append((used, row))
            used += row.height
    return pages


def _first(blocks: Sequence[Block]) -> float:
    """Give what has to fit for a block to begin here, with those it may not be parted from."""
    needed = 0.0
    for block in blocks:
        rows = block.rows if len(block.rows) <= _TOGETHER or block.with_next else block.rows[:2]
        needed += (block.above if needed else 0) + sum(row.height for row in rows)
        if not block.with_next:
            break
    return needed


def _needs(rows: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    """Give each row with the height it needs: the last but one needs the last one's too."""
    for at, row in enumerate(rows):
        last = rows[-1].height if at == len(rows) - 2 else 0
        yield row, row.height + last
