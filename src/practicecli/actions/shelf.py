"""What decisions on confirming need to know, read at once for a chunk of sessions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from practicecli.actions.client_history import History, history_of
from practicecli.actions.covering import Covered, covered_on
from practicecli.actions.permits import Permits, permits_of
from practicecli.cache import notes, sessions
from practicecli.domain.confirming import Case
from practicecli.domain.note_link import SignedNote
from practicecli.domain.sessions import service_date

if TYPE_CHECKING:
    from datetime import date

    from practicecli.actions.desk import Desk
    from practicecli.domain.confirming import Confirmation, Wanted
    from practicecli.domain.sessions import Session


@dataclass(slots=True)
class Shelf:
    """The rows that a chunk's decisions need. `days` are service dates by session."""

    sessions: dict[str, Session]
    covered: Covered
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
    """Read what stands around these sessions; `known` are they, where the caller has read them."""
    ids = json.dumps([identity for identity, _ in asked])
    found = sessions.many(desk.db, ids) if known is None else dict(known)
    zone = desk.book.zone
    days = {one.id: service_date(one, zone) for one in found.values()}
    texts = {identity: day.isoformat() for identity, day in days.items()}
    covered = covered_on(desk, found.values())
    clients = sorted({one.client for one in found.values()})
    return Shelf(
        sessions=found,
        covered=covered,
        bound=notes.bound_of(desk.db, ids),
        before=sessions.before_confirming(desk.db, ids),
        history=history_of(
            desk.db, desk.book.cpt, {code for _, one in asked for code in one.cpt}, found, texts
        ),
        permits=permits_of(desk.db, clients, covered.known),
        days=days,
    )


def case_on(shelf: Shelf, session: Session, wanted: Wanted) -> Case:
    """Put together what one session is decided by."""
    around = shelf.history.around(session, wanted.cpt)
    bound = shelf.bound.get(session.id)
    note = None if bound is None else _signed_note(*bound)
    if wanted.sign and session.note_status == "draft":
        session = replace(session, note_status="signed")
    return Case(
        session, shelf.covered.clients[session.id], around.same_day, around.long_lately, note,
        around.same_day_marks, around.last_evaluation, around.last_seen,
        shelf.permits.of(session, shelf.days[session.id]), shelf.covered.visits.get(session.id),
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
