"""What a chunk of confirmations needs to know, read at once and kept up as they are made."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from practicecli.actions.client_history import History, history_of
from practicecli.actions.permits import Permits, permits_of
from practicecli.cache import notes, people, sessions
from practicecli.domain.confirming import Case
from practicecli.domain.note_link import SignedNote
from practicecli.domain.sessions import service_date

if TYPE_CHECKING:
    from datetime import date

    from practicecli.actions.desk import Desk
    from practicecli.domain.confirming import Confirmation, Wanted
    from practicecli.domain.people import Client
    from practicecli.domain.sessions import Session


@dataclass(slots=True)
class Shelf:
    """The rows that a chunk's decisions need. `days` are service dates by session."""

    sessions: dict[str, Session]
    clients: dict[str, Client]
    bound: dict[str, tuple[str, bool]]
    before: dict[str, str]
    history: History
    permits: Permits
    days: dict[str, date]
    confirmed: set[str] = field(default_factory=set)

    def remember(self, session: Session, found: Confirmation) -> None:
        """Keep what later rows of the chunk are held against."""
        self.confirmed.add(session.id)
        self.history.remember(session, found)
        self.permits.remember(session, found.cpt, self.days[session.id])


def shelf_of(
    desk: Desk, asked: Sequence[tuple[str, Wanted]], known: Mapping[str, Session] | None = None
) -> Shelf:
    """Read what these confirmations need; `known` are the sessions, where they were read before."""
    ids = json.dumps([identity for identity, _ in asked])
    found = sessions.many(desk.db, ids) if known is None else dict(known)
    clients = sorted({one.client for one in found.values()})
    zone = desk.book.zone
    days = {one.id: service_date(one, zone) for one in found.values()}
    texts = {identity: day.isoformat() for identity, day in days.items()}
    return Shelf(
        sessions=found,
        clients=people.clients(desk.db, json.dumps(clients)),
        bound=notes.bound_of(desk.db, ids),
        before=sessions.before_confirming(desk.db, ids),
        history=history_of(
            desk.db, desk.book.cpt, {code for _, one in asked for code in one.cpt}, found, texts
        ),
        permits=permits_of(desk.db, clients),
        days=days,
    )


def case_of(shelf: Shelf, session: Session, wanted: Wanted) -> Case:
    """Put together what the decision about one session is made on."""
    around = shelf.history.around(session, wanted.cpt)
    bound = shelf.bound.get(session.id)
    note = None if bound is None else _signed_note(*bound)
    if wanted.sign and session.note_status == "draft":
        session = replace(session, note_status="signed")
    return Case(
        session, shelf.clients[session.client], around.same_day, around.long_lately, note,
        around.same_day_marks, around.last_evaluation, around.last_seen,
        shelf.permits.of(session, shelf.days[session.id]),
    )  # fmt: skip


def _signed_note(bound: str, addended: bool) -> SignedNote:
    held = json.loads(bound)
    return SignedNote(
        codes=(*held["cpt"], *held["dx"]),
        minutes=_told_minutes(held),
        dx=tuple(held.get("note_dx", ())),
        addended=addended,
    )


def _told_minutes(held: dict[str, Any]) -> int:
    """Give the minutes a note was signed with: the true ones, else those of its attested times."""
    if held["minutes"] is not None:
        return int(held["minutes"])
    start, stop = (datetime.fromisoformat(held[key]) for key in ("start", "stop"))
    return int((stop - start).total_seconds()) // 60
