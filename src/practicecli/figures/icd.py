"""ICD-10-CM: look a code up as of a day, and search by words, code or abbreviation."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from practicecli.domain.dx import Dx
from practicecli.figures.icd_table import dotted
from practicecli.figures.load import abbreviations

_BUILT_IN = Path(__file__).with_name("icd10cm.sqlite")
_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{0,4})?")
_WORD = re.compile(r"[\w']+")
_LONGEST_SEARCH = 200
_MOST_CHILDREN = 5
_COLUMNS = "code, label, billable, valid_from, billable_until"
_BY_CODE = f"SELECT {_COLUMNS} FROM codes WHERE code = ?"  # noqa: S608
# Codes below another sort right behind it: "F43.1" to "F43.1~" is the whole branch.
_BRANCH = f"SELECT {_COLUMNS} FROM codes WHERE code >= ? AND code < ? ORDER BY code LIMIT ?"  # noqa: S608
_CHILDREN = """
SELECT code FROM codes
 WHERE code > ? AND code < ? AND billable AND valid_from <= ? ORDER BY code LIMIT ?
"""
_BY_WORDS = f"""
SELECT {", ".join("c." + name.strip() for name in _COLUMNS.split(","))}
  FROM words JOIN codes AS c ON c.id = words.rowid
 WHERE words MATCH ? ORDER BY bm25(words, 10.0, 5.0, 1.0), c.code LIMIT ?
"""  # noqa: S608
_Row = tuple[str, str, int, str, str]


class IcdMissingError(RuntimeError):
    """The table is not there or not readable; the sentence says how to make it."""


@dataclass(slots=True)
class _Edition:
    """One release held, opened when first read."""

    path: Path
    db: sqlite3.Connection | None = None
    facts: dict[str, str] = field(default_factory=dict)

    def __del__(self) -> None:
        if self.db is not None:
            self.db.close()

    def read(self, sql: str, *values: object) -> list[_Row]:
        if self.db is None:
            self._open()
        return list(self.db.execute(sql, values)) if self.db else []

    def _open(self) -> None:
        try:
            self.db = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=ro&immutable=1",
                uri=True,
                check_same_thread=False,
            )
            self.facts = dict(self.db.execute("SELECT name, value FROM facts"))
        except sqlite3.Error as error:
            raise IcdMissingError(
                f"The diagnosis table `{self.path.name}` is missing or damaged; install "
                "practicecli anew, or in a checkout run `python -m practicecli.figures.build`"
            ) from error

    def fact(self, name: str) -> str:
        if self.db is None:
            self._open()
        return self.facts[name]

    @property
    def effective(self) -> date:
        return date.fromisoformat(self.fact("effective"))


class Icd:
    """The releases held. The newest counts as in force until a newer one is loaded."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)
        self._held: tuple[_Edition, ...] | None = None
        self._remembered = lru_cache(maxsize=4096)(self._look_up)

    @property
    def release(self) -> str:
        """The name of the newest release held, such as `April 2026`."""
        return self._editions()[0].fact("release")

    @property
    def effective(self) -> date:
        """The first service date the newest release governs."""
        return self._editions()[0].effective

    @property
    def path(self) -> Path:
        """Where the newest release held lies."""
        return self._editions()[0].path

    def lookup(self, code: str, on: date | None = None) -> Dx | None:
        """Find one code as it stood on a service date, or by None in the newest release.

        Any case, with or without the dot. A code that came later or has ended is found too, with
        its dates; None is what ICD-10-CM never held.
        """
        return self._remembered(dotted(code), on)

    def search(self, words: str, on: date | None = None, limit: int = 20) -> list[Dx]:
        """Find codes, best first: the code typed and those below it, abbreviations, then texts.

        Every word may be a beginning. Headings stand behind codes that can be billed; what was
        not in force on the day is left out.
        """
        typed = words[:_LONGEST_SEARCH].strip()
        found: dict[str, Dx] = {}
        for row in self._hits(typed, on, limit):
            dx = self._dx(row, on)
            if on is None or dx.in_force(on):
                found.setdefault(dx.code, dx)
            if len(found) >= limit:
                break
        return list(found.values())

    def close(self) -> None:
        """Let the files go."""
        for edition in self._held or ():
            if edition.db is not None:
                edition.db.close()
        self._held = None

    def _editions(self) -> tuple[_Edition, ...]:
        if self._held is None:
            editions = [_Edition(path) for path in self._paths]
            self._held = tuple(sorted(editions, key=lambda one: one.effective, reverse=True))
        return self._held

    def _edition(self, on: date | None) -> _Edition:
        """Choose the newest release in force on the day; the oldest speaks for all days before."""
        editions = self._editions()
        if on is None:
            return editions[0]
        return next((one for one in editions if one.effective <= on), editions[-1])

    def _look_up(self, code: str, on: date | None) -> Dx | None:
        asked = self._edition(on)
        rows = asked.read(_BY_CODE, code)
        if rows:
            return self._dx(rows[0], on)
        for other in self._editions():
            rows = other.read(_BY_CODE, code)
            if rows:
                dx = self._dx(rows[0], on)
                if other.effective > asked.effective:
                    return replace(dx, valid_from=dx.valid_from or other.effective)
                return replace(dx, valid_to=asked.effective - timedelta(days=1))
        return None

    def _dx(self, row: _Row, on: date | None) -> Dx:
        code, label, billable, valid_from, billable_until = row
        split = date.fromisoformat(billable_until) if billable_until else None
        can_bill = bool(billable) or (split is not None and on is not None and on <= split)
        return Dx(
            code=code,
            label=label,
            billable=can_bill,
            valid_from=date.fromisoformat(valid_from) if valid_from else None,
            valid_to=split if can_bill else None,
            children=() if can_bill else self._children(code, on),
        )

    def _children(self, code: str, on: date | None) -> tuple[str, ...]:
        until = on.isoformat() if on else "9999-12-31"
        rows = self._edition(on).read(_CHILDREN, code, f"{code}~", until, _MOST_CHILDREN)
        return tuple(row[0] for row in rows)

    def _hits(self, typed: str, on: date | None, limit: int) -> Iterator[_Row]:
        edition = self._edition(on)
        if _CODE.fullmatch(typed.upper()):
            code = dotted(typed)
            yield from edition.read(_BRANCH, code, f"{code}~", limit)
        known = abbreviations()
        plain: list[str] = []
        spelled: list[str] = []
        first: list[str] = []
        for word in _WORD.findall(typed):
            meaning = known.get(word.upper())
            if meaning:
                first += meaning["codes"]
                spelled += _WORD.findall(meaning["words"])
            else:
                plain.append(word)
        for code in first:
            rows = edition.read(_BY_CODE, code)
            if rows and all(word.casefold() in rows[0][1].casefold() for word in plain):
                yield rows[0]
        wanted = " ".join(f'"{word}"*' for word in (*plain, *spelled))
        if wanted:
            rows = edition.read(_BY_WORDS, wanted, limit * 3)
            yield from sorted(rows, key=lambda row: not row[2])


def open_icd(path: Path | None = None, extra: Iterable[Path] | None = None) -> Icd:
    """Give the table with any releases imported since. Nothing is opened until it is asked."""
    return Icd([path or _BUILT_IN, *(extra or ())])
