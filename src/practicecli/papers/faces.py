"""The typeface of papers, DejaVu Sans; of its letters a file holds those that are used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

    from practicecli.papers.lettering import Style

_FOLDER: Final = Path(__file__).parent / "fonts"
_UNITS: Final = 1000  # of a font's width, to the size of its letters


@dataclass(frozen=True, slots=True)
class Faces:
    """Both weights, loaded and known to the library that draws."""

    regular: TTFont
    bold: TTFont

    def name(self, style: Style) -> str:
        """Give the name by which the library knows the weight of a style."""
        return str(self._of(style).fontName)

    def holds(self, letter: str) -> bool:
        """Whether both weights have a letter."""
        code = ord(letter)
        return code in self.regular.face.charToGlyph and code in self.bold.face.charToGlyph

    def width(self, letter: str, style: Style) -> float:
        """Give a letter's width in points; accents that lie over another letter have none."""
        face = self._of(style).face
        return float(face.charWidths.get(ord(letter), face.defaultWidth)) * style.size / _UNITS

    def _of(self, style: Style) -> TTFont:
        return self.bold if style.bold else self.regular


@cache
def faces() -> Faces:
    """Load the typeface, once."""
    return Faces(_loaded("DejaVuSans"), _loaded("DejaVuSans-Bold"))


def _loaded(name: str) -> TTFont:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    # The last two would else come from settings of whoever's computer this is.
    font = TTFont(name, str(_FOLDER / f"{name}.ttf"), asciiReadable=True, shapable=False)
    pdfmetrics.registerFont(font)
    return font
