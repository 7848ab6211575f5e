"""Amounts and dates as banks write them. What could be read in two ways is not read at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

_PLAIN: Final = re.compile(r"(-?)(\d{1,9})\.(\d\d)", re.ASCII)
_NUMBER: Final = re.compile(r"(\d{1,9}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2}))?", re.ASCII)
_EUROPEAN: Final = re.compile(r"\d+(?:[.\s]\d{3})*,\d{1,2}|\d{1,3}(?:\.\d{3})+", re.ASCII)
_CURRENCY: Final = re.compile(r"US\$|USD|\$", re.IGNORECASE)
_MINUS: Final = str.maketrans("\u2212\u2013\uff0d", "---")

_NUMERIC: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.-]?(\d{2})[/.-]?(\d{2})", re.ASCII)
_YEAR_LOOSE: Final = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", re.ASCII)
_DAY_WORD: Final = re.compile(r"(\d{1,2})[\s-]([A-Za-z]{3,9})\.?,?[\s-](\d{4}|\d{2})", re.ASCII)
_WORD_DAY: Final = re.compile(r"([A-Za-z]{3,9})\.?\s(\d{1,2}),?\s(\d{4})", re.ASCII)
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_TIME: Final = re.compile(r"[T\s]\d{1,2}:\d{2}.*", re.DOTALL)
_CENTURY: Final = 2000
_MONTHS_IN_YEAR: Final = 12


class UnreadableError(ValueError):
    """A cell that is no amount or no date; says in words what is wrong, never what stood there."""


def read_amount(text: str) -> int | None:
    """Read an amount as cents, negative as a bank shows it: `-5.00`, `(5.00)`, `5.00-`, `5.00 DR`.

    None for an empty cell. Raises UnreadableError, also for what only Europeans write.
    """
    found = _PLAIN.fullmatch(text)
    if found:
        sign, whole, cents = found.groups()
        return -int(whole + cents) if sign else int(whole + cents)
    return _read_dressed(text)


def _read_dressed(text: str) -> int | None:
    left = text.translate(_MINUS).replace("\u00a0", " ").strip()
    if not left or left == "-":
        return None
    minus = 0
    if left.startswith("(") and left.endswith(")"):
        left, minus = left[1:-1].strip(), minus + 1
    left = _CURRENCY.sub("", left, count=1).strip()
    for mark in ("DR", "CR"):
        if left[-2:].upper() == mark:
            left, minus = left[:-2].strip(), minus + (mark == "DR")
    if left[:1] in {"-", "+"}:
        left, minus = left[1:].strip(), minus + (left[0] == "-")
    elif left[-1:] == "-":
        left, minus = left[:-1].strip(), minus + 1
    left = _CURRENCY.sub("", left, count=1).strip()
    found = _NUMBER.fullmatch(left)
    if not found:
        if _EUROPEAN.fullmatch(left):
            raise UnreadableError("an amount that may be written with a decimal comma")
        raise UnreadableError("no amount where one should be")
    if minus > 1:
        raise UnreadableError("an amount with two signs")
    whole, cents = found.groups()
    value = int(whole.replace(",", "")) * 100 + int((cents or "0").ljust(2, "0"))
    return -value if minus else value


def order_of(cells: Iterable[str]) -> str | None:
    """Say in which order these dates are written: `mdy`, `dmy`, `` where it does not matter.

    A number above 12 decides; None where none does. Raises UnreadableError where they speak
    against each other.
    """
    first = second = numeric = False
    for cell in cells:
        found = _NUMERIC.fullmatch(_TIME.sub("", cell.strip()))
        if found:
            left, right = int(found[1]), int(found[2])
            first = first or left > _MONTHS_IN_YEAR
            second = second or right > _MONTHS_IN_YEAR
            numeric = numeric or left != right
    if first and second:
        raise UnreadableError("dates with the day first and dates with the month first")
    if first or second:
        return "dmy" if first else "mdy"
    return None if numeric else ""


def read_day(text: str, order: str) -> date:
    """Read a date; `order` says which number of `11/12/2026` is the day. Raises UnreadableError."""
    left = _TIME.sub("", text.strip()).strip()
    try:
        return _day(left, order)
    except ValueError as error:
        raise UnreadableError("no date where one should be") from error


def _day(text: str, order: str) -> date:
    if found := _YEAR_FIRST.fullmatch(text) or _YEAR_LOOSE.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(text):
        left, middle, right = int(found[1]), int(found[2]), int(found[3])
        if order == "ymd" and len(found[3]) == 2:  # noqa: PLR2004 - two digits of a year
            return date(_CENTURY + left, middle, right)
        year = right if right > 99 else _CENTURY + right  # noqa: PLR2004 - as above
        return date(year, left, middle) if order != "dmy" else date(year, middle, left)
    if found := _DAY_WORD.fullmatch(text):
        year = int(found[3])
        return date(year if year > 99 else _CENTURY + year, _month(found[2]), int(found[1]))  # noqa: PLR2004
    if found := _WORD_DAY.fullmatch(text):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    raise ValueError(text)


def _month(word: str) -> int:
    found = [at for at, name in enumerate(_MONTHS, start=1) if name.startswith(word.casefold())]
    if len(found) != 1:
        if word.casefold() == "sept":
            return 9
        raise ValueError(word)
    return found[0]


def looks_like_day(text: str) -> bool:
    """Whether a cell is a date, in whatever order its numbers stand."""
    for order in ("mdy", "dmy", "ymd"):
        try:
            read_day(text, order)
        except UnreadableError:
            continue
        return True
    return False
