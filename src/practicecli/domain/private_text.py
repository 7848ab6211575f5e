"""Psychotherapy notes: what may be kept as one, and what in it belongs in the progress note.

45 CFR 164.501 protects notes on the contents of conversation that are kept apart from the record.
It leaves out medication, session times, modalities and frequencies, test results, and any summary
of diagnosis, functional status, treatment plan, symptoms, prognosis or progress: those are record,
wherever they stand, and a payer or a court may ask for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from practicecli.domain.problems import Problem, warning
from practicecli.domain.refs import ref_of, tail_of

LONGEST = 1_048_576  # characters of one entry; a page is about 3,000

_LETTER = "x"
_LINES_SHOWN = 5
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_INSTEAD = "Write it into the progress note: `practice note write SESSION --template dap`"


@dataclass(frozen=True, slots=True)
class Excluded:
    """One kind of thing that is no psychotherapy note: its code, its name, how it is known."""

    code: str
    what: str
    patterns: tuple[re.Pattern[str], ...]


def objections_to_private_text(text: str) -> Iterator[Problem]:
    """Say why this text may not be kept; silence means it may. The text is never repeated."""
    if not text.strip():
        yield Problem("private-empty", "There is no text in it", "Write some, then save and close")
    if _UNWRITABLE.search(text):
        yield Problem("bad-text", "The text holds a NUL character or half a letter",
                      "Take it out and give it again")  # fmt: skip
    if len(text) > LONGEST:
        yield Problem("too-long-text",
                      f"The text has {len(text):,} characters; up to {LONGEST:,} are kept",
                      "Give it in parts")  # fmt: skip


def warnings_of_private_text(text: str, excluded: Sequence[Excluded]) -> Iterator[Problem]:
    """Say which lines hold what belongs in the progress note (45 CFR 164.501), one warning a kind.

    Only the kind and the numbers of the lines are told: a warning may stand in a log of a terminal.
    """
    lines = text.splitlines()
    for kind in excluded:
        found = [
            number
            for number, line in enumerate(lines, start=1)
            if any(pattern.search(line) for pattern in kind.patterns)
        ]
        if found:
            yield warning(kind.code, f"{_where(found)} {kind.what}", _INSTEAD)


def _where(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Line {numbers[0]} seems to hold"
    shown = ", ".join(map(str, numbers[:_LINES_SHOWN]))
    more = len(numbers) - _LINES_SHOWN
    return f"Lines {shown}{f' and {more} more' if more > 0 else ''} seem to hold"


def private_ref(identity: str) -> str:
    """Give the ref of an entry; its letter is no record's, for nothing else may find it."""
    return f"{_LETTER}-{ref_of('note', identity)[2:]}"


def is_meant(identity: str, typed: str) -> bool:
    """Tell whether a ref, an end of one of four letters or more, or a whole id means this entry."""
    text = typed.strip().lower()
    tail = tail_of("note", text.removeprefix(f"{_LETTER}-").replace("-", " "))
    return text == identity or (tail is not None and private_ref(identity).endswith(tail))
