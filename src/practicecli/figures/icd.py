"""ICD-10-CM: look a code up as of a day, and search by code, everyday words or abbreviation."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicecli.domain.dx import Dx, dotted, in_force_from
from practicecli.figures.icd_sql import BY_CODE, CHILDREN

if TYPE_CHECKING:
    from practicecli.domain.dx_changes import Stand

_BUILT_IN = Path(__file__).with_name("icd10cm.sqlite")
_MOST_CHILDREN = 5
_ALWAYS = "9999-12-31"
Row = tuple[Any, ...]  # a driver's row: the answer to a question of `icd_sql`


class IcdMissingError(RuntimeError):
    """The table is not there or not readable; the sentence says how to make it."""


@dataclass(slots=True)
class Edition:
    """One release held, opened when first read."""

    path: Path
    missing: Callable[[str], Exception] = IcdMissingError
    db: sqlite3.Connection | None = None
    facts: dict[str, str] = field(default_factory=dict)

    def __del__(self) -> None:
        if self.db is not None:
            self.db.close()

    def read(self, sql: str, *values: object) -> list[Row]:
        """Ask one of the questions of `icd_sql`. Raises IcdMissingError, or what stands for it."""
        if self.db is None:
            self._open()
        try:
            return list(self.db.execute(sql, values)) if self.db else []
        except sqlite3.DatabaseError as error:
            raise self._unusable() from error

    def _open(self) -> None:
        try:
            self.db = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=ro&immutable=1",
                uri=True,
                check_same_thread=False,
            )
            self.facts = dict(self.db.execute("SELECT name, value FROM facts"))
        except sqlite3.Error as error:
            raise self._unusable() from error
        if "effective" not in self.facts:
            raise self._unusable()

    def _unusable(self) -> Exception:
        repair = (
            "install practicecli anew, or in a checkout run `python -m practicecli.figures.build`"
            if self.path == _BUILT_IN
            else "move it away, then load its file again with `practice code import FILE`"
        )
        return self.missing(
            f"The diagnosis table `{self.path.name}` is missing or damaged; {repair}"
        )

    def fact(self, name: str) -> str:
        """Give what the table says of itself, or nothing."""
        if self.db is None:
            self._open()
        return self.facts.get(name, "")

    @property
    def effective(self) -> date:
        """The first service date it governs."""
        return date.fromisoformat(self.fact("effective"))

    @property
    def is_old(self) -> bool:
        """Whether an earlier version of this program wrote it."""
        return not self.fact("mind")


class Icd:
    """The releases held. The newest counts as in force until a newer one is loaded."""

    def __init__(
        self, paths: Iterable[Path], *, missing: Callable[[str], Exception] = IcdMissingError
    ) -> None:
        self._paths = tuple(paths)
        self._missing = missing
        self._held: tuple[Edition, ...] | None = None
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
    def held(self) -> list[tuple[Path, date]]:
        """Where the releases lie and from when they govern, the one we ship first."""
        by_path = {one.path: one.effective for one in self._editions()}
        return [(path, by_path[path]) for path in self._paths]

    def lookup(self, code: str, on: date | None = None) -> Dx | None:
        """Find one code as it stood on a service date, or by None in the newest release.

        Any case, with or without the dot. A code that came later or has ended is found too, with
        its dates; None is what ICD-10-CM never held.
        """
        return self._remembered(dotted(code), on)

    def search(
        self,
        words: str,
        on: date | None = None,
        limit: int = 20,
        used: Mapping[str, int] | None = None,
    ) -> list[Dx]:
        """Find codes, best first; of a heading it does not say the `children`.

        First the very code typed, then those `used` most, by how often; then the codes below it,
        those that everyday words and abbreviations stand for, and texts: mental health, what
        belongs beside it, the rest. Every word may be a beginning; where nothing is found, an
        unknown word is mended by one letter. What was not in force on the day is left out.
        """
        from practicecli.figures.icd_search import search  # looking codes up goes without it

        return search(self, words, on, limit, used or {})

    def stands(self, code: str) -> list[Stand]:
        """Give how a code stands in every release held, oldest first."""
        asked = dotted(code)
        return [_stand(one, one.read(BY_CODE, asked)) for one in reversed(self._editions())]

    def below(self, code: str, most: int) -> list[Dx]:
        """Give the codes below one that can be billed by the newest release, in their order."""
        return [self.dx(row, None) for row in self.children(dotted(code), None, most)]

    def close(self) -> None:
        """Let the files go."""
        for edition in self._held or ():
            if edition.db is not None:
                edition.db.close()
        self._held = None

    def _editions(self) -> tuple[Edition, ...]:
        if self._held is None:
            editions = [Edition(path, self._missing) for path in self._paths]
            # Of two for one day the later named counts: what was loaded, not what we ship.
            editions.reverse()
            self._held = tuple(sorted(editions, key=lambda one: one.effective, reverse=True))
        return self._held

    def shipped(self) -> Edition:
        """Give the release we ship, which alone knows everyday words."""
        return next(one for one in self._editions() if one.path == self._paths[0])

    def edition(self, on: date | None) -> Edition:
        """Choose the newest release in force on the day; the oldest speaks for all days before.

        One older than what we ship speaks for its own year only: what came after it is not held.
        """
        editions = self._editions()
        if on is None:
            return editions[0]
        shipped = self.shipped().effective
        for at, one in enumerate(editions):
            if one.effective <= on:
                ended = at > 0 and one.effective < shipped and on >= _next_october(one.effective)
                return editions[at - 1] if ended else one
        return editions[-1]

    def _look_up(self, code: str, on: date | None) -> Dx | None:
        asked = self.edition(on)
        rows = asked.read(BY_CODE, code)
        if rows:
            return self._whole(rows[0], on)
        newer: Edition | None = None
        for other in self._editions():
            rows = other.read(BY_CODE, code)
            if rows:
                dx = self._whole(rows[0], on)
                if other.effective > asked.effective:
                    return replace(dx, valid_from=dx.valid_from or other.effective)
                gone = newer or asked
                return replace(dx, valid_to=gone.effective - timedelta(days=1))
            newer = other
        return None

    def _whole(self, row: Row, on: date | None) -> Dx:
        dx = self.dx(row, on)
        if dx.billable:
            return dx
        below = self.children(dx.code, on, _MOST_CHILDREN)
        return replace(dx, children=tuple(child[0] for child in below))

    def dx(self, row: Row, on: date | None) -> Dx:
        """Make a row a code as it stood on a day; of a heading without its `children`."""
        code, label, billable, valid_from, billable_until = row
        split = _day(billable_until)
        can_bill = bool(billable) or (split is not None and on is not None and on <= split)
        return Dx(
            code=code,
            label=label,
            billable=can_bill,
            valid_from=_day(valid_from),
            valid_to=split if can_bill else None,
        )

    def children(self, code: str, on: date | None, most: int) -> list[Row]:
        """Read the first codes below one that could be billed on a day."""
        until = on.isoformat() if on else _ALWAYS
        return self.edition(on).read(CHILDREN, code, f"{code}~", until, most)


def _stand(edition: Edition, rows: Sequence[Row]) -> Stand:
    from practicecli.domain.dx_changes import Stand

    if not rows:
        return Stand(edition.effective)
    _, label, billable, _, until = rows[0]
    split = _day(until)
    return Stand(
        edition.effective, label, bool(billable), split + timedelta(days=1) if split else None
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _next_october(day: date) -> date:
    """Give the end of the year of releases that a day belongs to."""
    ends = in_force_from(day.year + 1)
    return ends if day < ends else in_force_from(day.year + 2)


def open_icd(
    path: Path | None = None,
    extra: Iterable[Path] | None = None,
    *,
    missing: Callable[[str], Exception] = IcdMissingError,
) -> Icd:
    """Give the table with any releases imported since. Nothing is opened until it is asked.

    `missing` makes the error of a table that cannot be read, from a sentence.
    """
    return Icd([path or _BUILT_IN, *(extra or ())], missing=missing)
