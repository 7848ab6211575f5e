"""What sessions cost clients: the rows that costs follow from, and the changes that were noted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from practicecli.cache.reading import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from practicecli.cache.connect import Db
    from practicecli.cache.reading import Row

# What failed brings no money and meets no limit; a session that awaits its claim has none, and one
# that no payer hears of costs what the client was charged, else what it was confirmed with.
_HELD = """
    SELECT s.id, m.status,
           iif(s.status = 'confirmed' AND s.claim IS NULL, coalesce(
               (SELECT sum(g.amount_cents - g.refunded_cents) FROM charge g
                 WHERE g.session = s.id AND g.kind = 'session'
                   AND g.status NOT IN ('written-off', 'waived')),
               s.expected_cents), m.billed_cents),
           m.allowed_cents, m.owes_cents,
           (SELECT min(e.at) FROM claim_event e WHERE e.claim = m.id
               AND e.status IN ('paid', 'paid-client-share', 'underpaid')),
           p.remote <> 'manual'
      FROM session s JOIN platform p ON p.name = s.platform LEFT JOIN claim m ON m.id = s.claim
     WHERE s.client = ? AND s.status IN ('scheduled', 'confirmed') AND s.day >= ?
       AND (m.id IS NULL OR m.status NOT IN ('denied', 'voided', 'written-off', 'reversed'))
     ORDER BY s.starts_at, s.id
"""
_FIRST_OPEN = """
    SELECT min(s.day) FROM session s LEFT JOIN claim m ON m.id = s.claim
     WHERE s.client = ? AND s.status IN ('scheduled', 'confirmed') AND m.owes_cents IS NULL
"""
_NEXT = """
    SELECT id FROM session WHERE client = ? AND status = 'scheduled' AND day >= ?
     ORDER BY day, starts_at, id LIMIT 1
"""
_LAST = """
    SELECT id FROM session WHERE client = ? AND status IN ('confirmed', 'scheduled')
     ORDER BY status, day DESC, starts_at DESC, id LIMIT 1
"""
# Of a day on which the client came to no other session.
_MISSED = """
    SELECT s.id, (SELECT coalesce(sum(g.amount_cents - g.refunded_cents), 0) FROM charge g
                   WHERE g.session = s.id AND g.status NOT IN ('waived', 'written-off'))
      FROM session s
     WHERE s.client = ?1 AND s.day = ?2 AND s.status IN ('no-show', 'late-cancelled')
       AND NOT EXISTS (SELECT 1 FROM session o WHERE o.client = ?1 AND o.day = ?2
                          AND o.status IN ('scheduled', 'confirmed'))
     ORDER BY s.starts_at, s.id LIMIT 1
"""
# Of a day on which no session counts, one whose claim's last word is that the payer pays nothing.
_TURNED_DOWN = """
    SELECT s.id, m.status, m.billed_cents, m.owes_cents
      FROM session s JOIN claim m ON m.id = s.claim
     WHERE s.client = ?1 AND s.day = ?2 AND s.status = 'confirmed'
       AND m.status IN ('denied', 'reversed') AND m.owes_cents IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM session o LEFT JOIN claim k ON k.id = o.claim
                        WHERE o.client = ?1 AND o.day = ?2
                          AND o.status IN ('scheduled', 'confirmed')
                          AND (k.id IS NULL OR k.status NOT IN
                                  ('denied', 'voided', 'written-off', 'reversed')))
     ORDER BY s.starts_at, s.id LIMIT 1
"""
# A refund is a row of its own with a negative amount, or is counted on the row it is taken from.
_CHARGED = """
    SELECT session, sum(amount_cents - refunded_cents) FROM charge
     WHERE session IN (SELECT value FROM json_each(?))
       AND kind IN ('copay', 'session', 'balance', 'refund') AND status <> 'waived'
     GROUP BY session
"""
_LAST_NOTED = """
    SELECT session, now_cents FROM cost_change
     WHERE client = ? AND charged ORDER BY seq
"""
_NOTE = """
    INSERT INTO cost_change (at, client, session, was_cents, now_cents, reason, charged)
    VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq
"""
_CHANGES = """
    SELECT '' AS told_by, k.at, k.client, c.ref AS client_ref, k.session, s.ref AS session_ref,
           s.day AS "on", k.was_cents, k.now_cents, k.now_cents - k.was_cents AS change_cents,
           k.reason, k.charged
      FROM cost_change k JOIN client c ON c.id = k.client JOIN session s ON s.id = k.session
     WHERE (:client IS NULL OR k.client = :client) AND k.at >= :since
    UNION ALL
    SELECT k.platform, k.changed_at, k.client, c.ref, k.session, s.ref, s.day, k.was_cents,
           k.amount_cents, k.amount_cents - k.was_cents, k.reason,
           EXISTS (SELECT 1 FROM charge g WHERE g.session = k.session
                      AND g.kind IN ('copay', 'session'))
      FROM cost k JOIN client c ON c.id = k.client JOIN session s ON s.id = k.session
     WHERE k.was_cents IS NOT NULL AND k.was_cents <> k.amount_cents
       AND (:client IS NULL OR k.client = :client) AND k.changed_at >= :since
     ORDER BY 2, 7, 6
"""

# Of a session that changed several times the last word; money that has to move comes first.
_LATEST = """
    SELECT s.ref AS session_ref, c.ref AS client_ref, s.day AS "on", k.was_cents, k.now_cents,
           k.reason,
           CASE WHEN NOT k.charged THEN 'upcoming'
                WHEN k.now_cents < coalesce(k.was_cents, 0) THEN 'refund' ELSE 'balance' END
               AS effect
      FROM cost_change k JOIN client c ON c.id = k.client JOIN session s ON s.id = k.session
     WHERE k.seq IN (SELECT max(seq) FROM cost_change WHERE at >= :since GROUP BY session)
     ORDER BY k.charged DESC, s.day, s.ref LIMIT :most
"""


class Held(NamedTuple):
    """A session that counts, and its claim's sums: cents, None where there is none yet.

    `decided_at` is when the payer paid, UTC text; `is_told`: the platform tells when it does.
    """

    session: str
    claim_status: str | None
    billed_cents: int | None
    allowed_cents: int | None
    owes_cents: int | None
    decided_at: str | None
    is_told: bool


class TurnedDown(NamedTuple):
    """A session whose claim was denied, or paid and taken back; cents as the claim has them."""

    session: str
    claim_status: str
    billed_cents: int
    owes_cents: int


def held(db: Db, client: str, *, since: str) -> list[Held]:
    """Read a client's sessions that cost something, from a day on, in the order of their time."""
    rows = db.execute(_HELD, (client, since))
    return [Held._make((*row[:6], bool(row[6]))) for row in rows]


def first_open(db: Db, client: str) -> str | None:
    """Give the day of the first session that no payer has decided about."""
    (day,) = db.execute(_FIRST_OPEN, (client,)).fetchone()
    return None if day is None else str(day)


def nearest(db: Db, client: str, on: str) -> str | None:
    """Give the next scheduled session from a day on, else the last one, a confirmed one first."""
    row = db.execute(_NEXT, (client, on)).fetchone() or db.execute(_LAST, (client,)).fetchone()
    return None if row is None else str(row[0])


def missed(db: Db, client: str, on: str) -> tuple[str, int] | None:
    """Give the session that a client missed on a day, and its fee in cents; None where none was."""
    row = db.execute(_MISSED, (client, on)).fetchone()
    return None if row is None else (str(row[0]), int(row[1]))


def turned_down(db: Db, client: str, on: str) -> TurnedDown | None:
    """Give the session of a day that the payer pays nothing for; None where another one counts."""
    row = db.execute(_TURNED_DOWN, (client, on)).fetchone()
    return None if row is None else TurnedDown(str(row[0]), str(row[1]), row[2] or 0, row[3])


def charged(db: Db, client: str, sessions: Iterable[str]) -> dict[str, int]:
    """Give what a client was asked for already, by session: charged less refunded, or as noted."""
    asked = {
        session: int(cents)
        for session, cents in db.execute(_CHARGED, (json.dumps(list(sessions)),))
    }
    for session, cents in db.execute(_LAST_NOTED, (client,)):
        if session in asked:
            asked[session] = int(cents)
    return asked


def note(db: Db, rows: Iterable[Sequence[object]]) -> list[int]:
    """Write changes (at, client, session, was, now, reason, charged); give their numbers."""
    return [int(db.execute(_NOTE, row).fetchone()[0]) for row in rows]


def changes(db: Db, client: str | None = None, *, since: str = "") -> Iterator[Row]:
    """Read the changes that were noted here and those that platforms told, oldest first."""
    return named(db, _CHANGES, {"client": client, "since": since})


def latest(db: Db, since: str, most: int) -> list[Row]:
    """Read the last change of each session from an instant on, those charged already first."""
    return list(named(db, _LATEST, {"since": since, "most": most}))
