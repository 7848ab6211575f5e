"""Whether an official file may become a release held, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from practicecli.domain.dx import in_force_from
from practicecli.domain.dx_changes import same_text
from practicecli.domain.problems import Problem, Weight, warning

# Of some 73,000 codes, FY2023 took out 288 (journal.ahima.org) and FY2024 25 (allzonems.com).
LEAST_SHARE = 0.9
# What is as short as this was never a whole release: somebody made an extract, and knows it. Ours.
MOST_OF_AN_EXTRACT = 1000
_NAMED = 3
_AGAIN = "Download it anew from the CDC or CMS"
_FORCE = "Download it anew; if you are sure, load it all the same with `--force`"

Held = Mapping[str, tuple[bool, str]]
"""A release: whether a code can be billed, and its text, by code."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was read from a file; `named` is the edition's first service date by its name.

    `unreadable` are line numbers, `repeated` codes; at the lines in `gaps` its own numbers jump;
    `codes_only`: it has no headings of its own.
    """

    codes: Held
    effective: date
    named: date | None = None
    unreadable: Sequence[int] = ()
    repeated: Sequence[str] = ()
    gaps: Sequence[int] = ()
    codes_only: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the file is held against: the release before it, and the day of the newest one held.

    `came` are the days on which codes of the release before came, by code; `replaces_whole`: an
    edition of the same day is held that has headings.
    """

    codes: Held
    effective: date
    newest: date
    came: Mapping[str, str]
    replaces_whole: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """How many codes came, went, say something else, or became headings."""

    came: int
    went: int
    reworded: int
    headings: int

    @property
    def none(self) -> bool:
        """Whether the two are the same."""
        return not (self.came or self.went or self.reworded or self.headings)


def difference(before: Held, after: Held) -> Difference:
    """Count what a release changes against the one before it."""
    both = [(before[code], after[code]) for code in after.keys() & before.keys()]
    return Difference(
        came=len(after.keys() - before.keys()),
        went=len(before.keys() - after.keys()),
        reworded=sum(not same_text(was[1], now[1]) for was, now in both),
        headings=sum(was[0] and not now[0] for was, now in both),
    )


def faults_of(found: Found) -> Iterator[Problem]:
    """Say what makes a file unusable, whoever wants it loaded."""
    if found.unreadable:
        yield Problem(
            "icd-unreadable",
            f"{_lines(found.unreadable)} of the file cannot be read as a code",
            _AGAIN,
        )
    if found.repeated:
        yield Problem("icd-twice", f"{_some(found.repeated)} stands in it twice", _AGAIN)


def doubts_about_release(found: Found, known: Known) -> Iterator[Problem]:
    """Say why a file is perhaps not what its name says; a person may know better.

    What looks like a download that went wrong blocks; of an extract of a few codes, and of an
    edition older than one that is held, it is only told.
    """
    extract = len(found.codes) <= MOST_OF_AN_EXTRACT
    for doubt in (*_whole(found, known), *_of_its_year(found, known)):
        yield replace(doubt, weight=Weight.WARNS) if extract else doubt
    if found.effective < known.newest:
        yield warning(
            "icd-other-year",
            f"It is the edition from {found.effective}; one from {known.newest} is held already",
            "It will speak for its own year only",
        )
    if found.codes_only and known.replaces_whole:
        yield Problem(
            "icd-codes-only",
            "It has no headings; the edition of that day is held with them",
            "Load its order file, or this one all the same with `--force`",
        )


def _whole(found: Found, known: Known) -> Iterator[Problem]:
    if found.gaps:
        at = _lines(found.gaps).lower()
        yield Problem("icd-gap", f"Its own numbers jump at {at}: something is missing", _FORCE)
    missing = sorted({code[0] for code in known.codes} - {code[0] for code in found.codes})
    if missing:
        yield Problem(
            "icd-cut-short", f"It holds no code that begins with {', '.join(missing)}", _FORCE
        )
    bare = _bare_headings(found.codes)
    if bare:
        yield Problem("icd-bare", f"Nothing stands below the heading {_some(bare)}", _FORCE)
    share = len(found.codes) / max(1, len(known.codes))
    if share < LEAST_SHARE:
        yield Problem(
            "icd-too-few",
            f"It holds {len(found.codes)} codes; the release from {known.effective} has"
            f" {len(known.codes)}",
            _FORCE,
        )


def _of_its_year(found: Found, known: Known) -> Iterator[Problem]:
    year = _year_from(found.effective)
    if found.named and _year_from(found.named) != year:
        yield Problem(
            "icd-other-year",
            f"By its name it is the edition from {found.named}, not the one from {found.effective}",
            "Leave `--effective` out, or load it all the same with `--force`",
        )
    if found.effective < known.newest or known.effective == found.effective:
        return
    chapters = {code[0] for code in found.codes}  # a missing one has been told
    lost = _lost(found.codes, {code: on for code, on in known.came.items() if code[0] in chapters})
    if lost:
        day, codes = lost
        yield Problem(
            "icd-other-year",
            f"It lacks {_some(codes)}, which came on {day}: it looks like an earlier year's",
            _FORCE,
        )
    if difference(known.codes, found.codes).none:
        yield Problem(
            "icd-other-year",
            f"It says just what the release from {known.effective} says, under another year",
            _FORCE,
        )


def _lost(codes: Held, came: Mapping[str, str]) -> tuple[str, list[str]] | None:
    """Give the first day of which most of the codes that came are missing, with those codes."""
    by_day: dict[str, list[str]] = {}
    for code, day in came.items():
        by_day.setdefault(day, []).append(code)
    for day in sorted(by_day):
        lost = sorted(code for code in by_day[day] if code not in codes)
        if len(lost) * 2 > len(by_day[day]):
            return day, lost
    return None


def _bare_headings(codes: Held) -> list[str]:
    ordered = sorted(codes)
    after = dict(pairwise(ordered))
    return [
        code for code in ordered if not codes[code][0] and not after.get(code, "").startswith(code)
    ]


def _year_from(day: date) -> date:
    """Give the October on which the edition's year began."""
    begun = in_force_from(day.year + 1)
    return begun if day >= begun else in_force_from(day.year)


def _lines(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_NAMED]))
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    return f"Line{'s' if len(numbers) > 1 else ''} {shown}{more}"


def _some(codes: Sequence[str]) -> str:
    shown = ", ".join(f"`{code}`" for code in codes[:_NAMED])
    return f"{shown} and {len(codes) - _NAMED} more" if len(codes) > _NAMED else shown
