"""An official file made into a release held: read, held against the one before, written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from practicecli.domain.dx_release import (
    Difference,
    Found,
    Known,
    difference,
    doubts_about_release,
    faults_of,
)
from practicecli.domain.problems import Problem
from practicecli.figures.icd_files import Line, Read, above, read_release
from practicecli.figures.icd_table import (
    Release,
    Row,
    digest_of,
    order_of,
    rows_of,
    write_table,
)

_CODES_ONLY = "codes only: "


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A release that lies here already."""

    path: Path
    effective: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file, read and compared. `faults` cannot be overruled, `doubts` can; `digest` is its own.

    `already` says that this very content is held for this very day.
    """

    release: Release
    rows: Sequence[Row]
    difference: Difference
    faults: tuple[Problem, ...]
    doubts: tuple[Problem, ...]
    digest: str
    already: bool


class UndatedError(ValueError):
    """Neither the name nor anybody says from when the file is in force."""


def propose(source: Path, held: Sequence[HeldTable], *, effective: date | None = None) -> Proposal:
    """Read an official file and hold it against the release before it; nothing is written.

    `held` are the releases that lie here, the one we ship first. Without `effective` the name of
    the file decides. Raises ReleaseFileError for any other file and UndatedError without a day.
    """
    read = read_release(source)
    since = effective or read.named
    if since is None:
        raise UndatedError(read.name)
    before = _before(held, since)
    digest = _digest(read)
    same_day = [digest_of(one.path) for one in held if one.effective == since]
    known = rows_of(before.path)
    carried = _Carrying(known, since, earlier=before.effective < since)
    rows = tuple(carried.rows(read))
    found = Found(
        codes={row.code: (row.billable, row.label) for row in rows},
        effective=since,
        named=read.named,
        unreadable=read.unreadable,
        repeated=read.repeated,
        gaps=read.gaps,
        codes_only=not read.has_headings,
    )
    against = Known(
        codes={code: (row.billable, row.label) for code, row in known.items()},
        effective=before.effective,
        newest=max(one.effective for one in held),
        came={code: row.valid_from for code, row in known.items() if row.valid_from},
        replaces_whole=any(not one.startswith(_CODES_ONLY) for one in same_day),
    )
    return Proposal(
        release=Release(f"from {since.isoformat()}", since),
        rows=rows,
        difference=difference(against.codes, found.codes),
        faults=tuple(faults_of(found)),
        doubts=tuple(doubts_about_release(found, against)),
        digest=digest,
        already=digest in same_day,
    )


def load(proposal: Proposal, target: Path, *, shipped: Path) -> int:
    """Write the table, whole or not at all; give the number of codes."""
    order = order_of(shipped)
    if order is None:  # the one we ship is made anew with every version
        raise ValueError("the table we ship is of an earlier version")
    return write_table(
        target, proposal.rows, release=proposal.release, order=order, digest=proposal.digest
    )


def _before(held: Sequence[HeldTable], since: date) -> HeldTable:
    """Choose what the file is held against: the newest that is older, or else the one we ship."""
    earlier = [one for one in held if one.effective < since]
    return max(earlier, key=lambda one: one.effective) if earlier else held[0]


class _Carrying:
    """What is known of a code by the release before goes over into the new one."""

    def __init__(self, known: Mapping[str, Row], since: date, *, earlier: bool) -> None:
        self._known = known
        self._first = since.isoformat() if earlier else ""
        self._last = (since - timedelta(days=1)).isoformat()

    def rows(self, read: Read) -> Iterator[Row]:
        """Give the file's codes with what is known of them; headings, too, where it has none."""
        if not read.has_headings:
            yield from (self._row(line) for line in self._headings(read.lines))
        seen: set[str] = set()
        for line in read.lines:
            if line.code not in seen:
                seen.add(line.code)
                yield self._row(line)

    def _headings(self, lines: Sequence[Line]) -> Iterator[Line]:
        """Give the headings of a file that has codes only, with the texts known of them."""
        codes = {line.code for line in lines}
        below: dict[str, list[str]] = {}
        for line in lines:
            for heading in above(line.code):
                below.setdefault(heading, []).append(line.code)
        for heading in sorted(below.keys() - codes):
            earlier = self._known.get(heading)
            if earlier:
                yield Line(heading, billable=False, label=earlier.label)
            elif not heading.endswith("X"):  # a placeholder before the last character heads nothing
                first, last = below[heading][0], below[heading][-1]
                yield Line(heading, billable=False, label=f"{first} to {last}")

    def _row(self, line: Line) -> Row:
        row = Row(line.code, line.billable, line.label)
        earlier = self._known.get(line.code)
        if earlier is None:
            return replace(row, valid_from=self._first)
        until = earlier.billable_until
        if earlier.billable and not row.billable and self._first:
            until = self._last
        if row.billable:
            until = ""
        return replace(
            row, terms=earlier.terms, valid_from=earlier.valid_from, billable_until=until
        )


def _digest(read: Read) -> str:
    seal = hashlib.sha256()
    for line in read.lines:
        seal.update(f"{line.code}\t{int(line.billable)}\t{line.label}\n".encode())
    return ("" if read.has_headings else _CODES_ONLY) + seal.hexdigest()
