"""How much two notes are alike: what a reviewer looks for when a note was copied forward."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
_RUN = 5  # words: shorter runs are common speech, longer ones miss a copy with a word changed


def runs(text: str) -> frozenset[str]:
    """Give every run of five words, in small letters, without signs; the whole of a short text."""
    words = _WORD.findall(text.casefold())
    if not words:
        return frozenset()
    return frozenset(" ".join(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1)))


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """Give the part of all runs that both have: 0 for nothing in common, 1 for the same."""
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)


def likeness(one: str, other: str) -> float:
    """Give how much two texts are alike, from 0 to 1; empty ones are like nothing."""
    return share(runs(one), runs(other))
