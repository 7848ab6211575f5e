"""Notes as one PDF: US letter, identity on each page, the same bytes for the same notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from practicecli.domain.printed import Printed
from practicecli.papers import note as paper
from practicecli.papers import wording
from practicecli.papers.drawing import Sheet, drawn, sheets_of
from practicecli.papers.faces import faces
from practicecli.papers.lettering import Lettering
from practicecli.papers.setting import pairs, title


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document. `missing` names the signs that stand in it as marks.

    `backwards`: some of it is written from right to left, and stands in the order of its letters.
    """

    content: bytes
    pages: int
    missing: tuple[str, ...]
    backwards: bool


def notes_on_paper(notes: Sequence[Printed]) -> Paper:
    """Print notes of one client, each from a page of its own; several get a list in front.

    There has to be one note at least.
    """
    letters = Lettering(faces().holds, faces().width)
    parts = [_sheets(letters, one) for one in notes]
    sheets = [sheet for part in parts for sheet in part]
    name = f"Note {notes[0].ref}"
    if len(notes) > 1:
        name = f"{len(notes)} notes"
        sheets = _numbered([*_cover(letters, notes, [len(part) for part in parts]), *sheets])
    content = drawn(letters, sheets, name)
    return Paper(content, len(sheets), tuple(sorted(letters.missing)), letters.backwards)


def _sheets(letters: Lettering, note: Printed) -> list[Sheet]:
    return sheets_of(
        paper.header(letters, note, draft=note.signed is None),
        paper.blocks(letters, note),
        paper.footer(note),
        across="" if note.signed else paper.DRAFT,
    )


def _cover(letters: Lettering, notes: Sequence[Printed], lengths: Sequence[int]) -> list[Sheet]:
    """List the notes with the sheet each begins on; the list's own length moves them on."""
    before = len(_list(letters, notes, [0] * len(notes)))  # numbers take no room from the rest
    starts = [before + 1 + sum(lengths[:at]) for at in range(len(notes))]
    return _list(letters, notes, starts)


def _list(letters: Lettering, notes: Sequence[Printed], starts: Sequence[int]) -> list[Sheet]:
    first, last = notes[0], notes[-1]
    told = [
        f"{wording.long_day(one.day)}, {one.title}, {one.ref}"
        + ("" if one.signed else f" ({paper.DRAFT})")
        for one in notes
    ]
    span = f"{wording.day(first.day)} to {wording.day(last.day)}"
    blocks = [
        title(letters, f"{len(notes)} notes, {span}"),
        *pairs(letters, [(f"Sheet {at}", [line]) for at, line in zip(starts, told, strict=True)]),
    ]
    return sheets_of(paper.header(letters, first, draft=False), blocks, f"List of notes, {span}")


def _numbered(sheets: Sequence[Sheet]) -> list[Sheet]:
    return [
        replace(sheet, right=f"{sheet.right}, sheet {number} of {len(sheets)}")
        for number, sheet in enumerate(sheets, start=1)
    ]
