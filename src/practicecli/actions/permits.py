"""What rules ask about authorizations, read at once for some clients, and kept up as sessions are.

When one runs out is stored beside it, so that `today` and `due` count nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from practicecli.cache import authorizations, coverages
from practicecli.cache.sessions import utc_text
from practicecli.domain.authorizations import (
    EAP,
    Authorization,
    Permission,
    Visit,
    is_followed,
    use_of,
)
from practicecli.domain.clocks import end_of_day
from practicecli.domain.coverage import Coverage, Rank, as_covered, latest
from practicecli.domain.problems import Problem, warning
from practicecli.domain.sessions import service_date

if TYPE_CHECKING:
    from datetime import date

    from practicecli.actions.desk import Desk
    from practicecli.cache.connect import Db
    from practicecli.domain.people import Client
    from practicecli.domain.sessions import Session

_NOTHING = Permission()


@dataclass(slots=True)
class Permits:
    """Authorizations of clients with the sessions that take their units, and their coverages."""

    covers: Mapping[str, Sequence[Coverage]]
    held: Mapping[str, Sequence[Authorization]]
    visits: dict[str, list[Visit]]

    def of(self, session: Session, day: date) -> Permission:
        """Give what is known for a session; its own unit is not counted."""
        if not self.held and not self.covers:
            return _NOTHING
        held = self.held.get(session.client, ())
        required = self._is_required(session.client, day)
        if not held and not required:
            return _NOTHING
        others = [
            visit
            for visit in self.visits.get(session.client, ())
            if visit.held and visit.session != session.id
        ]
        used = ((one, use_of(one, others).used) for one in held)
        return Permission(required, tuple(used))

    def remember(self, session: Session, cpt: tuple[str, ...], day: date) -> None:
        """Count a session that was just confirmed against what comes after it."""
        if session.client in self.held:
            mine = self.visits[session.client]
            mine[:] = [visit for visit in mine if visit.session != session.id]
            found = latest(self.covers.get(session.client, ()), Rank.PRIMARY, day)
            payer = found.payer if found else ""
            mine.append(Visit(session.id, session.ref, day, cpt, held=True, payer=payer))

    def _is_required(self, client: str, day: date) -> bool:
        found = latest(self.covers.get(client, ()), Rank.PRIMARY, day)
        return bool(found and found.benefits and found.benefits.authorization_required)


def permits_of(
    db: Db, clients: Collection[str], covers: Mapping[str, Sequence[Coverage]] | None = None
) -> Permits:
    """Read what there is for these clients; `covers`, where their coverages were read before."""
    held = authorizations.of_clients(db, clients)
    known = coverages.of_clients(db, clients) if covers is None else covers
    return Permits(known, held, authorizations.visits(db, held))


def set_runs_out(desk: Desk, clients: Collection[str] | None = None) -> None:
    """Work out anew when authorizations run out: of these clients, or of all.

    Call it in the transaction that scheduled, moved, confirmed or took back a session.
    """
    of = authorizations.clients_with_open(desk.db) if clients is None else clients
    held = authorizations.of_clients(desk.db, of) if of else {}
    visits = authorizations.visits(desk.db, held)
    for client, each in held.items():
        for one in each:
            use = use_of(one, visits[client])
            over = one.ended or is_followed(one, use, each)
            day = None if over else use.runs_out_on
            at = None if day is None else utc_text(end_of_day(day, desk.book.zone))
            authorizations.set_runs_out(desk.db, one.id, at)


def doubts_about_booking(desk: Desk, client: Client, made: Sequence[Session]) -> list[Problem]:
    """Speak up where sessions of a client, already written, are not authorized."""
    if not made or desk.book.policies[client.platform].bills == "client":
        return []
    permits = permits_of(desk.db, [client.id])
    without = [one for one in made if not _is_allowed(desk, client, one, permits)]
    if not without:
        return []
    first, day = without[0], service_date(without[0], desk.book.zone)
    words = f"Session {first.ref} on {day} is not authorized"
    if len(without) > 1:
        words += f", nor are {len(without) - 1} of those after it"
    return [
        warning("authorization", words,
                f"practice authorization add {client.ref} --number N --units N --from {day}")
    ]  # fmt: skip


def _is_allowed(desk: Desk, client: Client, one: Session, permits: Permits) -> bool:
    """Say whether a booked session has a unit, or needs none."""
    day = service_date(one, desk.book.zone)
    who = as_covered(client, permits.covers.get(client.id, ()), day)
    in_force = [
        held
        for held in permits.held.get(client.id, ())
        if held.payer == who.payer and held.is_in_force(day)
    ]
    if not in_force:
        return not (permits.of(one, day).required or who.plan == EAP)
    uses = (use_of(held, permits.visits[client.id]) for held in in_force)
    return any(one.id not in {visit.session for visit in use.beyond} for use in uses)
