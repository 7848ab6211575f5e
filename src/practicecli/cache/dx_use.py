"""Which diagnoses are used: by the therapist of late, and by each client."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from practicecli.domain.dx import dotted
from practicecli.domain.dx_changes import CodeUse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.cache.connect import Db

# What was used of late says more than what was used long ago, and costs the same in any history.
_SESSIONS_COUNTED = 400
_MOST_CODES = 24
_RECENT = """
    SELECT dx FROM session WHERE status = 'confirmed' ORDER BY starts_at DESC LIMIT ?
"""
# A year back from the last session: before that a code is history, not the client's.
_OF_SESSIONS = """
    SELECT c.ref, s.dx, max(s.day), last.day
      FROM client AS c
      JOIN (SELECT client, max(day) AS day FROM session WHERE status = 'confirmed'
             GROUP BY client) AS last ON last.client = c.id
      JOIN session AS s ON s.client = c.id AND s.day > date(last.day, '-1 year')
     WHERE c.status = 'active' AND s.status = 'confirmed' AND (:client = '' OR c.id = :client)
     GROUP BY c.id, s.dx ORDER BY c.id, s.dx
"""
_OF_PLANS = """
    SELECT c.ref, p.dx, coalesce((SELECT max(day) FROM session
                                   WHERE client = c.id AND status = 'confirmed'), '')
      FROM plan AS p JOIN client AS c ON c.id = p.client
     WHERE c.status = 'active' AND p.signing = (SELECT max(signing) FROM plan WHERE client = c.id)
       AND (:client = '' OR c.id = :client)
     ORDER BY c.id
"""


def most_used(db: Db) -> dict[str, int]:
    """Count the codes of the sessions confirmed of late, the most used first."""
    counted = Counter(
        code for (dx,) in db.execute(_RECENT, (_SESSIONS_COUNTED,)) for code in dx.split()
    )
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return dict(ranked[:_MOST_CODES])


def of_clients(db: Db, client: str = "") -> list[CodeUse]:
    """Give the codes that active clients have: on the last year's confirmed sessions and in plans.

    Of all clients, or of one by id.
    """
    return [*_on_sessions(db, client), *_in_plans(db, client)]


def _on_sessions(db: Db, client: str) -> Iterator[CodeUse]:
    for ref, dx, had_on, last_day in db.execute(_OF_SESSIONS, {"client": client}):
        yield from (CodeUse(ref, dotted(code), had_on, last_day) for code in dx.split())


def _in_plans(db: Db, client: str) -> Iterator[CodeUse]:
    for ref, dx, last_day in db.execute(_OF_PLANS, {"client": client}):
        yield from (CodeUse(ref, dotted(code), last_day, last_day) for code in dx.split())
