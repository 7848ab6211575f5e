"""Cells and rows of CSV: how they are read without harm, and written without harm to others."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, BinaryIO, Final

from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

CELL_LIMIT: Final = 64 * 1024  # characters
LINE_LIMIT: Final = 16 * CELL_LIMIT  # characters; no form of ours has more than 16 long cells
DELIMITERS: Final = (",", "\t", ";")

# What a spreadsheet may take for the start of a formula (OWASP, "CSV injection"), also in the
# full-width forms of East Asian keyboards. Spaces and a BOM before it do not protect everywhere.
_FORMULA: Final = re.compile("'*[\\s\ufeff\u200b]*[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-]")


def neutral(text: str) -> str:
    """Give the text so that no spreadsheet runs it: with a leading `'` where it could."""
    return "'" + text if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """Take back what `neutral` added."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def delimiter_of(header: str) -> str:
    """Choose the one of comma, tab and semicolon that the header line has most of."""
    return max(DELIMITERS, key=header.count)


def open_text(stream: BinaryIO) -> io.TextIOWrapper:
    """Give the text of a stream, from its start; `detach` it so that the stream stays open."""
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")


def rows(stream: BinaryIO, name: str) -> Generator[list[str]]:
    """Give the rows, the header first, one at a time; raises UsageError naming the row at fault."""
    text = open_text(stream)
    try:
        first = text.readline(LINE_LIMIT)
        text.seek(0)
        yield from checked_rows(text, name, delimiter_of(first))
    finally:
        if not stream.closed:
            text.detach()


def checked_rows(
    text: io.TextIOWrapper, name: str, delimiter: str, *, number: int = 0
) -> Iterator[list[str]]:
    """Give the rows of a text from where it stands, of which the first has this number."""
    try:
        for row in csv.reader(_lines(text), delimiter=delimiter, strict=True):
            # Spares the look at each cell for all but the odd row.
            if sum(map(len, row)) > CELL_LIMIT and max(map(len, row)) > CELL_LIMIT:
                raise _too_long(number, name)
            yield row
            number += 1
    except _LineTooLongError as error:
        raise _too_long(number, name) from error
    except csv.Error as error:
        raise UsageError(
            f"{_row(number)} of {name} has a quote that is not closed, or a cell over 64 KiB",
            hint='Write a quote inside a quoted cell twice (`""`), and close each quoted cell',
        ) from error


class _LineTooLongError(Exception):
    """Never leaves this module."""


def _lines(text: io.TextIOWrapper) -> Iterable[str]:
    # A file without line ends must not be read into memory whole.
    while line := text.readline(LINE_LIMIT):
        if len(line) == LINE_LIMIT:
            raise _LineTooLongError
        yield line


def _row(number: int) -> str:
    return f"Row {number}" if number else "The header line"


def _too_long(number: int, name: str) -> UsageError:
    return UsageError(
        f"{_row(number)} of {name} has a cell over 64 KiB",
        hint="Shorten that cell, or close its quotes; nothing was read",
    )
