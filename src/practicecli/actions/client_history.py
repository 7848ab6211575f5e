"""What a client's other sessions say about one that is confirmed: those of the day, and before.

Read at once for a chunk, and kept up as its sessions are confirmed: they are written at its end.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from practicecli.cache import sessions
from practicecli.domain.code_history import LONG_CODE
from practicecli.domain.cpt import is_evaluation

if TYPE_CHECKING:
    from practicecli.cache.connect import Db
    from practicecli.domain.confirming import Confirmation
    from practicecli.domain.cpt import CptTable
    from practicecli.domain.sessions import Session

LOOK_BACK = timedelta(days=28)  # the four weeks in which 90837 is counted

Codes = tuple[str, ...]


class Around(NamedTuple):
    """What the rules ask about one session's surroundings. Days are local."""

    same_day: Codes = ()
    same_day_marks: frozenset[str] = frozenset()
    long_lately: int = 0
    last_evaluation: date | None = None
    last_seen: date | None = None


@dataclass(slots=True)
class History:
    """Confirmed sessions by client: codes and modifiers of a day, long ones, and all visits."""

    table: CptTable
    days: Mapping[str, str]
    codes: dict[tuple[str, str], dict[str, tuple[Codes, Codes]]] = field(default_factory=dict)
    long_days: dict[str, dict[str, str]] = field(default_factory=dict)
    visits: dict[str, dict[str, tuple[str, bool]]] = field(default_factory=dict)

    def around(self, session: Session, cpt: Codes) -> Around:
        """Give what surrounds a session that is to be coded like this."""
        day = self.days[session.id]
        same_day, marks = self._of_day(session, day)
        long_lately = self._long_lately(session, day) if LONG_CODE in cpt else 0
        if not any(is_evaluation(code, self.table) for code in cpt):
            return Around(same_day, marks, long_lately)
        return Around(same_day, marks, long_lately, *self.seen_before(session))

    def read_visits(self, db: Db, client: str) -> None:
        """Add every visit of a client, for rules that look back further than a day."""
        self.visits[client] = {
            identity: (day, any(is_evaluation(code, self.table) for code in cpt.split()))
            for identity, day, cpt in sessions.visits_of(db, client)
        }

    def seen_before(self, session: Session) -> tuple[date | None, date | None]:
        """Give when the client was last evaluated, and last seen, before a session or that day."""
        until = self.days[session.id]
        found = self.visits.get(session.client, {}).items()
        before = [at for one, at in found if one != session.id and at[0] <= until]
        evaluated = _latest([day for day, evaluation in before if evaluation])
        return evaluated, _latest([day for day, _ in before])

    def remember(self, session: Session, found: Confirmation) -> None:
        """Keep what later rows of the chunk are held against."""
        day = self.days[session.id]
        of_day = self.codes.setdefault((session.client, day), {})
        of_day[session.id] = found.cpt, found.modifiers
        if LONG_CODE in found.cpt:
            self.long_days.setdefault(session.client, {})[session.id] = day
        if session.client in self.visits:
            evaluation = any(is_evaluation(code, self.table) for code in found.cpt)
            self.visits[session.client][session.id] = day, evaluation

    def _of_day(self, session: Session, day: str) -> tuple[Codes, frozenset[str]]:
        others = self.codes.get((session.client, day))
        if not others:
            return (), frozenset()
        there = [both for one, both in others.items() if one != session.id]
        codes = tuple(sorted(code for cpt, _ in there for code in cpt))
        return codes, frozenset(mark for _, marks in there for mark in marks)

    def _long_lately(self, session: Session, until: str) -> int:
        since = _weeks_before(until)
        long_days = self.long_days.get(session.client, {})
        return sum(since < day <= until for one, day in long_days.items() if one != session.id)


def history_of(
    db: Db,
    table: CptTable,
    codes: Collection[str],
    found: Mapping[str, Session],
    days: Mapping[str, str],
) -> History:
    """Read what rules about these codes need of the same clients' sessions.

    `days` are the sessions' local dates.
    """
    history = History(table, days)
    pairs = json.dumps(sorted({(one.client, days[one.id]) for one in found.values()}))
    for client, day, identity, cpt, marks in sessions.codes_of_days(db, pairs):
        of_day = history.codes.setdefault((client, day), {})
        of_day[identity] = tuple(cpt.split()), tuple(marks.split())
    if LONG_CODE in codes:
        first, last = min(days.values()), max(days.values())
        clients = json.dumps(sorted({one.client for one in found.values()}))
        for client, identity, day in sessions.long_days(
            db, clients, after=_weeks_before(first), until=last
        ):
            history.long_days.setdefault(client, {})[identity] = day
    if any(is_evaluation(code, table) for code in codes):
        for client in {one.client for one in found.values()}:
            history.read_visits(db, client)
    return history


def _latest(days: list[str]) -> date | None:
    return date.fromisoformat(max(days)) if days else None


def _weeks_before(day: str) -> str:
    return (date.fromisoformat(day) - LOOK_BACK).isoformat()
