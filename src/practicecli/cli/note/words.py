"""A note's text as a person reads it, and what is said of one that was tampered with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.cli import shapes
from practicecli.domain.problems import Problem
from practicecli.errors import DamagedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from practicecli.actions.notes import OpenNote


def tampered(refs: Sequence[str]) -> DamagedError:
    """Make the error that names the notes."""
    error = DamagedError(
        f"{len(refs)} signed notes are not as they were signed"
        if len(refs) > 1
        else "A signed note is not as it was signed",
        hint="Keep this file, and look at an earlier backup with `practice backup verify PATH`",
    )
    error.problems = tuple(Problem("note-changed", f"Note {ref} was changed") for ref in refs)
    return error


def lines_of(opened: OpenNote, zone: tzinfo) -> list[str]:
    """Give a note's text as a person reads it, addenda last."""
    from practicecli.figures.load import note_template

    titles = {one.key: one.title for one in note_template(opened.row.template).sections}
    lines: list[str] = []
    for key, words in opened.sections.items():
        lines += [f"{titles.get(key, key)}:", *(f"  {line}" for line in words.split("\n")), ""]
    for row, words in opened.addenda:
        lines += [f"Addendum of {shapes.instant(row.signed_at, zone)}, signed by {row.signer}:"]
        lines += [*(f"  {line}" for line in words.split("\n")), ""]
    return lines
