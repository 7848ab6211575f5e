"""What a newer release of ICD-10-CM changes for a code, and for the clients who have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from practicecli.domain.dx_words import folded, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_NEAREST = 3


class DxChange(StrEnum):
    """What became of a code."""

    ENDED = "ended"
    HEADING = "heading"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Stand:
    """How a code stands in one release: no label where it is not in it.

    `effective` is the release's first service date; `split_on` the first day on which the code was
    a heading, where it could be billed before.
    """

    effective: date
    label: str | None = None
    billable: bool = False
    split_on: date | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of one code; `on` is the first service date it counts for, `was` the text before."""

    code: str
    label: str
    change: DxChange
    on: date
    was: str = ""


@dataclass(frozen=True, slots=True)
class CodeUse:
    """A client's code: on which day they last had it, and the day of their last confirmed session.

    A code of the treatment plan in force counts as had on the last day.
    """

    client: str
    code: str
    had_on: str
    last_day: str


def change_of(code: str, stands: Sequence[Stand]) -> Changed | None:
    """Say what became of a code over the releases held, oldest first; None where nothing did.

    What matters is how it stands in the newest: a code that can be billed there has at most other
    words, of which the latest change is told.
    """
    newest = stands[-1]
    if newest.label is None:
        return _ended(code, stands)
    if not newest.billable:
        if newest.split_on is None:  # a heading for as long as is known: it was never anybody's
            return None
        return Changed(code, newest.label, DxChange.HEADING, newest.split_on)
    return _reworded(code, stands)


def _ended(code: str, stands: Sequence[Stand]) -> Changed | None:
    held = [at for at, one in enumerate(stands) if one.label is not None]
    if not held:
        return None
    label = stands[held[-1]].label or ""
    return Changed(code, label, DxChange.ENDED, stands[held[-1] + 1].effective)


def _reworded(code: str, stands: Sequence[Stand]) -> Changed | None:
    told = [one for one in stands if one.label is not None]
    for before, after in reversed(list(pairwise(told))):
        was, now = before.label or "", after.label or ""
        if not same_text(was, now):
            return Changed(code, now, DxChange.TEXT, after.effective, was=was)
    return None


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same but for case and punctuation."""
    return one == other or _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def nearest(
    label: str, candidates: Iterable[tuple[str, str]], most: int = MOST_NEAREST
) -> list[tuple[str, str]]:
    """Give the candidates, each a code and its text, that share most words with a text."""
    wanted = {folded(word) for word in words_of(label)}

    def distance(candidate: tuple[str, str]) -> tuple[float, str]:
        words = {folded(word) for word in words_of(candidate[1])}
        return -len(wanted & words) / max(1, len(wanted | words)), candidate[0]

    return sorted(candidates, key=distance)[:most]


def concerned(uses: Iterable[CodeUse], on: date) -> list[str]:
    """Give the refs of clients for whom a change of their code from a day on is still to be met.

    Whoever was seen since without the code has been given another one.
    """
    day = on.isoformat()
    open_ = {one.client for one in uses if one.had_on >= one.last_day or one.last_day < day}
    return sorted(open_)
