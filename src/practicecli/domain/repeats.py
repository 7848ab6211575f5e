"""Notes that stand a second time, found without holding each against every other.

Of each note the few smallest fingerprints of its runs of words are kept. Two notes that are much
alike have many of these in common, whatever else stands in them; only such two are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple
from zlib import crc32

from practicecli.domain.alike import Runs, runs, share

# Of two notes that share 0.7 of their runs some eight of twelve are expected in common; fewer than
# three, once in five thousand.
_KEPT: Final = 12
_IN_COMMON: Final = 3
_COMPARED: Final = 3  # the most alike by fingerprints are the most alike
_REMEMBERED: Final = 128  # notes whose runs are at hand: a note is mostly like one of late


class Told(NamedTuple):
    """A note's text as it comes by; `reviewed` where it is looked at, not only compared with."""

    note: str
    ref: str
    text: str
    reviewed: bool


class Repeat(NamedTuple):
    """A note that is like an earlier one: both sessions' refs, and the share of common runs."""

    ref: str
    other: str
    likeness: float
    exact: bool


def repeats(
    notes: Iterable[Told], text_of: Callable[[str], str], *, least: float
) -> Iterator[Repeat]:
    """Give each reviewed note that is like one before it, with the one it is most like.

    Notes come oldest first; `text_of` gives the text of one that came by. Word for word counts
    whatever the spaces and capitals; an empty note is like nothing.
    """
    words: dict[bytes, str] = {}
    index: dict[int, int] = {}  # fingerprint: the latest note that has it
    came: list[tuple[str, str]] = []
    known = lru_cache(maxsize=_REMEMBERED)(lambda note: runs(text_of(note)))
    for one in notes:
        plain = " ".join(one.text.split()).casefold()
        if not plain:
            continue
        exact = sha256(plain.encode("utf-8", "surrogatepass")).digest()
        before = words.setdefault(exact, one.ref)
        of_one = runs(one.text)
        prints = _prints(of_one)
        if one.reviewed and before != one.ref:
            yield Repeat(one.ref, before, 1.0, exact=True)
        elif one.reviewed:
            near = Counter(index[print_] for print_ in prints if print_ in index)
            candidates = sorted(near.items(), key=lambda item: (-item[1], -item[0]))[:_COMPARED]
            found = [
                (share(of_one, known(came[at][0])), came[at][1])
                for at, common in candidates
                if common >= min(_IN_COMMON, len(prints))
            ]
            likeness, other = max(found, default=(0.0, ""))
            if likeness >= least:
                yield Repeat(one.ref, other, likeness, exact=False)
        index.update(dict.fromkeys(prints, len(came)))
        came.append((one.note, one.ref))


def _prints(of: Runs) -> list[int]:
    """Give the smallest fingerprints of a note's runs; the same everywhere and always."""
    # Words hold no surrogates, so they can always be encoded.
    return sorted(set(map(crc32, map(str.encode, map(" ".join, of)))))[:_KEPT]
