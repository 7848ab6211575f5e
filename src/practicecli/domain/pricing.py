"""What a session's codes are paid, line by line, so that every sum can be unfolded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from practicecli.domain.codes import units_for
from practicecli.domain.rates import Service
from practicecli.domain.sessions import service_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from practicecli.domain.book import Book
    from practicecli.domain.people import Client
    from practicecli.domain.rates import Price
    from practicecli.domain.sessions import Session


class Line(NamedTuple):
    """One code of a session: how many units, and what one is paid; None where that is unknown."""

    cpt: str
    units: int
    price: Price | None


def priced(
    cpt: Sequence[str],
    minutes: int,
    session: Session,
    client: Client,
    book: Book,
    place: str,
    em_minutes: int | None = None,
) -> list[Line]:
    """Look up each code as this session is paid; `client` as covered on the service date."""
    day = service_date(session, book.zone)
    licence = book.license_type(session.state, day)
    lines = []
    for code, units in units_for(cpt, minutes, book.cpt, em_minutes).items():
        service = Service(
            session.platform, client.payer, client.plan, code, licence, place, session.state, day
        )
        lines.append(Line(code, units, book.price(service)))
    return lines


def total_cents(lines: Sequence[Line]) -> int | None:
    """Add lines up; None where one of them has no price."""
    total = 0
    for line in lines:
        if line.price is None:
            return None
        total += line.price.cents * line.units
    return total
