"""Make `icd10cm.tsv.xz`, the kept source of ICD-10-CM. Needed once per release.

Run as `python -m practicecli.figures.icd_source` with simple-icd-10-cm (a development dependency)
installed; the codes and texts are the CDC's and CMS's, in the public domain.
"""

from __future__ import annotations

import importlib
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def lines(book: Any) -> Iterator[str]:  # noqa: ANN401
    """One code a line: code, 1 if it can be billed, text, other words for it."""
    # A block of one category, such as F99, bears its name: it stands there twice, and counts once.
    for code in dict.fromkeys(book.get_all_codes(with_dots=True)):
        if book.is_chapter_or_block(code) and not book.is_category(code):
            continue
        # Codes with a seventh character repeat their parent's terms; searching needs them once.
        own = book.is_category(code) or not book.is_extended_subcategory(code)
        terms = " | ".join(book.get_inclusion_term(code)) if own else ""
        fields = (code, "1" if book.is_leaf(code) else "0", book.get_description(code), terms)
        yield "\t".join(" ".join(field.split()) for field in fields)


def main() -> None:
    """Write the file anew."""
    # Imported by name: the library is no dependency of the program and carries no types.
    book = importlib.import_module("simple_icd_10_cm")
    text = "\n".join(lines(book)) + "\n"
    target = Path(__file__).with_name("icd10cm.tsv.xz")
    target.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main()
