"""Contract rates as a person types them, or as they stand in a file: read, and objected to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from practicecli.domain.money import NotMoneyError, read_cents
from practicecli.domain.problems import Problem, warning
from practicecli.domain.rates import Key, Rate
from practicecli.domain.sessions import PLACES
from practicecli.domain.texts import objections_to_texts
from practicecli.domain.when import NotATimeError, read_day

if TYPE_CHECKING:
    from practicecli.domain.book import Book

# Cents. No unit of a therapist's code is paid so little or so much: a slip of the point is.
LEAST_CENTS, MOST_CENTS = 1_00, 2_000_00

_AMOUNT = re.compile(r"\$?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?", re.ASCII)
_ONE_DECIMAL = re.compile(r"\.\d\Z", re.ASCII)
_US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRate:
    """A rate in the words of who gave it; '' where nothing was said. `row` 0: typed, in no file."""

    platform: str
    payer: str
    cpt: str
    amount: str
    since: str
    plan: str = ""
    license: str = ""
    place: str = ""
    state: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What the words are held against: the practice's figures, the states there are, and today."""

    book: Book
    states: Collection[str]
    today: date


def read_rates(said: Sequence[SaidRate], known: Known) -> tuple[list[Rate], list[Problem]]:
    """Read them all, without ids; and give what stands against any, or is to be minded.

    One that stands there twice alike is given twice; twice with two amounts is an objection.
    """
    rates: list[Rate] = []
    problems: list[Problem] = []
    seen: dict[Key, tuple[int, int]] = {}
    for one in said:
        rate, found = _read(one, known)
        problems += found
        if rate is None:
            continue
        row, cents = seen.setdefault(rate.key, (one.row, rate.cents))
        if cents != rate.cents:
            problems.append(
                Problem("rate-twice", f"Row {one.row} gives another amount than row {row} for the"
                        f" same code and start", "Leave one of the two out")
            )  # fmt: skip
        rates.append(rate)
    return rates, problems


def _read(one: SaidRate, known: Known) -> tuple[Rate | None, list[Problem]]:
    where = f"Row {one.row}: " if one.row else ""
    book, problems = known.book, [_named(one.row, each) for each in _unstorable(one)]
    platform = one.platform.strip().casefold()
    cpt, place, state = one.cpt.strip().upper(), one.place.strip().casefold(), one.state.strip()
    cents, since = _cents(one.amount), _day(one.since, known.today, typed=not one.row)
    checks = (
        (platform in book.policies, "platform", f"`{one.platform}` is not a platform",
         f"Use one of {_listed(sorted(book.policies))}"),
        (bool(one.payer.strip()), "payer", "No payer is given", "Name the payer, such as `aetna`"),
        (cpt in book.cpt.codes, "cpt-unknown", f"`{one.cpt}` is not in our table of codes",
         "practice code cpt"),
        (cents is not None, "bad-amount", f"`{one.amount}` is not an amount",
         "Write it as `150.00`"),
        (cents is None or LEAST_CENTS <= cents <= MOST_CENTS, "bad-amount",
         f"`{one.amount}` for one unit of a code cannot be right",
         f"Give an amount from {LEAST_CENTS // 100} to {MOST_CENTS // 100} dollars"),
        (since is not None, "bad-date", f"`{one.since}` is not a day", "Write it as `2026-01-01`"),
        (place in {"", *PLACES}, "bad-place", f"`{one.place}` is not a place",
         f"Use one of {_listed(PLACES)}, or leave it out"),
        (state.upper() in {"", *known.states}, "bad-state", f"`{one.state}` is not a state",
         "Write two letters, such as `NY`, or leave it out"),
    )  # fmt: skip
    problems += [Problem(code, where + words, fix) for fine, code, words, fix in checks if not fine]
    if problems or cents is None or since is None:
        return None, problems
    rate = Rate(
        id="", platform=platform, payer=book.payer(one.payer.strip()).key, cpt=cpt, since=since,
        cents=cents, plan=_plan(one.plan.strip(), book), license=_license(one.license, book),
        place=place, state=state.upper(),
    )  # fmt: skip
    return rate, list(_doubts(rate, one, book, where))


def _doubts(rate: Rate, one: SaidRate, book: Book, where: str) -> Iterator[Problem]:
    if rate.payer and not book.payer(rate.payer).known:
        yield warning("payer-unknown", f"{where}No payer `{one.payer}` is known; it is kept so",
                      "Right where your clients have it so; else `practice undo`")  # fmt: skip
    plans = _plans(book)
    if rate.plan and rate.plan not in plans:
        yield warning("plan-unknown", f"{where}`{one.plan}` is no kind of plan we know",
                      f"Right where your clients' plan is written so; ours are"
                      f" {_listed(sorted(plans))}")  # fmt: skip


def _plans(book: Book) -> set[str]:
    return {plan for plan, _ in book.payer("").video_modifiers}


def _plan(typed: str, book: Book) -> str:
    return typed.casefold() if typed.casefold() in _plans(book) else typed


def _license(typed: str, book: Book) -> str:
    """Write a licence as the provider's own record does."""
    held = (*(one.type for one in book.provider.licenses), book.provider.credentials)
    wanted = typed.strip()
    same = (own for own in held if own.casefold() == wanted.casefold())
    return next(same, wanted.upper())


def _cents(text: str) -> int | None:
    # A comma parts thousands or is a slip: `15,00` could be fifteen or fifteen hundred.
    words = text.strip()
    if not _AMOUNT.fullmatch(words):
        return None
    try:
        return read_cents((words + "0" if _ONE_DECIMAL.search(words) else words).replace(" ", ""))
    except NotMoneyError:
        return None


def _day(text: str, today: date, *, typed: bool) -> date | None:
    words = text.strip()
    if found := _US_DAY.fullmatch(words):
        month, day, year = found.groups()
        words = f"{year}-{month:0>2}-{day:0>2}"
    if iso := _ISO_DAY.fullmatch(words):
        words = iso[1]
    elif not typed:
        return None  # a file says the same on whatever day it is read
    try:
        return read_day(words, today=today)
    except NotATimeError:
        return None


def _unstorable(one: SaidRate) -> Iterator[Problem]:
    said = {"payer": one.payer, "plan": one.plan, "license": one.license}
    return objections_to_texts(said)


def _named(row: int, problem: Problem) -> Problem:
    if not row:
        return problem
    return Problem(problem.code, f"Row {row}: {problem.message}", problem.fix)


def _listed(words: Collection[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
