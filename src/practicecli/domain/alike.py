"""How much two notes are alike: what a reviewer looks for when a note was copied forward."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
_RUN = 5  # words: shorter runs are common speech, longer ones miss a copy with a word changed

Runs = frozenset[tuple[str, ...]]


def runs(text: str) -> Runs:
    """Give every run of five words, in small letters, without signs; a shorter text is one run."""
    words = _WORD.findall(text.casefold())
    if len(words) <= _RUN:
        return frozenset([tuple(words)] if words else ())
    return frozenset(zip(*(words[at:] for at in range(_RUN)), strict=False))


def share(one: Runs, other: Runs) -> float:
    """Give the part of all runs that both have: 0 for nothing in common, 1 for the same."""
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)


def likeness(one: str, other: str) -> float:
    """Give how much two texts are alike, from 0 to 1; an empty one is like nothing."""
    return share(runs(one), runs(other))
