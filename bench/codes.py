"""Codes: the search over all of ICD-10-CM in process, and the commands on codes, beside `P`."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from contextlib import closing
from time import perf_counter

from bench.practice import PRACTICE, Home
from bench.screens import ROUNDS, bare_python
from bench.table import Line
from bench.timing import Contender, take_turns

from practicecli.cache.dx_use import most_used
from practicecli.figures.icd import Icd, open_icd

SEARCHES, EACH = 200, 9
# What therapists type, a slip, a code, and words that fit tens of thousands of other codes.
MIXED = (
    "panic attacks", "low mood", "ptsd chronic", "anxiety", "disorder", "unspecified", "a",
    "couple problems", "deppression", "xyzzy", "F43.1", "f10", "major depressive recurrent",
    "severe panic attacks at night", "sleep", "fracture", "initial encounter", "problem",
)  # fmt: skip
_COMMANDS = (
    ("code", "dx", "panic"),
    ("code", "check", "90837", "--minutes", "55", "--dx", "F41.1"),
)


def beside_bare_python(home: Home) -> list[Line]:
    """Time searches in process and whole commands against a bare Python in the same run."""
    bare = bare_python(home)
    commands = [
        Contender(" ".join(words), [[PRACTICE, *words, "--json"]], home.env) for words in _COMMANDS
    ]
    take_turns([bare, *commands], ROUNDS)
    whole = [
        Line(one.name, one.median / bare.median, 9.0, "P", aside=f"spread {one.spread:.0%}")
        for one in commands
    ]
    return [*_searches(home, bare.median), *whole]


def _searches(home: Home, bare: float) -> list[Line]:
    """Time searches once the table is open, ordered by the use of a practice."""
    with closing(home.open()) as db:
        used = most_used(db)
    with closing(open_icd()) as icd:
        icd.search("open", used=used)
        panic = statistics.median(_seconds(icd, "panic", used) for _ in range(SEARCHES))
        mixed = {
            words: statistics.median(_seconds(icd, words, used) for _ in range(EACH))
            for words in MIXED
        }
    slowest = max(mixed, key=mixed.__getitem__)
    return [
        Line("search for `panic`, in process", panic / bare, 0.1, "P", aside=_ms(panic)),
        Line(
            f"the slowest of {len(MIXED)} searches",
            mixed[slowest] / bare,
            0.1,
            "P",
            aside=f"`{slowest}`, {_ms(mixed[slowest])}",
        ),
    ]


def _seconds(icd: Icd, words: str, used: Mapping[str, int]) -> float:
    begun = perf_counter()
    icd.search(words, used=used)
    return perf_counter() - begun


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
