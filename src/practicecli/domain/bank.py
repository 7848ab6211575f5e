"""Lines of a bank's file, the deposits among them, and the payouts that they should bring."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from practicecli.domain.paydays import business_days_from


class BankLine(NamedTuple):
    """One line of a bank's file. `row` is its place in the file, the first line being 1.

    Cents are negative where money went out. Tuples here and below, as a file holds thousands.
    """

    row: int
    day: date
    cents: int
    text: str


class Deposit(NamedTuple):
    """Money that came, or was taken back. `key` is its fingerprint, `names` the platforms named.

    `row` is 0 where it was read from another file; `payout` is what it was found to bring before.
    """

    key: str
    day: date
    cents: int
    names: frozenset[str]
    row: int = 0
    payout: str = ""


class Awaited(NamedTuple):
    """A payout whose money should come to the bank from `first` to `last`. Cents.

    `key` is its id; of a forecast, platform and date. `pays_on` is the platform's nominal day.
    `told` is false for a forecast.
    """

    key: str
    platform: str
    pays_on: date
    bank_on: date
    cents: int
    first: date
    last: date
    told: bool = True


@dataclass(frozen=True, slots=True)
class Window:
    """Business days before and after the day on which a payout should be at the bank."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a bank's file covers, both included."""

    first: date
    last: date


@lru_cache(maxsize=1024)
def days_of(bank_on: date, window: Window) -> tuple[date, date]:
    """Give the first and last day on which the deposit of a payout may come."""
    first = business_days_from(bank_on, -window.before)
    return first, business_days_from(bank_on, window.after)


def fingerprints(lines: Iterable[BankLine]) -> list[str]:
    """Give what tells each line again in whatever file it comes.

    That is its day, its cents, its text, and how many like it came before it in its file.
    """
    seen: dict[str, int] = {}
    found = []
    for _, day, cents, text in lines:
        line = f"{day}|{cents}|{' '.join(text.casefold().split())}"
        number = seen[line] = seen.get(line, -1) + 1
        found.append(sha256(f"{number}|{line}".encode()).hexdigest()[:32])
    return found


def naming(words: Mapping[str, Sequence[str]]) -> Callable[[str], frozenset[str]]:
    """Give what tells which platforms a line names. `words` are by platform, in lower case."""
    owners: dict[str, set[str]] = {}
    for platform, names in words.items():
        for name in names:
            owners.setdefault(name, set()).add(platform)
    if not owners:
        return lambda _text: frozenset()
    # The longest first, so that a name within a longer one does not hide it.
    either = "|".join(
        re.escape(name).replace(r"\ ", r"\s*") for name in sorted(owners, key=len, reverse=True)
    )
    pattern = re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])")
    by_letters = {"".join(name.split()): found for name, found in owners.items()}

    firsts = tuple({name.split()[0] for name in owners})

    def named(text: str) -> frozenset[str]:
        plain = text.casefold()
        if not any(map(plain.__contains__, firsts)):  # of most lines the pattern need not be asked
            return frozenset()
        found = pattern.findall(plain)
        return frozenset(one for name in found for one in by_letters["".join(name.split())])

    return named
