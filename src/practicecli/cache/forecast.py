"""What a forecast of payouts is made of: told payouts, and the sessions that none carries yet."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from practicecli.domain.forecast import Confirmed, Open, Session, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.cache.connect import Db

_TOLD = """
    SELECT p.platform, p.date, p.bank_on, p.total_cents, p.guaranteed, l.session, s.ref, l.kind,
           l.amount_cents, c.plan, p.id
      FROM payout p LEFT JOIN payout_line l ON l.payout = p.id
      LEFT JOIN session s ON s.id = l.session LEFT JOIN client c ON c.id = s.client
     WHERE p.date >= :since AND p.bank_on >= :today AND p.bank_on <= :last
     ORDER BY p.date, p.platform, p.id, l.line
"""
# A claim that failed brings no money by itself; what is paid all the same is told of.
_CONFIRMED = """
    SELECT s.id, s.ref, s.platform, s.expected_on, s.expected_cents, c.plan
      FROM session s INDEXED BY session_expected JOIN client c ON c.id = s.client
     WHERE s.status = 'confirmed' AND s.payout IS NULL AND s.expected_on >= :since
       AND s.expected_on <= :last
       AND NOT EXISTS (SELECT 1 FROM claim m WHERE m.id = s.claim
             AND m.status IN ('rejected', 'denied', 'voided', 'written-off'))
     ORDER BY s.expected_on, s.platform, s.starts_at, s.rowid
"""
# The index holds what is scheduled, and nothing else.
_OPEN = """
    SELECT s.id, s.ref, s.platform, s.day, s.ends_at, s.expected_cents, c.plan
      FROM session s INDEXED BY session_to_confirm JOIN client c ON c.id = s.client
     WHERE s.status = 'scheduled' AND (s.confirm_by IS NULL OR s.confirm_by >= :now)
       AND s.ends_at <= :until
     ORDER BY s.starts_at, s.rowid
"""
# What was put right about a session, or taken back for it, does not pay it.
_ALL = """
    SELECT s.id, s.ref, c.ref, s.platform, s.starts_at, s.ends_at, s.day, s.status, s.confirm_by,
           s.expected_on, s.expected_cents, c.plan, m.status,
           coalesce((SELECT max(p.bank_on) FROM payout_line l JOIN payout p ON p.id = l.payout
                      WHERE l.session = s.id AND l.kind IN ('session', 'fee')),
                    iif(s.payout IS NULL, NULL, s.expected_on))
      FROM session s JOIN client c ON c.id = s.client LEFT JOIN claim m ON m.id = s.claim
     WHERE s.starts_at >= :since
     ORDER BY s.starts_at, s.rowid
"""


def told(db: Db, *, since: date, today: date, last: date) -> Iterator[Told]:
    """Read told payouts that reach the bank between two days, a row for each line.

    `since` is the earliest nominal day that can still be on its way.
    """
    values = {"since": since.isoformat(), "today": today.isoformat(), "last": last.isoformat()}
    for name, on, bank_on, total, sure, session, ref, kind, cents, plan, payout in db.execute(
        _TOLD, values
    ):
        yield Told(
            name, date.fromisoformat(bank_on), date.fromisoformat(on), total, bool(sure), session,
            ref, kind, cents, plan, payout,
        )  # fmt: skip


def confirmed(db: Db, *, since: date, last: date) -> Iterator[Confirmed]:
    """Read confirmed sessions that no payout carries yet, expected between two nominal days."""
    values = {"since": since.isoformat(), "last": last.isoformat()}
    for identity, ref, platform, on, cents, plan in db.execute(_CONFIRMED, values):
        yield Confirmed(identity, ref, platform, date.fromisoformat(on), cents, plan)


def still_open(db: Db, *, now: str, until: str) -> Iterator[Open]:
    """Read what can still be confirmed and is over by a moment ahead. UTC text."""
    for identity, ref, platform, day, ends, cents, plan in db.execute(
        _OPEN, {"now": now, "until": until}
    ):
        yield Open(
            identity, ref, platform, date.fromisoformat(day), datetime.fromisoformat(ends), cents,
            plan,
        )  # fmt: skip


def sessions(db: Db, *, since: str) -> Iterator[Session]:
    """Read all sessions from a moment on (UTC text), with what tells why none carries them."""
    for (identity, ref, client, platform, starts, ends, day, status, confirm_by, on, cents, plan,
         claim, carried) in db.execute(_ALL, {"since": since}):  # fmt: skip
        yield Session(
            identity, ref, client, platform, datetime.fromisoformat(starts),
            datetime.fromisoformat(ends), date.fromisoformat(day), status,
            datetime.fromisoformat(confirm_by) if confirm_by else None,
            date.fromisoformat(on) if on else None, cents, plan, claim,
            date.fromisoformat(carried) if carried else None,
        )  # fmt: skip


def own_rates(db: Db) -> tuple[int, str | None]:
    """Count the contract rates that are known, and give the day from which the newest holds."""
    row = db.execute("SELECT count(*), max(since) FROM rate").fetchone()
    return int(row[0]), row[1]
