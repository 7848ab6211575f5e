"""Programs of other people, measured beside ours where they are installed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from bench.practice import Home
from bench.screens import bare_python
from bench.table import Line
from bench.timing import Contender, take_turns

ROUNDS = 9
_ROWS = 20_000


def peers(home: Home, folder: Path) -> tuple[list[Line], list[str]]:
    """Time the peers that are here beside a bare Python; also gives the names of the others."""
    _write_journal(folder)
    here = {name: words for name, words in _commands(folder).items() if shutil.which(words[0])}
    absent = {words[0] for words in _commands(folder).values() if not shutil.which(words[0])}
    timed = [
        Contender(name, [[shutil.which(words[0]) or "", *words[1:]]], home.env)
        for name, words in here.items()
    ]
    bare = bare_python(home)
    if timed:
        take_turns([bare, *timed], ROUNDS)
    lines = [Line(one.name, one.median / bare.median, None, "P") for one in timed]
    return lines, sorted(absent)


def _commands(folder: Path) -> Mapping[str, list[str]]:
    journal = folder / "peer.journal"
    return {
        "gh --version": ["gh", "--version"],
        "hledger --version": ["hledger", "--version"],
        "hledger bal": ["hledger", "-f", str(journal), "bal"],
        "sqlite-utils --version": ["sqlite-utils", "--version"],
        "khal --version": ["khal", "--version"],
    }


def _write_journal(folder: Path) -> None:
    """Write what hledger adds up: as many entries as the small practice has sessions."""
    with (folder / "peer.journal").open("w") as file:
        for number in range(_ROWS):
            day = f"20{10 + number // 2000:02}-{1 + number % 12:02}-{1 + number % 28:02}"
            file.write(f"{day} session\n    assets:payer  150.00\n    income:sessions\n\n")
