"""A batch of confirmations, as CSV or NDJSON: form first, then one row at a time in flat memory."""

from __future__ import annotations

import json
from contextlib import closing
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from practicecli.domain.incoming import ConfirmRow, InvalidRow
from practicecli.domain.problems import Problem, warning
from practicecli.errors import UsageError
from practicecli.files.batchrow import CONTEXT, OPTIONAL, REQUIRED, confirm_row, known_name
from practicecli.files.csvform import CELL_LIMIT, LINE_LIMIT, rows
from practicecli.files.textform import check_text, rewindable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OURS: Final = (*REQUIRED, *OPTIONAL)
_BOM: Final = b"\xef\xbb\xbf"
_LISTS: Final = frozenset({"cpt", "dx", "modifier"})
_HEADER_HINT: Final = (
    "The first line names the columns, such as `session,cpt,dx,start,stop`; "
    "`practice session list --unconfirmed --csv` prints a file to start from"
)


class Batch:
    """The rows of one input, in order, to be gone through once; `warnings` are about all of it."""

    def __init__(
        self, found: Iterator[ConfirmRow | InvalidRow], warnings: Iterable[Problem]
    ) -> None:
        self._found = found
        self.warnings = tuple(warnings)

    def __iter__(self) -> Batch:
        return self

    def __next__(self) -> ConfirmRow | InvalidRow:
        return next(self._found)


def read_batch(stream: BinaryIO, *, name: str) -> Batch:
    """Check the form of the whole input, then give its rows; raises UsageError before the first.

    Rows are numbered as they stand, the first line of data being 1; empty ones count, but are
    not given.
    """
    source = rewindable(stream, name)
    check_form(source, name=name)
    if _is_json(source):
        return Batch(_json_rows(source, name), _json_warnings(source))
    columns = _columns(source, name)
    return Batch(_csv_rows(source, name, columns), _unknown(column for column in columns if column))


def check_form(stream: BinaryIO, *, name: str) -> None:
    """Read a rewindable input once to its end; raises UsageError where no row may be trusted."""
    stream.seek(0)
    check_text(stream, name)
    if _is_json(stream):
        for _ in _json_lines(stream, name):
            pass
        return
    _columns(stream, name)
    for _ in rows(stream, name):
        pass


def _is_json(stream: BinaryIO) -> bool:
    stream.seek(0)
    return stream.read(CELL_LIMIT).removeprefix(_BOM).lstrip().startswith(b"{")


def _columns(stream: BinaryIO, name: str) -> list[str]:
    with closing(rows(stream, name)) as found:
        header = next(found, [])
    columns = [known_name(heading) for heading in header]
    if columns and columns[0].startswith("["):
        raise UsageError(
            f"{name} is a JSON array; a batch has one object on each line",
            hint="Turn it with `jq -c '.[]'`",
        )
    if not set(columns) & set(_OURS):
        raise UsageError(f"{name} has no header line", hint=_HEADER_HINT)
    if missing := [column for column in REQUIRED if column not in columns]:
        listed = ", ".join(f"`{column}`" for column in missing)
        raise UsageError(f"The header line of {name} lacks {listed}", hint=_HEADER_HINT)
    if twice := sorted({column for column in _OURS if columns.count(column) > 1}):
        listed = ", ".join(f"`{column}`" for column in twice)
        raise UsageError(f"The header line of {name} has {listed} twice", hint="Keep one of them")
    return columns


def _unknown(columns: Iterable[str]) -> list[Problem]:
    # Ignored, because people keep columns of their own, but said: a mistyped `modifer` costs money.
    strange = sorted(
        {column for column in columns if column not in CONTEXT and column not in _OURS}
    )
    if not strange:
        return []
    near = {column: get_close_matches(column, _OURS, n=1) for column in strange}
    fixes = [f"`{other[0]}` for `{column}`" for column, other in near.items() if other]
    return [
        warning(
            "unknown-column",
            "Ignored, as no column of ours: " + ", ".join(f"`{column[:40]}`" for column in strange),
            f"Did you mean {', '.join(fixes)}" if fixes else "",
        )
    ]


def _csv_rows(stream: BinaryIO, name: str, columns: list[str]) -> Iterator[ConfirmRow | InvalidRow]:
    # The plain reader and a map of places, not DictReader or pydantic: the form of a row is twelve
    # short texts, and those two cost more than all of the rest of a row's way to the disk.
    places = [(column, at) for at, column in enumerate(columns) if column in _OURS]
    width = len(columns)
    for number, cells in enumerate(rows(stream, name)):
        if number == 0 or not any(cells):
            continue
        if len(cells) == width or (len(cells) > width and not any(cells[width:])):
            yield confirm_row(number, {column: cells[at] for column, at in places})
        else:
            yield _wrong_width(number, cells, dict(places), width)


def _wrong_width(number: int, cells: list[str], places: dict[str, int], width: int) -> InvalidRow:
    at = places["session"]
    return InvalidRow(
        number,
        (cells[at].strip() if at < len(cells) else "") or None,
        (
            Problem(
                "cell-count",
                f"Row {number} has {len(cells)} cells; the header line has {width}",
                "Put quotes round a cell that holds a comma",
            ),
        ),
    )


def _json_lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    stream.seek(0)
    number = 0
    while line := stream.readline(LINE_LIMIT):
        number += 1
        if len(line) == LINE_LIMIT:
            raise UsageError(f"Row {number} of {name} is over 1 MiB", hint="Shorten that line")
        text = line.removeprefix(_BOM).strip() if number == 1 else line.strip()
        if text in {b"{", b"["}:
            raise UsageError(
                f"Row {number} of {name} opens an object that is spread over lines",
                hint="Put each object on one line, such as with `jq -c '.[]'`",
            )
        if text:
            yield number, text


def _json_rows(stream: BinaryIO, name: str) -> Iterator[ConfirmRow | InvalidRow]:
    for number, text in _json_lines(stream, name):
        found = _object(text)
        if found is None:
            yield _not_an_object(number)
            continue
        cells: dict[str, str] = {}
        problems = [
            problem
            for key, value in found.items()
            if (problem := _put(cells, number, known_name(key), value)) is not None
        ]
        row = confirm_row(number, cells)
        if problems:
            session = row.session
            more = row.problems if isinstance(row, InvalidRow) else ()
            row = InvalidRow(number, session, (*problems, *more))
        yield row


def _object(text: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (
        ValueError,
        RecursionError,
    ):  # the latter from a line that opens a bracket ten thousand times
        return None
    return found if isinstance(found, dict) else None


def _not_an_object(number: int) -> InvalidRow:
    fix = 'Write one object a line, such as `{"session": "s-7k3f", "cpt": "90834", "dx": "F41.1"}`'
    return InvalidRow(
        number, None, (Problem("not-json", f"Row {number} is not one JSON object", fix),)
    )


def _put(cells: dict[str, str], number: int, key: str, value: object) -> Problem | None:
    if key not in _OURS or value is None:
        return None
    text = _text(key, value)
    if text is None or len(text) > CELL_LIMIT or not _storable(text):
        wanted = "text, or a list of texts" if key in _LISTS else "text"
        return Problem("bad-value", f"Row {number} has a `{key}` that is not {wanted}", "")
    cells[key] = text
    return None


def _text(key: str, value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).casefold() if key == "sign" else None
    if isinstance(value, int) and key in _LISTS and 0 <= value < 10**6:
        return str(value)  # scripts write 90837 without quotes
    if isinstance(value, list) and key in _LISTS:
        parts = [_text(key, part) for part in value if not isinstance(part, list)]
        known = [part for part in parts if part is not None]
        return " ".join(known) if len(known) == len(value) else None
    return None


def _storable(text: str) -> bool:
    # JSON can spell NUL and half a character; neither can be kept.
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _json_warnings(stream: BinaryIO) -> list[Problem]:
    # The keys of the first line stand for all: parsing everything twice would double the cost.
    for _, text in _json_lines(stream, ""):
        return _unknown(known_name(key) for key in _object(text) or {})
    return []
