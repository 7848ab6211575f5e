"""The ICD-10-CM table as a SQLite file, written from our packed source or an official file.

Needs only Python: a wheel's build runs it.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from practicecli.domain.dx_words import Phrase, phrase_key, words_of

SCHEMA_STEP = 3
# The indexes of words, in the order in which what they find is listed. Parted, so that the usual
# search never walks through a hundred thousand codes of broken bones.
MIND, NEAR, REST = INDEXES = ("mind", "near", "words")
_TOKENS = "content='codes', content_rowid='id', tokenize='porter unicode61'"
# No STRICT: system Pythons with a SQLite older than 3.37 read this file too.
_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE codes (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, billable INTEGER NOT NULL,
    label TEXT NOT NULL, terms TEXT NOT NULL,
    valid_from TEXT NOT NULL, billable_until TEXT NOT NULL);
CREATE TABLE phrases (
    phrase TEXT NOT NULL, short INTEGER NOT NULL, bare INTEGER NOT NULL, codes TEXT NOT NULL,
    spelled TEXT NOT NULL, PRIMARY KEY (phrase, short)) WITHOUT ROWID;
CREATE TABLE vocabulary (word TEXT PRIMARY KEY, weight INTEGER NOT NULL) WITHOUT ROWID;
""" + "".join(
    f"CREATE VIRTUAL TABLE {name} USING fts5(code, label, terms, {_TOKENS});\n" for name in INDEXES
)
_INSERT = """
INSERT INTO codes (id, code, billable, label, terms, valid_from, billable_until)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_INDEX = {
    name: f"INSERT INTO {name} (rowid, code, label, terms)"  # noqa: S608 - names are our own
    " SELECT id, code, label, terms FROM codes WHERE id BETWEEN ? AND ?"
    for name in INDEXES
}
_ALL = "SELECT code, billable, label, terms, valid_from, billable_until FROM codes"
_PHRASE_WEIGHT = 20  # a word of a phrase is likelier meant than one that many texts hold


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


@dataclass(frozen=True, slots=True)
class Order:
    """Which codes are listed first, and next, by how they begin."""

    mind: tuple[str, ...]
    near: tuple[str, ...]

    def index_of(self, code: str) -> int:
        """Give the place of the index that holds a code."""
        if code.startswith(self.mind):
            return 0
        return 1 if code.startswith(self.near) else 2


@dataclass(frozen=True, slots=True)
class Words:
    """What people type: phrases for codes, and words that tell nothing."""

    phrases: tuple[Phrase, ...]
    skipped: tuple[str, ...]


def words_from(dx_words: Mapping[str, Any], abbreviations: Mapping[str, Any]) -> Words:
    """Make what is typed of the two files of figures."""
    skipped = tuple(dx_words["skipped"]["words"])
    everyday = (
        Phrase(phrase_key(said, skipped), tuple(row["codes"]))
        for name, row in dx_words["synonyms"].items()
        for said in (name, *row.get("also", ()))
    )
    short = (
        Phrase(
            name.casefold(), tuple(row["codes"]), row["words"],
            short=True, bare=row.get("also_a_word", False),
        )
        for name, row in abbreviations["abbreviations"].items()
    )  # fmt: skip
    return Words((*everyday, *short), skipped)


def order_from(dx_words: Mapping[str, Any]) -> Order:
    """Make the order of the listing of its file of figures."""
    return Order(tuple(dx_words["order"]["mind"]), tuple(dx_words["order"]["near"]))


def order_of(table: Path) -> Order | None:
    """Read the order that a table was written in; None for one of an earlier version."""
    with _opened(table) as db:
        facts = dict(db.execute("SELECT name, value FROM facts"))
    if MIND not in facts:
        return None
    return Order(tuple(facts[MIND].split()), tuple(facts[NEAR].split()))


def packed_rows(source: Path, changes: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Unpack the kept source and lay the known history over it."""
    import lzma
    from fnmatch import fnmatchcase

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


def rows_of(table: Path) -> dict[str, Row]:
    """Read all codes of a table that was written before, of this version or an earlier one."""
    with _opened(table) as db:
        return {row[0]: Row(row[0], bool(row[1]), *row[2:]) for row in db.execute(_ALL)}


def digest_of(table: Path) -> str:
    """Read what a table says it was made from."""
    with _opened(table) as db:
        row = db.execute("SELECT value FROM facts WHERE name = 'digest'").fetchone()
    return str(row[0]) if row else ""


def _opened(table: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{table.resolve().as_uri()}?mode=ro&immutable=1", uri=True))


def write_table(
    path: Path,
    rows: Iterable[Row],
    *,
    release: Release,
    order: Order,
    words: Words | None = None,
    digest: str = "",
    mode: int = 0o600,
) -> int:
    """Write the file beside its place and move it there when whole; give the number of codes."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    made = Path(name)
    try:
        facts = {
            "release": release.name,
            "effective": release.effective.isoformat(),
            "digest": digest,
            MIND: " ".join(order.mind),
            NEAR: " ".join(order.near),
            "skipped": " ".join(words.skipped) if words else "",
        }
        count = _fill(made, rows, facts, order, words)
        made.chmod(mode)
        with made.open("rb") as file:
            os.fsync(file.fileno())  # whole on the disk before it takes a good one's place
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
    return count


def _fill(
    path: Path, rows: Iterable[Row], facts: Mapping[str, str], order: Order, words: Words | None
) -> int:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.executescript(_SCHEMA)
        db.execute("BEGIN")
        db.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
        count = _fill_codes(db, rows, order)
        if words:
            _fill_words(db, words)
        db.execute("COMMIT")
    finally:
        db.close()
    return count


def _fill_codes(db: sqlite3.Connection, rows: Iterable[Row], order: Order) -> int:
    # By place, what can be billed first: an index read from its beginning gives the best first.
    placed = sorted(((order.index_of(row.code), not row.billable, row.code), row) for row in rows)
    db.executemany(
        _INSERT,
        (
            (at, row.code, row.billable, row.label, row.terms, row.valid_from, row.billable_until)
            for at, (_, row) in enumerate(placed, 1)
        ),
    )
    for place, name in enumerate(INDEXES):
        ids = [at for at, (key, _) in enumerate(placed, 1) if key[0] == place]
        if ids:
            db.execute(_INDEX[name], (ids[0], ids[-1]))
    return len(placed)


def _fill_words(db: sqlite3.Connection, words: Words) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO phrases VALUES (?, ?, ?, ?, ?)",
        (
            (one.words, one.short, one.bare, " ".join(one.codes), one.spelled)
            for one in words.phrases
        ),
    )
    weights: dict[str, int] = {}
    for name in (MIND, NEAR):
        texts = f"SELECT label || ' ' || terms FROM {name}"  # noqa: S608 - names are our own
        for (text,) in db.execute(texts):
            for word in _all_words(text):
                weights[word] = weights.get(word, 0) + 1
    for one in words.phrases:
        for word in _all_words(one.words):
            weights[word] = weights.get(word, 0) + _PHRASE_WEIGHT
    db.executemany("INSERT INTO vocabulary VALUES (?, ?)", sorted(weights.items()))


def _all_words(text: str) -> set[str]:
    found = text.casefold().split()
    return {word for part in found for word in words_of(part)}
