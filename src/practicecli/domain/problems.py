"""Objections: what a rule says when something may not, or should not, be done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
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


@lru_cache(maxsize=1024)
def as_json(problems: tuple[Problem, ...]) -> str:
    """Give objections as a JSON array; kept, as a batch says the same of many rows."""
    return json.dumps([one.as_dict() for one in problems])


def warning(code: str, message: str, fix: str = "") -> Problem:
    """Make an objection that only speaks up."""
    return Problem(code, message, fix, Weight.WARNS)


def blocking(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the objections that stop the work, in their order."""
    return [problem for problem in problems if problem.weight is Weight.BLOCKS]
