"""What the codes of a session are paid, line by line, so that every sum can be unfolded."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from practicecli.domain.bills import Bills
from practicecli.domain.cpt import units_for
from practicecli.domain.rates import Service
from practicecli.domain.sessions import service_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from practicecli.domain.book import Book
    from practicecli.domain.people import Client
    from practicecli.domain.rates import Price
    from practicecli.domain.sessions import Session

OWN_PAYER = "self"  # under whom the rates of clients stand who pay for themselves


class Line(NamedTuple):
    """One code of a session: how many units of it, and what one is paid."""

    cpt: str
    units: int
    price: Price

    @property
    def cents(self) -> int:
        """What all its units come to."""
        return self.units * self.price.cents


class Prices(NamedTuple):
    """The lines of a session; `missing` are codes without any rate."""

    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()

    @property
    def cents(self) -> int:
        """What is allowed for all that have a rate."""
        return sum(line.cents for line in self.lines)

    @property
    def known_cents(self) -> int | None:
        """What is allowed for all of them; None where one has no rate."""
        return None if self.missing else self.cents

    @property
    def assumed(self) -> bool:
        """Whether a round figure stands in for a contract rate anywhere."""
        return any(line.price.assumed for line in self.lines)


class Place(NamedTuple):
    """Where and how long a session is held, as far as its rate goes by it."""

    platform: str
    place: str
    state: str
    minutes: int
    em_minutes: int | None = None


def place_of(
    session: Session, minutes: int, *, place: str = "", em_minutes: int | None = None
) -> Place:
    """Give where a session is held; `place` and `em_minutes` where they are to be others."""
    return Place(
        platform=session.platform,
        place=place or session.place,
        state=session.state,
        minutes=max(minutes, 0),
        em_minutes=session.em_minutes if em_minutes is None else em_minutes,
    )


def priced(cpt: Sequence[str], at: Place, *, payer: str, plan: str, on: date, book: Book) -> Prices:
    """Look up the rate of each code on a service date; payer and plan as covered on that day.

    Where the client is billed, the rates are those of the payer `self`.
    """
    return _priced(tuple(cpt), at, payer, plan, on, book)


@lru_cache(maxsize=1024)  # a batch asks for the same few thousandfold
def _priced(cpt: tuple[str, ...], at: Place, payer: str, plan: str, on: date, book: Book) -> Prices:
    licence = book.license_type(at.state, on)
    whose = OWN_PAYER if book.policies[at.platform].bills is Bills.CLIENT else payer
    lines, missing = [], []
    for code, units in units_for(cpt, at.minutes, book.cpt, at.em_minutes).items():
        service = Service(
            at.platform, whose or OWN_PAYER, plan, code, licence, at.place, at.state, on
        )
        price = book.price(service)
        if price is None:
            missing.append(code)
        else:
            lines.append(Line(code, units, price))
    return Prices(tuple(lines), tuple(missing))


def expected_cents(
    cpt: tuple[str, ...],
    minutes: int,
    session: Session,
    client: Client,
    book: Book,
    place: str,
    em_minutes: int | None = None,
) -> int | None:
    """Add up the rates of the codes as this session is paid; None where one of them has no rate.

    `client` is as covered on the service date.
    """
    at = place_of(session, minutes, place=place, em_minutes=em_minutes or 0)
    day = service_date(session, book.zone)
    return priced(cpt, at, payer=client.payer, plan=client.plan, on=day, book=book).known_cents
