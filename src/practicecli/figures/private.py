"""What does not belong in a psychotherapy note, compiled to be looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from practicecli.domain.private_text import Excluded
from practicecli.figures._compiled import FIGURES


@cache
def excluded() -> tuple[Excluded, ...]:
    """Give every kind of thing that is no psychotherapy note."""
    return tuple(_excluded(row) for row in FIGURES["private"]["kinds"])


def _excluded(row: Mapping[str, Any]) -> Excluded:
    spoken = "|".join(re.escape(words.strip()) for words in row["words"].split(","))
    return Excluded(
        code=row["code"],
        what=row["what"],
        patterns=(
            re.compile(rf"\b(?:{spoken})\b", re.IGNORECASE),
            *(re.compile(one, re.IGNORECASE) for one in row.get("patterns", ())),
            *(re.compile(one) for one in row.get("exact", ())),
        ),
    )
