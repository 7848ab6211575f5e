"""What a person types in search of a diagnosis, as words: folded, without filler, mended."""

from __future__ import annotations

import re
from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

MOST_WORDS = 12
_LONGEST_PHRASE = 5
_SHORTEST_MENDED = 5  # a shorter word is one letter away from too many others
_LONGEST_MENDED = 16
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Everyday words, or an abbreviation, for `codes`; `spelled` is what the texts say instead.

    `short` marks an abbreviation; `bare`: one that is a word of its own, too, and so counts in
    capitals or alone.
    """

    words: str
    codes: tuple[str, ...]
    spelled: str = ""
    short: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed, understood: the words searched in texts, the codes known phrases stand for.

    Beside each code stand the words that were typed outside its phrase: it should fit them, too.
    """

    words: tuple[str, ...]
    codes: tuple[tuple[str, tuple[str, ...]], ...]


def words_of(text: str) -> list[str]:
    """Give the words of a text as they were typed, at most as many as are looked at."""
    return _WORD.findall(text)[:MOST_WORDS]


def folded(word: str) -> str:
    """Give a word without case, apostrophe and plural, so that both ways of saying it are one."""
    plain = word.casefold().replace("\u2019", "'").removesuffix("'s").replace("'", "")
    if plain.endswith("ies") and len(plain) > len("dies"):
        return plain[:-3] + "y"
    if plain.endswith("s") and plain[-2:] not in {"ss", "us", "is"} and len(plain) > len("gas"):
        return plain[:-1]
    return plain


def telling(text: str, skipped: Iterable[str]) -> list[str]:
    """Give the words that tell something, as typed; all of them where none does."""
    found = words_of(text)
    filler = frozenset(skipped)
    return [word for word in found if word.casefold() not in filler] or found


def phrase_key(text: str, skipped: Iterable[str]) -> str:
    """Give the form in which phrases are compared."""
    return " ".join(folded(word) for word in telling(text, skipped))


def spans(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Give every run of words that could be a phrase, as start, end and key: longest first."""
    keys = [folded(word) for word in words]
    for length in range(min(_LONGEST_PHRASE, len(keys)), 0, -1):
        for start in range(len(keys) - length + 1):
            yield start, start + length, " ".join(keys[start : start + length])


def read(words: Sequence[str], known: Mapping[str, Sequence[Phrase]]) -> Reading:
    """Understand words by the phrases known: the longest first, none over another."""
    taken: dict[int, tuple[int, list[Phrase]]] = {}
    covered: set[int] = set()
    for start, end, key in spans(words):
        meant = _meant(
            known.get(key, ()), " ".join(words[start:end]), alone=end - start == len(words)
        )
        if meant and not covered.intersection(range(start, end)):
            taken[start] = end, meant
            covered.update(range(start, end))
    searched: list[str] = []
    codes: list[tuple[str, tuple[str, ...]]] = []
    for at, word in enumerate(words):
        end, meant = taken.get(at, (at, []))
        outside = tuple(folded(one) for one in (*words[:at], *words[end:]))
        codes += [(code, outside) for phrase in meant for code in phrase.codes]
        spelled = meant[0].spelled if meant else ""
        searched += [folded(one) for one in (words_of(spelled) if spelled else [word])]
    return Reading(tuple(searched), tuple(codes))


def _meant(found: Sequence[Phrase], typed: str, *, alone: bool) -> list[Phrase]:
    """Keep the phrases that are meant, the likelier first: capitals mean the abbreviation."""
    capitals = typed.isupper()
    kept = [one for one in found if capitals or alone or not one.bare]
    return sorted(kept, key=lambda one: one.short != capitals)


def fits(label: str, rest: Iterable[str]) -> bool:
    """Whether a code's text holds words typed beside a phrase, or words that begin so."""
    words = [folded(word) for word in _WORD.findall(label)]
    return all(any(word.startswith(one) for word in words) for one in rest)


def expression(words: Iterable[str], *, whole: bool = False) -> str:
    """Write words as FTS5 reads them: all of them, as whole words, or as what words begin with.

    A single letter begins too many.
    """
    return " ".join(f'"{word}"' if whole or len(word) == 1 else f'"{word}"*' for word in words)


def near_words(word: str) -> set[str]:
    """Give all that one slip away could have been meant; nothing for a short word or a number."""
    if not _SHORTEST_MENDED <= len(word) <= _LONGEST_MENDED or not word.isalpha():
        return set()
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    dropped = {left + right[1:] for left, right in parts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    other = {left + letter + right[1:] for left, right in parts if right for letter in _LETTERS}
    added = {left + letter + right for left, right in parts for letter in _LETTERS}
    sounded = {word.replace("f", "ph"), word.replace("ph", "f"), word.replace("k", "c")}
    return (dropped | swapped | other | added | sounded) - {word}


def mended(
    words: Sequence[str],
    *,
    beginning: Callable[[str], str | None],
    likeliest: Callable[[set[str]], str | None],
) -> list[str]:
    """Put known words in the place of unknown ones, where that takes no more than one letter.

    `beginning` gives the commonest known word that begins so, `likeliest` the commonest of some.
    """
    return [
        beginning(folded(word)) or likeliest(near_words(folded(word))) or word for word in words
    ]
