"""Text that people give: kept as it is, whatever it holds, but for two things no file can bear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from practicecli.domain.problems import Problem

LONGEST = 2000  # characters of one value; an address in four lines has some two hundred

_HALF = re.compile("[\ud800-\udfff]")  # what is left of bytes that were not UTF-8


def objections_to_texts(values: Mapping[str, object]) -> Iterator[Problem]:
    """Say which texts, by their field's name, may not be stored; what is no text is passed over.

    A tuple of texts counts as so many. The text itself is never repeated: it may be a name.
    """
    for field, value in values.items():
        texts = value if isinstance(value, tuple) else (value,)
        shown = field.replace("_", " ")
        for text in texts:
            if not isinstance(text, str):
                continue
            if "\0" in text:
                yield Problem(
                    "bad-text",
                    f"The {shown} holds a NUL character",
                    "Take it out and give it again",
                )
            elif _HALF.search(text):
                yield Problem(
                    "bad-text", f"The {shown} is not UTF-8 text", "Type it again, or give a file"
                )
            if len(text) > LONGEST:
                yield Problem(
                    "too-long-text",
                    f"The {shown} has {len(text):,} characters; up to {LONGEST:,} are kept",
                    "Give a shorter one",
                )
