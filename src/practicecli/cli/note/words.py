"""What is said of notes that are not as they were signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.domain.problems import Problem
from practicecli.errors import DamagedError

if TYPE_CHECKING:
    from collections.abc import Sequence


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
