"""Tables for a terminal and lines for a pipe. Imports nothing heavy: `today` prints through it."""

from __future__ import annotations

from practicecli.cli.text import safe

TYPE_CHECKING = False  # as typing's, without paying for typing
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BOLD, RESET = "\x1b[1m", "\x1b[0m"

_GAP = "  "
# What most texts hold of letters beyond Latin: one cell each, which needs no table of widths.
_NARROW = frozenset(map(chr, range(32, 127))) | frozenset("–—‘’“”…")  # noqa: RUF001
_NARROWEST = 5  # cells: one letter less and a cut column says nothing


def cells(text: str) -> int:
    """Count the columns a text takes on a terminal; wide letters take two."""
    if text.isascii() or all("\xa0" < letter < "\u0300" or letter in _NARROW for letter in text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, width: int) -> str:
    """Shorten a text to so many cells, with an ellipsis for what is gone."""
    if cells(text) <= width:
        return text
    kept, used = [], 1
    for letter in text:
        used += cells(letter)
        if used > width:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…"


def wrapped(text: str, width: int, *, later: int = 0) -> list[str]:
    """Break a text at spaces into lines of so many cells, all but the first indented.

    What stands between backticks is one word. A word that is longer, such as a path, keeps a line
    of its own, whole. Width 0: one line.
    """
    if not width:
        return [text]
    words = text.lstrip(" ")
    lines: list[str] = []
    indent = " " * (len(text) - len(words))
    for word in _words(words):
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(f"{indent}{word}")
            indent = " " * later
    return [line.rstrip() for line in lines]


def _words(text: str) -> list[str]:
    # A command that is told is copied: no break inside it.
    words = text.split(" ")
    if text.count("`") % 2:
        return words
    found: list[str] = []
    for word in words:
        if found and found[-1].count("`") % 2:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    width: int,
    colour: bool = False,
    right: Sequence[int] = (),
    whole: Sequence[int] = (),
) -> str:
    """Align rows under a header within `width` cells; too narrow for columns, write blocks.

    Every cell is made safe here. `right` and `whole` hold indexes of columns: aligned to the
    right, as money is, and never cut, as a ref is. What is aligned to the right is never cut.
    """
    body = [[safe(cell) for cell in row] for row in rows]
    natural = [max(map(cells, column)) for column in zip(header, *body, strict=True)]
    widths = _fitted(natural, width, {*right, *whole})
    if widths is None:
        return blocks(header, body, width=width)
    head = _line(header, widths, right)
    lines = [f"{BOLD}{head}{RESET}" if colour else head]
    lines += [_line(row, widths, right) for row in body]
    return "\n".join(lines) + "\n"


def aligned(rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Give each row as a line, its columns below each other; nothing is cut."""
    body = [[safe(cell) for cell in row] for row in rows]
    widths = [max(map(cells, column)) for column in zip(*body, strict=True)]
    return [_line(row, widths, right) for row in body]


def _fitted(widths: list[int], width: int, whole: set[int]) -> list[int] | None:
    """Take from the widest column until the row fits; None where that leaves nothing to read."""
    fitted = list(widths)
    over = sum(fitted) + len(_GAP) * (len(fitted) - 1) - width
    while over > 0:
        cuttable = {at: size for at, size in enumerate(fitted) if at not in whole}
        widest = max(cuttable.values(), default=0)
        if widest <= _NARROWEST:
            return None
        next_widest = max([_NARROWEST, *(size for size in cuttable.values() if size < widest)])
        taken = min(over, widest - next_widest)
        fitted[next(at for at, size in cuttable.items() if size == widest)] -= taken
        over -= taken
    return fitted


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    parts = []
    for at, (cell, size) in enumerate(zip(row, widths, strict=True)):
        shown = cut(cell, size)
        pad = " " * (size - cells(shown))
        parts.append(pad + shown if at in right else shown + pad)
    return _GAP.join(parts).rstrip()


def blocks(header: Sequence[str], rows: Iterable[Sequence[str]], *, width: int = 0) -> str:
    """Write each row as `label: value` lines, a blank line between rows; for screen readers too."""
    written = [pairs(zip(header, row, strict=True), align=False, width=width) for row in rows]
    return "\n".join(written)


def pairs(items: Iterable[tuple[str, str]], *, align: bool = True, width: int = 0) -> str:
    """Write `label: value` lines; a value of several lines goes below its label, indented."""
    safe_items = [(label, safe(value, lines=True)) for label, value in items]
    longest = max((cells(label) for label, _ in safe_items), default=0) if align else 0
    lines: list[str] = []
    for label, value in safe_items:
        if "\n" in value:
            lines += [f"{label}:", *(f"  {line}".rstrip() for line in value.split("\n"))]
            continue
        line = f"{label}:{' ' * max(1, longest - cells(label) + 1)}{value}".rstrip()
        lines.append(cut(line, width) if width else line)
    return "".join(f"{line}\n" for line in lines)


def tab_separated(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Give lines for a pipe: no header, nothing cut, tabs in values escaped."""
    for row in rows:
        yield "\t".join([safe(cell) for cell in row]) + "\n"
