"""The README.txt of an export: what a person who has never seen this program needs to read it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OPENING: Final = """\
The records of a therapist's practice, written by practicecli.

THESE FILES ARE NOT ENCRYPTED. They hold what clients told in confidence:
keep them on an encrypted disk, and delete them when you are done.

Psychotherapy notes, which are kept apart from the record, are not among them.

Each table is here twice with the same content: NAME.csv for a spreadsheet and
NAME.json for a program (an array of objects, one on each line). Both are UTF-8.

How the columns are written

"""
_CLOSING: Final = """
  In the CSV files a text that starts like a formula (= + - @) has a ' before
  it, so that no spreadsheet runs it. Take that one character away to have the
  text as it was kept. The JSON files have every text as it was kept.
"""
_ENDINGS: Final = (
    ("_cents", "money, in whole cents of US dollars: 12500 is $125.00"),
    ("_at", "an instant, ISO 8601 with its offset from UTC"),
    ("_on", "a day, as year-month-day"),
    ("_by", "the latest instant for something, ISO 8601"),
    ("_until", "the end of something, ISO 8601"),
    ("_ref", "the short name of a record of another table, as commands take it"),
    ("_id", "the identity of a record of another table"),
    ("_hash", "a fingerprint, to prove that a text was not changed"),
)
_WORDS: Final = {
    "id": "the identity of the record",
    "ref": "its short name, as commands take it",
    "cpt": "billing codes (CPT), separated by spaces",
    "dx": "diagnosis codes (ICD-10-CM), separated by spaces",
    "modifiers": "modifiers of the billing codes, separated by spaces",
    "minutes": "a length in minutes",
    "born": "the day of birth, as year-month-day",
    "payer": "the insurer",
    "plan": "the insurer's kind of plan",
    "platform": "who bills: a platform, `direct` or `self`",
    "place": "where the session was held",
    "state": "the state, by its two letters",
    "status": "where the record stands",
}


def manifest(headers: Mapping[str, Sequence[str]], counts: Mapping[str, int]) -> str:
    """Give the text: the rules of writing, the columns in use, the tables with their rows."""
    used = {column for header in headers.values() for column in header}
    lines = [
        _line(f"...{ending}", meaning)
        for ending, meaning in _ENDINGS
        if any(column.endswith(ending) for column in used)
    ]
    lines += [_line(word, meaning) for word, meaning in _WORDS.items() if word in used]
    tables = [
        f"  {name} ({counts[name]:,} row{'' if counts[name] == 1 else 's'})\n"
        + textwrap.fill(
            ", ".join(header), width=78, initial_indent="    ", subsequent_indent="    "
        )
        + "\n"
        for name, header in headers.items()
    ]
    return _OPENING + "".join(lines) + _CLOSING + "\nThe tables\n\n" + "\n".join(tables)


def _line(name: str, meaning: str) -> str:
    return f"  {name:<12} {meaning}\n"
