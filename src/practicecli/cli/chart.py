"""Small charts of letters: bars below each other, and a line of values side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.cli.tables import cells, cut
from practicecli.cli.text import safe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

_WHOLE, _PARTS = "█", "▏▎▍▌▋▊▉"  # a cell, and one to seven eighths of it
_STEPS = "▁▂▃▄▅▆▇█"
# The same in letters that every terminal has; the marks of a line grow heavier with the value.
_PLAIN_WHOLE, _PLAIN_STEPS = "#", "_.:-=+*#"
_GAP = "  "
_NARROWEST = 8  # cells that a bar keeps, however long the labels are


def takes_blocks(stream: TextIO) -> bool:
    """Say whether a stream can write the letters that bars are made of."""
    try:
        (_WHOLE + _PARTS + _STEPS).encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def bars(
    rows: Sequence[tuple[str, float]], width: int, *, full: float = 0, blocks: bool = True
) -> list[str]:
    """Give a line for each row: its label, then a bar, in at most `width` cells.

    The greatest value fills the line, or `full` where that is greater; values are 0 or more. What
    is not 0 shows at least a sliver. Without `blocks` only letters of ASCII are drawn.
    """
    room = max(width - _NARROWEST - len(_GAP), 1)
    labels = [cut(safe(label), room) for label, _ in rows]
    longest = max(map(cells, labels), default=0)
    most = max(full, *(value for _, value in rows), 0)
    length = max(width - longest - len(_GAP), 1)
    return [
        f"{label}{' ' * (longest - cells(label))}{_GAP}{_bar(value, most, length, blocks)}".rstrip()
        for label, (_, value) in zip(labels, rows, strict=True)
    ]


def sparkline(values: Sequence[float], low: float, high: float, *, blocks: bool = True) -> str:
    """Give a letter for each value, as high as it stands between `low` and `high`.

    What lies outside stands at the end it is beyond; where `high` is not above `low`, at the foot.
    """
    steps = _STEPS if blocks else _PLAIN_STEPS
    span = high - low
    if span <= 0:
        return steps[0] * len(values)
    top = len(steps) - 1
    return "".join(steps[min(max(round((value - low) / span * top), 0), top)] for value in values)


def _bar(value: float, most: float, length: int, blocks: bool) -> str:
    if value <= 0:
        return ""
    fine = len(_PARTS) + 1 if blocks else 1
    whole, part = divmod(max(round(value / most * length * fine), 1), fine)
    drawn = (_WHOLE if blocks else _PLAIN_WHOLE) * whole
    return drawn + (_PARTS[part - 1] if part else "")
