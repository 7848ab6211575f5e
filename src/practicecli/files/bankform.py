"""Which column of a bank's file is what: recognised, said once by a person, or remembered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

# Lower case, without punctuation. Of several that are there, the first named here is taken.
_DATE: Final = (
    "posting date", "posted date", "post date", "date posted", "posted on", "posted", "date",
    "date utc", "transaction date", "trans date", "date of transaction", "booking date",
    "settlement date", "date completed", "value date", "effective date", "processed date",
)  # fmt: skip
_AMOUNT: Final = (
    "amount", "transaction amount", "amount usd", "usd amount", "net amount", "amount in usd",
)  # fmt: skip
_CREDIT: Final = (
    "credit", "credits", "credit amount", "amount credit", "deposit", "deposits", "deposit amount",
    "deposits credits", "paid in", "money in", "credit usd",
)  # fmt: skip
_DEBIT: Final = (
    "debit", "debits", "debit amount", "amount debit", "withdrawal", "withdrawals",
    "withdrawal amount", "withdrawals debits", "paid out", "money out", "debit usd",
)  # fmt: skip
_TYPE: Final = (
    "transaction type", "type", "debit credit", "credit debit", "dr cr", "cr dr",
    "credit debit indicator", "debit credit indicator", "details",
)  # fmt: skip
_STATUS: Final = ("status", "transaction status")
_CURRENCY: Final = ("currency", "currency code")
# All of these that are there, as a platform may be named in any of them.
_TEXT: Final = (
    "description", "transaction description", "original description", "bank description",
    "extended description", "payee", "counterparty", "name", "memo", "narrative",
)  # fmt: skip
_TEXT_ELSE: Final = ("details", "transaction details", "merchant", "reference", "transaction")

FIELDS: Final = ("date", "amount", "description", "credit", "debit", "type")
DATE_FORMATS: Final = ("mdy", "dmy", "ymd")
_PUNCTUATION: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of a file's form: columns by field, and the order of dates ('' unknown).

    A column is called by its heading, or by its number where there are no headings. `seen` is the
    order that the dates of an earlier file of the form have shown.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    date_format: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field stands. `key` tells the form again; `said` is what a person said of it."""

    key: str
    header: tuple[str, ...]
    date: int
    texts: tuple[int, ...]
    amount: int | None = None
    credit: int | None = None
    debit: int | None = None
    type: int | None = None
    status: int | None = None
    currency: int | None = None
    said: Said = field(default_factory=Said)


def folded(heading: str) -> str:
    """Give a heading as it is compared."""
    return _PUNCTUATION.sub(" ", heading).strip().casefold()


def key_of(cells: Sequence[str], *, headed: bool = True) -> str:
    """Give what a form is remembered by: its headings, or the number of its columns."""
    if not headed:
        return f"columns:{len(cells)}"
    joined = "\n".join(folded(cell) for cell in cells)
    return sha256(joined.encode()).hexdigest()[:32]


def layout_of(
    cells: Sequence[str],
    *,
    said: Said,
    remembered: Mapping[str, Said],
    headed: bool = True,
) -> Layout | None:
    """Say where each field stands under these headings, or None where it is not clear.

    What is said now goes before what is remembered of such a file, and that before recognising.
    """
    key = key_of(cells, headed=headed)
    before = remembered.get(key, Said())
    told = Said(
        {**before.columns, **said.columns}, said.date_format or before.date_format, before.seen
    )
    if said.columns.keys() & {"amount"}:  # one way of saying amounts replaces the other
        told = _without(told, {"credit", "debit"} - said.columns.keys())
    elif said.columns.keys() & {"credit", "debit"}:
        told = _without(told, {"amount"})
    plain = [folded(cell) for cell in cells] if headed else []
    places = {name: _place(where, cells, plain) for name, where in told.columns.items()}
    if None in places.values():
        return None
    found = {name: at for name, at in places.items() if at is not None}
    return _completed(Layout(key, tuple(cells), -1, (), said=told), plain, found)


def _without(said: Said, fields: set[str]) -> Said:
    kept = {name: where for name, where in said.columns.items() if name not in fields}
    return Said(kept, said.date_format, said.seen)


def _place(where: str, cells: Sequence[str], plain: Sequence[str]) -> int | None:
    if folded(where) in plain:
        return plain.index(folded(where))
    if where.isascii() and where.isdigit() and 1 <= int(where) <= len(cells):
        return int(where) - 1
    return None


def _completed(bare: Layout, plain: Sequence[str], places: Mapping[str, int]) -> Layout | None:
    date = places.get("date", _first(plain, _DATE))
    credit, debit = places.get("credit"), places.get("debit")
    amount = places.get("amount")
    if amount is None and credit is None and debit is None:
        amount = _first(plain, _AMOUNT)
        if amount is None:
            credit, debit = _first(plain, _CREDIT), _first(plain, _DEBIT)
    if date is None or (amount is None and credit is None):
        return None
    taken = {date, amount, credit, debit}
    if "description" in places:
        texts = _one(places["description"])
    else:
        texts = tuple(at for at, text in enumerate(plain) if text in _TEXT and at not in taken)
        texts = texts or _one(_first(plain, _TEXT_ELSE))
    if not texts:
        return None
    kind = places.get("type", _first(plain, _TYPE)) if amount is not None else None
    return Layout(
        bare.key,
        bare.header,
        date,
        texts,
        amount=amount,
        credit=credit,
        debit=debit,
        type=None if kind in taken or kind in texts else kind,
        status=_first(plain, _STATUS),
        currency=_first(plain, _CURRENCY),
        said=bare.said,
    )


def _one(place: int | None) -> tuple[int, ...]:
    return () if place is None else (place,)


def _first(plain: Sequence[str], spellings: Sequence[str]) -> int | None:
    """Find the column of the first spelling that is there and stands there once."""
    for spelling in spellings:
        if plain.count(spelling) == 1:
            return plain.index(spelling)
    return None
