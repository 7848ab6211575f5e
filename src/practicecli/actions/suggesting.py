"""What a session's codes would be by what is known of it. Reads, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.actions.client_history import history_of
from practicecli.cache import coverages, people, sessions
from practicecli.domain.coverage import as_covered
from practicecli.domain.sessions import SessionStatus, service_date, true_times
from practicecli.domain.suggesting import Held, Suggestion, suggest
from practicecli.errors import RefusedError

if TYPE_CHECKING:
    from practicecli.cache.connect import Db
    from practicecli.domain.book import Book
    from practicecli.domain.sessions import Session

_HELD = {SessionStatus.SCHEDULED, SessionStatus.CONFIRMED}


def suggestion_for(db: Db, book: Book, identity: str) -> Suggestion:
    """Suggest the codes of a session. Raises RefusedError where it did not take place."""
    one = sessions.get(db, identity)
    if one.status not in _HELD:
        from practicecli.domain.problems import Problem

        said = f"Session {one.ref} is {one.status.value}: it has no codes"
        raise RefusedError(said, [Problem("not-scheduled", said)])
    return suggest(_held(db, book, one), table=book.cpt)


def _held(db: Db, book: Book, one: Session) -> Held:
    day = service_date(one, book.zone)
    client = as_covered(people.client(db, one.client), coverages.of_client(db, one.client), day)
    history = history_of(db, book.cpt, (), {one.id: one}, {one.id: day.isoformat()})
    history.read_visits(db, one.client)
    around = history.around(one, ())
    last_evaluation, last_seen = history.seen_before(one)
    times = true_times(one, None, None, book.zone)
    return Held(
        ref=one.ref,
        minutes=max(times.minutes, 0),
        assumed=times.assumed,
        participants=one.participants,
        occasion=one.occasion,
        complexity=one.complexity,
        em_minutes=one.em_minutes or 0,
        place=one.place,
        licence=book.license_type(one.state, day),
        payer=book.payer(client.payer),
        plan=client.plan,
        on=day,
        policy=book.policies[one.platform],
        same_day=around.same_day,
        same_day_marks=around.same_day_marks,
        last_evaluation=last_evaluation,
        last_seen=last_seen,
        first=not sessions.any_before(db, one),
    )
