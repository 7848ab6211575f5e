"""What leaves the house as plain files: CSV that no spreadsheet runs, JSON, and both at once."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import tempfile
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TextIO

from practicecli.errors import RefusedError, StorageError, UsageError
from practicecli.files.csvform import neutral
from practicecli.files.manifest import manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    Row = Sequence[object]

_TABLE_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,60}")
_UNWRITABLE: Final = re.compile("[\0\ud800-\udfff]")


class _LineFeeds:
    """Ends rows by one line feed; csv quotes a carriage return only where rows end by it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, row: str) -> int:
        """Take one whole row, as `csv.writer` gives it."""
        return self._stream.write(row.removesuffix("\r\n") + "\n")


def write_csv(
    stream: TextIO, header: Sequence[str], rows: Iterable[Row], *, raw: bool = False
) -> int:
    """Write rows as they come and give their number; open the stream with `newline=""`.

    Text that a spreadsheet could run gets a leading `'`, unless `raw`; numbers stay numbers.
    Raises RefusedError for a text that holds NUL or half a character, which no reader takes.
    """
    writer = csv.writer(_LineFeeds(stream))
    writer.writerow(_cell(0, name, name, raw=raw) for name in header)
    number = 0
    for number, row in enumerate(rows, start=1):
        writer.writerow(
            _cell(number, name, value, raw=raw) for name, value in zip(header, row, strict=True)
        )
    return number


def write_json(stream: TextIO, header: Sequence[str], rows: Iterable[Row]) -> int:
    """Write rows as an array of objects, one a line, as they come; give their number."""
    stream.write("[")
    number = 0
    for number, row in enumerate(rows, start=1):
        stream.write(",\n" if number > 1 else "\n")
        entry = {
            name: _json_value(number, name, value) for name, value in zip(header, row, strict=True)
        }
        stream.write(json.dumps(entry, ensure_ascii=False))
    stream.write("\n]\n" if number else "]\n")
    return number


def export_all(
    tables: Iterable[tuple[str, Sequence[str], Iterable[Row]]], folder: Path
) -> dict[str, int]:
    """Write a CSV and a JSON file for each table and a README.txt; give the rows of each table.

    All or nothing: the folder, which must be new or empty, appears when it is whole. Files are 0600
    in a 0700 folder. Raises UsageError for a folder in use, StorageError when the disk refuses.
    """
    _check_free(folder)
    try:
        building = tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent)
    except OSError as error:
        raise _storage(folder, error) from error
    try:
        counts = _write_tables(tables, building)
        os.replace(building, folder)  # noqa: PTH105  takes the place of an empty folder in one step
    except OSError as error:
        raise _storage(folder, error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return counts


def _check_free(folder: Path) -> None:
    hint = "Name a new folder, such as `practice export --all my-export`"
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"`{folder}` is not a folder", hint=hint)
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"The folder `{folder}` is not empty", hint=hint)
    if not folder.parent.is_dir():
        raise UsageError(f"There is no folder `{folder.parent}`", hint="Make it first")


def _write_tables(
    tables: Iterable[tuple[str, Sequence[str], Iterable[Row]]], building: str
) -> dict[str, int]:
    counts: dict[str, int] = {}
    headers: dict[str, Sequence[str]] = {}
    for name, header, rows in tables:
        if not _TABLE_NAME.fullmatch(name) or name in counts:
            raise ValueError(f"{name!r} is no name of a table")
        with ExitStack() as stack:
            sheet = stack.enter_context(_new_file(building, f"{name}.csv"))
            notes = stack.enter_context(_new_file(building, f"{name}.json"))
            # One reading of the table feeds both files, so that they agree and memory stays flat.
            counts[name] = write_json(notes, header, _also_csv(sheet, header, rows))
        headers[name] = tuple(header)
    with _new_file(building, "README.txt") as readme:
        readme.write(manifest(headers, counts))
    return counts


def _also_csv(stream: TextIO, header: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    write_csv(stream, header, ())
    writer = csv.writer(_LineFeeds(stream))
    for number, row in enumerate(rows, start=1):
        writer.writerow(
            _cell(number, name, value, raw=False) for name, value in zip(header, row, strict=True)
        )
        yield row


def _new_file(building: str, name: str) -> TextIO:
    # O_EXCL and the mode at birth: at no moment may another user read or replace it.
    path = os.path.join(building, name)  # noqa: PTH118
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(number, "w", encoding="utf-8", newline="")


def _storage(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The export to `{folder}` failed: {error.strerror or 'the disk refused'}",
        hint="Nothing was left behind; free some space or name another folder, and repeat",
    )


def _cell(number: int, column: str, value: object, *, raw: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal) and not isinstance(value, Enum):
        return str(value)
    text = _writable(number, column, _as_text(value))
    return text if raw else neutral(text)


def _as_text(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, list | tuple | set | frozenset):
        parts = sorted(map(_as_text, value)) if isinstance(value, set | frozenset) else value
        return " ".join(_as_text(part) for part in parts)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=_as_text)
    return str(value)


def _json_value(number: int, column: str, value: Any) -> Any:  # noqa: ANN401  JSON is anything
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_json_value(number, column, part) for part in value]
    if isinstance(value, dict):
        return {str(key): _json_value(number, column, part) for key, part in value.items()}
    return _writable(number, column, _as_text(value))


def _writable(number: int, column: str, text: str) -> str:
    if _UNWRITABLE.search(text):
        raise RefusedError(
            f"Row {number} holds a character in `{column}` that no file can hold",
            hint="Edit that text; NUL and halves of characters are refused",
        )
    return text
