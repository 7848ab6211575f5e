"""Holding what was paid against the contract rates of the service dates. Only reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from practicecli.cache import coverages, people, rates, sessions
from practicecli.domain.coverage import as_covered
from practicecli.domain.pricing import place_of, priced
from practicecli.domain.sessions import service_date, true_times

if TYPE_CHECKING:
    from datetime import date

    from practicecli.cache.connect import Db
    from practicecli.cache.rates import Paid
    from practicecli.domain.book import Book
    from practicecli.domain.people import Client
    from practicecli.domain.pricing import Line
    from practicecli.domain.sessions import Session

CHUNK = 500


class Difference(NamedTuple):
    """A session that was paid otherwise than by contract. Refs are None where the other tells."""

    session: Session
    client: Client
    on: date
    expected_cents: int
    paid_cents: int
    lines: tuple[Line, ...]
    payout_ref: str | None
    claim_ref: str | None

    @property
    def difference_cents(self) -> int:
        """What was paid above what was expected; below it where negative."""
        return self.paid_cents - self.expected_cents

    @property
    def since(self) -> date:
        """The day on which the newest of the rates began that make up what was expected."""
        return max(line.price.since for line in self.lines if line.price and line.price.since)


@dataclass(slots=True)
class Checked:
    """What was found. `assumed` counts sessions without a contract rate for each of their codes."""

    differences: list[Difference]
    right: int = 0
    assumed: int = 0


def check_rates(db: Db, book: Book, *, first: date, last: date) -> Checked:
    """Compare each session of these days that payouts or claims tell the pay of, oldest first."""
    found = Checked([])
    stream = rates.paid(db, first.isoformat(), last.isoformat())
    while chunk := list(islice(stream, CHUNK)):
        _check(db, book, chunk, found)
    return found


def _check(db: Db, book: Book, chunk: Sequence[Paid], into: Checked) -> None:
    held = sessions.many(db, json.dumps([one[0] for one in chunk]))
    of = sorted({one.client for one in held.values()})
    clients = people.clients(db, json.dumps(of))
    covers = coverages.of_clients(db, of)
    for identity, paid_cents, payout_ref, claim_ref in chunk:
        one = held[identity]
        day = service_date(one, book.zone)
        who = as_covered(clients[one.client], covers.get(one.client, ()), day)
        minutes = true_times(one, None, None).minutes
        at = place_of(one, minutes)
        found = priced(one.cpt, at, payer=who.payer, plan=who.plan, on=day, book=book)
        if found.missing or found.assumed:
            into.assumed += 1
        elif found.cents == paid_cents or not found.lines:
            into.right += 1
        else:
            into.differences.append(
                Difference(
                    one, who, day, found.cents, paid_cents, found.lines, payout_ref, claim_ref
                )
            )
