"""Whose appointment is it: the words of a calendar entry against the clients. Nothing is guessed.

A name, "Last, First", a first name with the last initial, an alias or initials will do. What fits
two clients alike fits none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD: Final = re.compile(r"[^\W_]+")
_POSSESSIVE: Final = re.compile(r"['\u2019]s\b", re.IGNORECASE)
_DOTTED: Final = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.\s?){2,4}")
# Letters that Unicode does not take apart into a base and an accent.
_WHOLE_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
# What therapists write round a client's initials; without these words the initials stand alone.
_NOISE: Final = frozenset(
    """session sessions therapy appointment appt intake follow up followup with w telehealth video
    zoom phone office weekly biweekly monthly individual couples couple family emdr client patient
    consult consultation online virtual person in for min mins minutes hour headway alma grow rula
    canceled cancelled moved tentative hold confirmed new first""".split()  # noqa: SIM905
)
_SHORTEST_INITIALS: Final = 2


@dataclass(frozen=True, slots=True)
class Known:
    """A client as far as a calendar needs to know them."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


class Fit(StrEnum):
    """How sure the words are."""

    EXACT = "exact"
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """The client an entry is about, or those it could be about; ids, in their order."""

    fit: Fit
    candidates: tuple[str, ...] = ()

    @property
    def client_id(self) -> str | None:
        """Give the one client, where there is one."""
        return self.candidates[0] if self.fit is Fit.EXACT else None


@dataclass(frozen=True, slots=True)
class _Place:
    client_id: str
    first: int
    past: int

    def lies_within(self, other: _Place) -> bool:
        """Say whether a longer name covers this one, as "Ana Rivers Lo" does "Ana Rivers"."""
        inside = other.first <= self.first and self.past <= other.past
        return inside and (self.past - self.first) < (other.past - other.first)


def folded_words(text: str) -> tuple[str, ...]:
    """Give the words of a text without case, accents and punctuation."""
    apart = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", text)).casefold()
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return tuple(_WORD.findall(bare.translate(_WHOLE_LETTERS)))


class Roll:
    """The clients, made ready to be looked for in many summaries."""

    def __init__(self, clients: Sequence[Known]) -> None:
        self._forms: dict[tuple[str, ...], set[str]] = {}
        self._initials: dict[str, set[str]] = {}
        for client in clients:
            self._learn(client)
        self._longest = max((len(form) for form in self._forms), default=0)

    def _learn(self, client: Known) -> None:
        name = folded_words(client.name)
        for form in (*_forms(name), *(folded_words(alias) for alias in client.aliases)):
            if form:
                self._forms.setdefault(form, set()).add(client.id)
        for initials in _initials(name):
            self._initials.setdefault(initials, set()).add(client.id)

    def match(self, summary: str) -> Match:
        """Give the client a summary is about; names and aliases count before initials."""
        words = folded_words(summary)
        return _match(self._named(words) or self._by_initials(summary, words))

    def _named(self, words: tuple[str, ...]) -> set[str]:
        places = [
            _Place(client_id, first, first + length)
            for first in range(len(words))
            for length in range(1, min(self._longest, len(words) - first) + 1)
            for client_id in self._forms.get(words[first : first + length], ())
        ]
        return {
            place.client_id
            for place in places
            if not any(place.lies_within(other) for other in places)
        }

    def _by_initials(self, summary: str, words: tuple[str, ...]) -> set[str]:
        # `NY trip` is no session of Nora Young, nor `gym` one of Gil Y. Mo: undotted initials count
        # only with nothing but our trade's words round them.
        alone = [word for word in _without_times(words) if word not in _NOISE]
        found = {"".join(folded_words(dotted)) for dotted in _DOTTED.findall(summary)}
        if len(alone) == 1 or all(len(word) == 1 for word in alone):
            joined = "".join(alone)
            capitals = joined.upper() in _WORD.findall(summary)
            if len(joined) == _SHORTEST_INITIALS or len(alone) > 1 or capitals:
                found.add(joined)
        return set().union(*(self._initials.get(initials, set()) for initials in found))


def match_event(summary: str, clients: Sequence[Known]) -> Match:
    """Give the client a summary is about, several that it fits alike, or none."""
    return Roll(clients).match(summary)


def _match(ids: Iterable[str]) -> Match:
    candidates = tuple(sorted(ids))
    if not candidates:
        return Match(Fit.NONE)
    return Match(Fit.EXACT if len(candidates) == 1 else Fit.SEVERAL, candidates)


def _forms(name: tuple[str, ...]) -> set[tuple[str, ...]]:
    if len(name) < 2:  # noqa: PLR2004
        return {name}
    first, last = name[0], name[-1]
    return {
        name,
        (*name[1:], first),
        (last, *name[:-1]),
        (first, last),
        (last, first),
        (first, last[0]),
    }


def _initials(name: tuple[str, ...]) -> set[str]:
    if len(name) < _SHORTEST_INITIALS:
        return set()
    whole = "".join(word[0] for word in name)
    return {name[0][0] + name[-1][0], whole}


def _without_times(words: Sequence[str]) -> Iterable[str]:
    for before, word in zip(["", *words], words, strict=False):
        is_half = before[:1].isdecimal() and word in {"am", "pm"}
        if not word[0].isdecimal() and not is_half:
            yield word
