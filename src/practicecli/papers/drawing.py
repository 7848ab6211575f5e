"""Sheets drawn into a PDF. Lengths are in points, from the lower left corner as PDF has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from practicecli.papers.faces import faces
from practicecli.papers.lettering import Lettering, Style
from practicecli.papers.pages import Block, Piece, Placed, Row, paged
from practicecli.papers.setting import BODY, HEIGHT, MARGIN, ROOM, SMALL, WIDTH

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_UNDER_HEADER: Final = 10.0
_FOOT: Final = 24.0
_ACROSS: Final = Style(48, bold=True)
_UPWARDS: Final = 55  # degrees
_FAINT, _BLACK = 0.9, 0.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: what stands on top, in the text, at the foot on either side, and across it all."""

    header: tuple[Row, ...]
    body: tuple[Placed, ...]
    left: str
    right: str
    across: str = ""


def sheets_of(
    header: Sequence[Row], blocks: Sequence[Block], left: str, *, across: str = ""
) -> list[Sheet]:
    """Lay blocks onto sheets that all bear the same header and left foot."""
    room = HEIGHT - 2 * MARGIN - _FOOT - _UNDER_HEADER - _height(header)
    pages = paged(blocks, room)
    return [
        Sheet(tuple(header), tuple(page), left, f"Page {number} of {len(pages)}", across)
        for number, page in enumerate(pages, start=1)
    ]


def drawn(letters: Lettering, sheets: Sequence[Sheet], title: str) -> bytes:
    """Draw sheets into one PDF. `title` shows in lists of windows: nothing of a client's is in it.

    The same sheets give the same bytes.
    """
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    file = BytesIO()
    canvas = Canvas(
        file,
        pagesize=(WIDTH, HEIGHT),
        pageCompression=1,
        invariant=1,  # neither time nor chance in it
        initialFontName=faces().name(BODY),
        lang="en-US",
    )
    canvas.setTitle(title)
    canvas.setAuthor("practice")
    canvas.setSubject("")
    for sheet in sheets:
        _draw(canvas, letters, sheet)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw(canvas: Canvas, letters: Lettering, sheet: Sheet) -> None:
    if sheet.across:
        _draw_across(canvas, sheet.across)
    top = HEIGHT - MARGIN
    _draw_rows(canvas, top, _stacked(sheet.header))
    line = top - _height(sheet.header) - _UNDER_HEADER / 2
    canvas.line(MARGIN, line, WIDTH - MARGIN, line)
    _draw_rows(canvas, line - _UNDER_HEADER / 2, sheet.body)
    foot = Piece(0, sheet.left, SMALL)
    right = Piece(ROOM - letters.width(sheet.right, SMALL), sheet.right, SMALL)
    _draw_pieces(canvas, MARGIN, (foot, right))


def _draw_across(canvas: Canvas, words: str) -> None:
    canvas.saveState()
    canvas.setFillGray(_FAINT)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(_UPWARDS)
    canvas.setFont(faces().name(_ACROSS), _ACROSS.size)
    canvas.drawCentredString(0, 0, words)
    canvas.restoreState()


def _draw_rows(canvas: Canvas, top: float, placed: Iterable[Placed]) -> None:
    for below, row in placed:
        # A line of letters stands on its foot, not on its head.
        _draw_pieces(
            canvas, top - below - max(piece.style.size for piece in row.pieces), row.pieces
        )


def _draw_pieces(canvas: Canvas, y: float, pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        canvas.setFillGray(_BLACK)
        canvas.setFont(faces().name(piece.style), piece.style.size)
        canvas.drawString(MARGIN + piece.x, y, piece.text)


def _stacked(header: Sequence[Row]) -> list[Placed]:
    return [(_height(header[:at]), row) for at, row in enumerate(header)]


def _height(header: Sequence[Row]) -> float:
    return sum(row.height for row in header)
