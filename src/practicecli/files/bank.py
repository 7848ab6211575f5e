"""A bank's CSV file as lines of money in and out: its form found out, its rows all or none."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import BinaryIO, Final, NamedTuple

from practicecli.domain.bank import BankLine
from practicecli.domain.problems import Problem, warning
from practicecli.errors import UsageError
from practicecli.files.bankcells import (
    UnreadableError,
    looks_like_day,
    order_of,
    read_amount,
    read_day,
)
from practicecli.files.bankform import Layout, Said, folded, layout_of
from practicecli.files.bankguess import unclear
from practicecli.files.csvform import LINE_LIMIT, checked_rows, plain
from practicecli.files.textform import encoding_of, rewindable

MOST_ROWS: Final = 200_000  # years of a busy account; each is held in memory
_HEAD: Final = 60  # lines among which the headings must stand
_MOST_TOLD: Final = 50  # faulty rows told one by one
_DELIMITERS: Final = (",", ";", "\t", "|")
_DEBITS: Final = frozenset({"debit", "dr", "withdrawal"})
_NOT_POSTED: Final = frozenset(
    {"pending", "processing", "scheduled", "failed", "cancelled", "canceled", "declined", "blocked"}
)
_DOLLARS: Final = frozenset({"", "usd", "us dollar", "us dollars"})
_NO_MONEY: Final = re.compile(r"\bbalance\b|^totals?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BankFile:
    """What a bank's file says. `left_out` are rows that are none, `not_posted` those still open."""

    lines: tuple[BankLine, ...]
    first: date
    last: date
    layout: Layout
    left_out: tuple[int, ...] = ()
    not_posted: tuple[int, ...] = ()
    warnings: tuple[Problem, ...] = ()


class _Raw(NamedTuple):
    """A row as it was found: cents are None where it has none, `fault` says why it is not well."""

    row: int
    day: str
    cents: int | None
    text: str
    fault: str = ""


def read_bank(
    stream: BinaryIO,
    name: str,
    *,
    said: Said,
    remembered: Mapping[str, Said],
    today: date,
    command: str,
) -> BankFile:
    """Read all rows, or none: raises UsageError with everything in it that is not clear.

    `said` is how a person says its columns stand, `remembered` what was said of others, by form.
    `command` is what to type again. Nothing later than tomorrow can be in it.
    """
    source = rewindable(stream, name)
    text = io.TextIOWrapper(source, encoding_of(source, name), newline="")
    try:
        source.seek(0)
        head = _head(text)
        form = _form(head, said, remembered)
        if form is None:
            raise unclear([_cells(head, one) for one in _DELIMITERS], name, said, command)
        delimiter, above, layout = form
        text.seek(0)
        raw, not_posted = _rows(checked_rows(text, name, delimiter, number=1), above, layout)
    except UnicodeError as error:
        raise UsageError(
            f"{name} is cut off or not text", hint="Download it from the bank again"
        ) from error
    finally:
        text.detach()
    return _read(raw, name, layout, tuple(not_posted), today)


def _head(text: io.TextIOWrapper) -> list[str]:
    lines = (text.readline(LINE_LIMIT) for _ in range(_HEAD))
    return [line for line in lines if line]


def _cells(head: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(head, delimiter=delimiter))
    except csv.Error:
        return []
    return [[cell.strip() for cell in row] for row in rows]


def _form(
    head: Sequence[str], said: Said, remembered: Mapping[str, Said]
) -> tuple[str, int, Layout] | None:
    """Find delimiter, number of rows above the first one of money, and where what stands."""
    for delimiter in _DELIMITERS:
        for number, cells in enumerate(_cells(head, delimiter), start=1):
            if len(cells) > 1 and not any(map(looks_like_day, cells)):
                layout = layout_of(cells, said=said, remembered=remembered)
                if layout is not None:
                    return delimiter, number, layout
    for delimiter in _DELIMITERS:
        for number, cells in enumerate(_cells(head, delimiter)):
            if len(cells) > 1 and any(map(looks_like_day, cells)):
                layout = layout_of(cells, said=said, remembered=remembered, headed=False)
                if layout is not None:
                    return delimiter, number, layout
                break
    return None


def _rows(rows: Iterator[list[str]], above: int, layout: Layout) -> tuple[list[_Raw], list[int]]:
    found: list[_Raw] = []
    not_posted: list[int] = []
    width = max(len(layout.header), layout.date + 1)
    for number, row in enumerate(rows, start=1):
        if number <= above or not row:
            continue
        if len(row) < width:
            row = row + [""] * (width - len(row))  # noqa: PLW2901 - empty cells are often left out
        day = row[layout.date].strip()
        if len(row) > width and any(map(str.strip, row[width:])):
            found.append(_Raw(number, day, None, "", "more cells than there are headings"))
            continue
        if layout.status is not None and folded(row[layout.status]) in _NOT_POSTED:
            not_posted.append(number)
            continue
        one = _raw(number, day, row, layout)
        if one.day or one.text or one.cents is not None or any(map(str.strip, row)):
            found.append(one)
        if len(found) > MOST_ROWS:
            raise UsageError(
                f"The file has over {MOST_ROWS:,} rows", hint="Split it, and give a part at a time"
            )
    return found, not_posted


def _raw(number: int, day: str, row: Sequence[str], layout: Layout) -> _Raw:
    if len(layout.texts) == 1:
        text = plain(row[layout.texts[0]]).strip()
    else:
        said = (plain(row[at]).strip() for at in layout.texts)
        text = " ".join(dict.fromkeys(word for word in said if word))
    try:
        cents = _cents(row, layout)
    except UnreadableError as error:
        return _Raw(number, day, None, text, str(error))
    if layout.currency is not None and folded(row[layout.currency]) not in _DOLLARS:
        return _Raw(number, day, None, text, "an amount that is not in dollars")
    return _Raw(number, day, cents, text)


def _cents(row: Sequence[str], layout: Layout) -> int | None:
    if layout.amount is not None:
        cents = read_amount(plain(row[layout.amount]))
        if cents and layout.type is not None and folded(row[layout.type]) in _DEBITS:
            return -abs(cents)
        return cents
    came = None if layout.credit is None else read_amount(plain(row[layout.credit]))
    went = None if layout.debit is None else read_amount(plain(row[layout.debit]))
    if came and went:
        raise UnreadableError("money both in and out")
    if went:
        return -abs(went)
    return went if came is None else came


def _read(
    raw: Sequence[_Raw], name: str, layout: Layout, not_posted: tuple[int, ...], today: date
) -> BankFile:
    cells = {one.day for one in raw}
    order, seen, warnings = _order(cells, name, layout.said)
    days = _days(cells, order)
    rows, left_out = _without_edges(raw, days)
    lines, faults = [], []
    for one in rows:
        day = days[one.day]
        if not one.fault and one.cents is None and day is not None and _NO_MONEY.search(one.text):
            left_out.append(one.row)
            continue
        fault = _fault(one, day, today)
        if fault is not None:
            faults.append(fault)
        elif day is not None and one.cents is not None:
            lines.append(BankLine(one.row, day, one.cents, one.text))
    if faults:
        raise _faulty(name, faults)
    if not lines:
        raise UsageError(
            f"{name} has no rows of money under its headings", hint="Download more days of it"
        )
    return BankFile(
        tuple(one for one in lines if one.cents),
        min(one.day for one in lines),
        max(one.day for one in lines),
        replace(layout, said=replace(layout.said, seen=seen)),
        tuple(sorted(left_out)),
        not_posted,
        warnings,
    )


def _order(cells: set[str], name: str, said: Said) -> tuple[str, str, tuple[Problem, ...]]:
    """Give the order of dates, what is to be remembered of it, and what is to be said of it."""
    if said.date_format:
        return said.date_format, said.seen, ()
    try:
        shown = order_of(cells)
    except UnreadableError as error:
        raise UsageError(
            f"{name} has {error}", hint="Say which is right with `--date-format mdy` or `dmy`"
        ) from error
    if shown:
        return shown, shown, ()
    if shown is None and not said.seen:
        return "mdy", "", (_assumed(),)
    return said.seen or "mdy", said.seen, ()


def _days(cells: set[str], order: str) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    for cell in cells:  # few: each day of a file is read once
        try:
            found[cell] = read_day(cell, order)
        except UnreadableError:
            found[cell] = None
    return found


def _without_edges(
    raw: Sequence[_Raw], days: Mapping[str, date | None]
) -> tuple[Sequence[_Raw], list[int]]:
    """Take off, before the first row with a date and after the last, what has none: sums, words."""
    dated = [at for at, one in enumerate(raw) if days[one.day] or one.day[:1].isdigit()]
    if not dated:
        return (), [one.row for one in raw]
    start, stop = dated[0], dated[-1] + 1
    return raw[start:stop], [one.row for one in (*raw[:start], *raw[stop:])]


def _fault(one: _Raw, day: date | None, today: date) -> Problem | None:
    if one.fault:
        code = "cell-count" if "cells" in one.fault else "bank-amount"
        fix = "Put quotes round a cell that holds a comma" if code == "cell-count" else ""
        return Problem(code, f"Row {one.row} has {one.fault}", fix or "Write it as `1,240.00`")
    if day is None:
        return Problem(
            "bank-date",
            f"Row {one.row} has no date where one should be",
            "Write it as `2026-11-30`, or say the order with `--date-format`",
        )
    if one.cents is None:
        return Problem(
            "bank-amount", f"Row {one.row} has no amount", "Fill it in, or delete the row"
        )
    if day > today + timedelta(days=1):
        return Problem("bank-future", f"Row {one.row} has a date that is still to come",
                       "Say the order of its dates with `--date-format mdy|dmy|ymd`")  # fmt: skip
    return None


def _faulty(name: str, faults: Sequence[Problem]) -> UsageError:
    count = "1 row" if len(faults) == 1 else f"{len(faults)} rows"
    more = f"; the first {_MOST_TOLD} are listed" if len(faults) > _MOST_TOLD else ""
    return UsageError(
        f"{name} has {count} that cannot be read, so nothing was recorded{more}",
        hint="Correct the file, or download it again",
        problems=faults[:_MOST_TOLD],
    )


def _assumed() -> Problem:
    return warning(
        "bank-dates-assumed",
        "No date tells whether day or month comes first; the month was taken to",
        "If the day comes first, type it again with `--date-format dmy`",
    )
