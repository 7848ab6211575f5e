"""Objections: what a rule says when something may not, or should not, be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Weight(StrEnum):
    """Whether an objection stops the work or only speaks up."""

    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Problem:
    """One objection. `code` is part of the interface; `fix` says what to do, often a command."""

    code: str
    message: str
    fix: str = ""
    weight: Weight = Weight.BLOCKS

    def as_dict(self) -> dict[str, str]:
        """Give the four fields by name, in the order JSON shows them."""
        return {
            "code": self.code,
            "weight": self.weight.value,
            "message": self.message,
            "fix": self.fix,
        }


def warning(code: str, message: str, fix: str = "") -> Problem:
    """Make an objection that only speaks up."""
    return Problem(code, message, fix, Weight.WARNS)


def blocking(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the objections that stop the work, in their order."""
    return [problem for problem in problems if problem.weight is Weight.BLOCKS]
