"""The search in ICD-10-CM: a code typed, everyday words, abbreviations, texts, slips of the pen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from practicecli.domain.dx import Dx, dotted
from practicecli.domain.dx_words import (
    Phrase,
    Reading,
    expression,
    fits,
    mended,
    read,
    spans,
    telling,
)
from practicecli.figures.icd_listing import BELOW, INDEXED, LAST, MEANT, OWN, Listing
from practicecli.figures.icd_sql import (
    BEGINNING,
    BRANCH,
    LIKELIEST,
    OLD_TURNS,
    PHRASE_BEGUN,
    PHRASES,
    SOME,
    TURNS,
)

if TYPE_CHECKING:
    from practicecli.figures.icd import Edition, Icd

_CODE = re.compile(r"[A-Z](?:[0-9][0-9A-Z]|[A-Z][0-9])(?:\.?[0-9A-Z]{0,4})?")
_LONGEST = 200
_MOST_BELOW = 5
_SHORTEST_BEGUN = 4  # letters of a phrase that is taken as meant before its end
_AMPLE = 3  # times as many are read as are wanted: some were not in force on the day


def search(icd: Icd, words: str, on: date | None, limit: int, used: Mapping[str, int]) -> list[Dx]:
    """Find codes as `Icd.search` says, which opens the tables this reads."""
    typed = words[:_LONGEST].strip()
    is_code = _CODE.fullmatch(typed.upper()) is not None
    listing = Listing(on, limit, used, exact=dotted(typed) if is_code else "")
    asking = _Asking(icd, icd.edition(on), icd.shipped(), listing)
    if is_code:
        asking.branch()
    wanted = telling(typed, icd.shipped().fact("skipped").split())
    if wanted and not listing.found:
        asking.words(asking.reading(wanted))
    if wanted and not listing.found:
        better = mended(wanted, beginning=asking.beginning, likeliest=asking.likeliest)
        reading = asking.reading(better)
        asking.words(reading)
        if not listing.found:  # no code fits all of it: better the phrases alone than nothing
            listing.add(MEANT, (dx for dx, _ in asking.meant(reading)))
    return listing.best()


@dataclass(frozen=True, slots=True)
class _Asking:
    """One search: the edition of the day, the one we ship, which knows the words, the listing."""

    icd: Icd
    edition: Edition
    shipped: Edition
    listing: Listing

    def branch(self) -> None:
        """List the very code and those below it, with those of one's own use however many."""
        code, end = self.listing.exact, f"{self.listing.exact}~"
        own = json.dumps([one for one in self.listing.used if code <= one < end])
        self._add(OWN, SOME, own)
        self._add(BELOW, BRANCH, code, end, self.listing.limit * _AMPLE)

    def words(self, reading: Reading) -> None:
        """List what phrases stand for and what texts hold."""
        fitting = (dx for dx, outside in self.meant(reading) if fits(dx.label, outside))
        self.listing.add(MEANT, fitting)
        asked = {whole: expression(reading.words, whole=whole) for whole in (False, True)}
        own, in_turn, at_last = OLD_TURNS if self.edition.is_old else TURNS
        used, most = json.dumps([*self.listing.used]), self.listing.limit * _AMPLE
        for name, sql, whole in own if self.listing.used else ():
            self._add(OWN, sql.format(name), asked[whole], used)
        for place, (name, sql, whole) in enumerate(in_turn, start=INDEXED):
            if not self.listing.full:
                self._add(place, sql.format(name), asked[whole], most)
        for name, sql, whole in () if self.listing.found else at_last:
            self._add(LAST, sql.format(name), asked[whole], most)

    def _add(self, place: int, sql: str, *values: object) -> None:
        rows = self.edition.read(sql, *values)
        self.listing.add(place, (self.icd.dx(row, self.listing.on) for row in rows))

    def reading(self, wanted: Sequence[str]) -> Reading:
        """Understand words by the phrases that are known."""
        runs = [key for _, _, key in spans(wanted)]
        rows = self.shipped.read(PHRASES, json.dumps(runs))
        if not rows and len(runs[0]) >= _SHORTEST_BEGUN:
            begun = runs[0]
            rows = self.shipped.read(PHRASE_BEGUN, begun, begun, f"{begun}~", len(begun))
        known: dict[str, list[Phrase]] = {}
        for key, codes, spelled, short, bare in rows:
            meant = Phrase(key, tuple(codes.split()), spelled, bool(short), bool(bare))
            known.setdefault(key, []).append(meant)
        return read(wanted, known)

    def meant(self, reading: Reading) -> Iterator[tuple[Dx, tuple[str, ...]]]:
        """Give the codes of phrases in their order; below one that has become a heading, those."""
        if not reading.codes:
            return
        on = self.listing.on
        wanted = json.dumps([code for code, _ in reading.codes])
        rows = {row[0]: row for row in self.edition.read(SOME, wanted)}
        for code, outside in reading.codes:
            if code in rows:
                dx = self.icd.dx(rows[code], on)
                yield dx, outside
                below = [] if dx.billable else self.icd.children(code, on, _MOST_BELOW)
                yield from ((self.icd.dx(row, on), outside) for row in below)

    def beginning(self, word: str) -> str | None:
        """Give the known word, or the commonest, that begins so."""
        return self._word(BEGINNING, word, f"{word}\U0010ffff", word)

    def likeliest(self, words: set[str]) -> str | None:
        """Give the commonest known word of some."""
        return self._word(LIKELIEST, json.dumps(sorted(words))) if words else None

    def _word(self, sql: str, *values: object) -> str | None:
        rows = self.shipped.read(sql, *values)
        return rows[0][0] if rows else None
