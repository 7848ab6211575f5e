"""What a session that is still to come should bring, before anybody has said its codes."""

from __future__ import annotations

from practicecli.domain.book import Book
from practicecli.domain.cpt import is_evaluation
from practicecli.domain.people import Client
from practicecli.domain.pricing import expected_cents
from practicecli.domain.sessions import Session, service_date, true_times

_CRISIS = frozenset({"90839", "90840"})
Codes = tuple[str, ...]


def forecast_cents(one: Session, client: Client, last: Codes, book: Book) -> int | None:
    """Add up the rates of the codes it will likely have; None where one of them has no rate.

    `last` are the codes of the client's last confirmed session.
    """
    minutes = max(true_times(one, None, None, book.zone).minutes, 0)
    codes = likely_codes(one, client, last, book, minutes)
    if not codes:
        return None
    return expected_cents(codes, minutes, one, client, book, one.place, one.em_minutes)


def likely_codes(one: Session, client: Client, last: Codes, book: Book, minutes: int) -> Codes:
    """Give the codes noted for it, else those that the client's last session had, else by minutes.

    What is marked on it goes before the last session; an evaluation or a crisis is not repeated.
    """
    if one.cpt:
        return one.cpt
    marked = one.participants != "client" or one.occasion or one.complexity or one.em_minutes
    once = any(is_evaluation(code, book.cpt) or code in _CRISIS for code in last)
    if last and not marked and not once:
        return last
    return _by_what_was_done(one, client, book, minutes)


def _by_what_was_done(one: Session, client: Client, book: Book, minutes: int) -> Codes:
    from practicecli.domain.code_services import Held, service_of  # late: most have a last session

    day = service_date(one, book.zone)
    held = Held(
        ref=one.ref,
        minutes=minutes,
        assumed=True,
        participants=one.participants,
        occasion=one.occasion,
        complexity=one.complexity,
        em_minutes=one.em_minutes or 0,
        place=one.place,
        licence=book.license_type(one.state, day),
        payer=book.payer(client.payer),
        plan=client.plan,
        on=day,
    )
    return service_of(held, book.cpt).cpt
