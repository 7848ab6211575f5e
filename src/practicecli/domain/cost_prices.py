"""What is allowed for the codes of a session: each code's rate, times its units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from practicecli.domain.book import Book
from practicecli.domain.codes import units_for
from practicecli.domain.rates import Price, Service


class Line(NamedTuple):
    """One code of a session: how many units of it, and what one is paid."""

    cpt: str
    units: int
    price: Price

    @property
    def cents(self) -> int:
        """What all its units come to."""
        return self.units * self.price.cents


@dataclass(frozen=True, slots=True)
class Prices:
    """The lines of a session; `missing` are codes without any rate."""

    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()

    @property
    def cents(self) -> int:
        """What is allowed for all of them."""
        return sum(line.cents for line in self.lines)

    @property
    def assumed(self) -> bool:
        """Whether a round figure stands in for a contract rate anywhere."""
        return any(line.price.assumed for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and how long a session is held, as far as its rate goes by it."""

    platform: str
    place: str
    state: str
    minutes: int
    em_minutes: int | None = None


def priced(cpt: Sequence[str], at: Place, *, payer: str, plan: str, on: date, book: Book) -> Prices:
    """Look up the rate of each code. A client who pays for themselves has the payer `self`."""
    licence = book.license_type(at.state, on)
    lines, missing = [], []
    for code, units in units_for(cpt, at.minutes, book.cpt, at.em_minutes).items():
        service = Service(at.platform, payer or "self", plan, code, licence, at.place, at.state, on)
        price = book.price(service)
        if price is None:
            missing.append(code)
        else:
            lines.append(Line(code, units, price))
    return Prices(tuple(lines), tuple(missing))
