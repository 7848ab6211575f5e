"""The ICD-10-CM table as a SQLite file, written from our packed source or an official file.

Needs only Python: a wheel's build runs it.
"""

from __future__ import annotations

import lzma
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

SCHEMA_STEP = 2
# No STRICT: system Pythons with a SQLite older than 3.37 read this file too.
_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE codes (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, billable INTEGER NOT NULL,
    label TEXT NOT NULL, terms TEXT NOT NULL,
    valid_from TEXT NOT NULL, billable_until TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(
    code, label, terms, content='codes', content_rowid='id', tokenize='porter unicode61');
"""
_INSERT = """
INSERT INTO codes (code, billable, label, terms, valid_from, billable_until)
VALUES (?, ?, ?, ?, ?, ?)
"""
_ORDER_LINE = re.compile(r"(\d{5}) ([A-Z][0-9][0-9A-Z]{1,5}) *([01]) (.{60}) (.+)")


class OrderFileError(ValueError):
    """The file is not an official ICD-10-CM order file; the sentence names the line."""


@dataclass(frozen=True, slots=True)
class Release:
    """One edition of ICD-10-CM and the first service date it governs."""

    name: str
    effective: date


@dataclass(frozen=True, slots=True)
class Row:
    """One code. `billable_until` is the last day a code that was split could itself be billed."""

    code: str
    billable: bool
    label: str
    terms: str = ""
    valid_from: str = ""
    billable_until: str = ""


def dotted(code: str) -> str:
    """Give the code as it is printed: capitals, a dot after the third character."""
    bare = code.strip().upper().replace(".", "")
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare  # noqa: PLR2004


def packed_rows(source: Path, changes: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Unpack the kept source and lay the known history over it."""
    came = [(name, change["on"]) for change in changes for name in change["came"]]
    exact_came = {name: day for name, day in came if not _is_pattern(name)}
    patterns = [(name, day) for name, day in came if _is_pattern(name)]
    split = {name: change["on"] for change in changes for name in change.get("split", ())}
    for line in lzma.decompress(source.read_bytes()).decode("utf-8").splitlines():
        code, billable, label, terms = line.split("\t")
        first = exact_came.get(code) or next(
            (day for name, day in patterns if fnmatchcase(code, name)), None
        )
        yield Row(
            code,
            billable == "1",
            label,
            terms,
            first.isoformat() if first else "",
            (split[code] - timedelta(days=1)).isoformat() if code in split else "",
        )


def _is_pattern(name: str) -> bool:
    return "*" in name or "?" in name


def write_table(path: Path, rows: Iterable[Row], *, release: Release, digest: str = "") -> int:
    """Write the file beside its place and move it there when whole; give the number of codes."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    made = Path(name)
    try:
        count = _fill(made, rows, release, digest)
        # Reference data, no client's: readable by everyone who may run the program.
        made.chmod(0o644)
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
    return count


def _fill(path: Path, rows: Iterable[Row], release: Release, digest: str) -> int:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.executescript(_SCHEMA)
        db.execute("BEGIN")
        db.executemany(
            _INSERT,
            (
                (row.code, row.billable, row.label, row.terms, row.valid_from, row.billable_until)
                for row in rows
            ),
        )
        facts = {
            "release": release.name,
            "effective": release.effective.isoformat(),
            "digest": digest,
        }
        db.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
        db.execute("INSERT INTO words (words) VALUES ('rebuild')")
        db.execute("COMMIT")
        (count,) = db.execute("SELECT count(*) FROM codes").fetchone()
        return int(count)
    finally:
        db.close()


def import_order_file(
    source: Path, target: Path, *, release: Release, before: Path | None = None
) -> int:
    """Make a table from the official `icd10cm_order_YYYY.txt`; give the number of codes.

    `before` is the newest table held: search terms and dates known there are kept, and a code it
    lacks counts as new on the release's first day. Raises `OrderFileError` on any other file.
    """
    known = _known(before) if before else {}
    rows = (_carried(row, known, release, held=before is not None) for row in _order_rows(source))
    return write_table(target, rows, release=release)


def _order_rows(source: Path) -> Iterator[Row]:
    count = 0
    with source.open(encoding="ascii", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            found = _ORDER_LINE.fullmatch(line.rstrip("\r\n"))
            if found is None:
                raise OrderFileError(
                    f"Line {number} is not `order number, code, 0 or 1, short text, long text`"
                )
            count += 1
            yield Row(dotted(found[2]), found[3] == "1", found[5].strip())
    if not count:
        raise OrderFileError("The file holds no codes")


def _known(before: Path) -> dict[str, Row]:
    db = sqlite3.connect(f"{before.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        found = db.execute(
            "SELECT code, billable, label, terms, valid_from, billable_until FROM codes"
        )
        return {row[0]: Row(row[0], bool(row[1]), *row[2:]) for row in found}
    finally:
        db.close()


def _carried(row: Row, known: Mapping[str, Row], release: Release, *, held: bool) -> Row:
    earlier = known.get(row.code)
    if earlier is None:
        return replace(row, valid_from=release.effective.isoformat() if held else "")
    until = earlier.billable_until
    if earlier.billable and not row.billable:
        until = (release.effective - timedelta(days=1)).isoformat()
    return replace(row, terms=earlier.terms, valid_from=earlier.valid_from, billable_until=until)
