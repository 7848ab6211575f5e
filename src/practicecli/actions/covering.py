"""Clients as they are covered on the days of their sessions, read at once for many of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from practicecli.cache import coverages, people, sessions
from practicecli.domain.coverage import Rank, covered_by, latest
from practicecli.domain.sessions import service_date

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk
    from practicecli.domain.coverage import Coverage
    from practicecli.domain.people import Client
    from practicecli.domain.sessions import Session
    from practicecli.domain.visits import Visit


class Covered(NamedTuple):
    """By session: the client as the rules see them that day, and which visit of a plan it is.

    `known` are the coverages, by client.
    """

    clients: dict[str, Client]
    visits: dict[str, Visit]
    known: dict[str, list[Coverage]]


def clients_on(desk: Desk, found: Iterable[Session]) -> dict[str, Client]:
    """Give, by session, its client with payer, plan and member id of the service date."""
    return covered_on(desk, found, visits=False).clients


def client_on(desk: Desk, one: Session) -> Client:
    """Give a session's client with payer, plan and member id of its service date."""
    return clients_on(desk, [one])[one.id]


def covered_on(desk: Desk, asked: Iterable[Session], *, visits: bool = True) -> Covered:
    """Read clients and coverages of these sessions, with one question each however many they are.

    Without `visits`, those are not counted.
    """
    these, zone = list(asked), desk.book.zone
    wanted = json.dumps(sorted({one.client for one in these}))
    records = people.clients(desk.db, wanted)
    known = coverages.of_clients(desk.db, records)
    clients: dict[str, Client] = {}
    made: dict[str, Client] = {}  # by coverage
    limited: list[tuple[Session, date, Coverage]] = []
    for one in these:
        client, there = records[one.client], known.get(one.client)
        if there:
            day = service_date(one, zone)
            found = latest(there, Rank.PRIMARY, day)
            if found is not None:
                if found.id not in made:
                    made[found.id] = covered_by(client, found)
                client = made[found.id]
                if visits and _is_limited(found, day):
                    limited.append((one, day, found))
        clients[one.id] = client
    return Covered(clients, _visits(desk, limited) if limited else {}, known)


def _is_limited(found: Coverage, day: date) -> bool:
    known = found.benefits
    return known is not None and known.visits_allowed is not None and found.is_in_force(day)


def _visits(desk: Desk, limited: list[tuple[Session, date, Coverage]]) -> dict[str, Visit]:
    from practicecli.domain.visits import counted_from, visit_of  # late: few plans have a limit

    begins = [counted_from(now, on) for _, on, now in limited]
    since = [day for day in begins if day is not None]
    if not since:
        return {}
    whose = json.dumps(sorted({one.client for one, _, _ in limited}))
    seen: dict[str, list[Any]] = {}
    for client, starts_at, day in sessions.booked_of(desk.db, whose, min(since).isoformat()):
        seen.setdefault(client, []).append((starts_at, date.fromisoformat(day)))
    numbered: dict[str, Visit] = {}
    for one, on, now in limited:
        start = sessions.utc_text(one.starts_at)
        before = [held for at, held in seen.get(one.client, ()) if at < start]
        visit = visit_of(now, on, before)
        if visit is not None:
            numbered[one.id] = visit
    return numbered
