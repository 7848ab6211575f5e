"""Text as it goes on paper: only what the font has, broken into lines that fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_WORDS = re.compile("( +)")
_TAB = " " * 4
_TWO_BYTES = 0xFFFF  # beyond it a reader of our files could not copy the letters out
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BACKWARDS = {"R", "AL", "RLE", "RLO", "RLI"}


@dataclass(frozen=True, slots=True)
class Style:
    """How letters look: points and weight."""

    size: float
    bold: bool = False


class Lettering:
    """Sets text with one font, and remembers what the font could not show.

    `holds` says whether it has a letter; `width` gives a letter's width in a style, in points.
    """

    def __init__(self, holds: Callable[[str], bool], width: Callable[[str, Style], float]) -> None:
        self._holds = holds
        self._width = width
        self.missing: set[str] = set()
        self.backwards = False

    def shown(self, text: str) -> str:
        """Give the text of one line with a mark such as `U+4E2D` for what cannot be shown.

        Nothing is left out: invisible signs get their mark as well.
        """
        if text.isascii() and text.isprintable():
            return text
        # One sign for a letter and its accent: the font sets no accents on letters by itself.
        text = unicodedata.normalize("NFC", text.replace("\t", _TAB))
        return "".join(map(self._sign, text))

    def _sign(self, letter: str) -> str:
        if unicodedata.bidirectional(letter) in _BACKWARDS:
            self.backwards = True
        if (
            ord(letter) <= _TWO_BYTES
            and unicodedata.category(letter) not in _UNSEEN
            and self._holds(letter)
        ):
            return letter
        mark = f"U+{ord(letter):04X}"
        self.missing.add(mark)
        return f"[{mark}]"

    def width(self, text: str, style: Style) -> float:
        """Give the width of a text that was made showable, in points."""
        return sum(self._width(letter, style) for letter in text)

    def lines(self, text: str, room: float, style: Style) -> list[str]:
        """Break a text into lines no wider than `room` points; its own line breaks stay.

        A line that continues stands under the start of its words, as in a list.
        """
        return [
            line
            for own in _BREAKS.split(text)
            for line in self._broken(self.shown(own), room, style)
        ]

    def _broken(self, text: str, room: float, style: Style) -> list[str]:
        text = text.rstrip(" ")
        indent = text[: len(text) - len(text.lstrip(" "))]
        if self.width(indent, style) > room / 2:
            text, indent = text.lstrip(" "), ""
        lines: list[str] = []
        line, used = indent, self.width(indent, style)
        for part in filter(None, _WORDS.split(text[len(indent) :])):
            wide = self.width(part, style)
            if used + wide <= room:
                line, used = line + part, used + wide
            elif part.isspace():
                lines.append(line)
                line, used = indent, self.width(indent, style)
            else:
                if line.strip():
                    lines.append(line.rstrip(" "))
                *whole, line = self._pieces(part, indent, room, style)
                lines += whole
                used = self.width(line, style)
        return [*lines, line.rstrip(" ")] if line.strip() or not lines else lines

    def _pieces(self, word: str, indent: str, room: float, style: Style) -> list[str]:
        """Cut a word that is wider than a line; a sign without width stays with its letter."""
        start = self.width(indent, style)
        pieces, used = [indent], start
        for letter in word:
            wide = self._width(letter, style)
            if wide and used + wide > room and used > start:
                pieces.append(indent)
                used = start
            pieces[-1] += letter
            used += wide
        return pieces
