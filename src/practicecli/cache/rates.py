"""Contract rates, as rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from practicecli.domain.rates import Rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.cache.connect import Db

    Paid = tuple[str, int, str | None, str | None]
    """session id, what was paid of it in cents, ref of the payout, ref of the claim"""

_COLUMNS = "id, platform, payer, cpt, since, cents, plan, license, place, state"

_UNPAID = """
    SELECT id, cpt FROM session
     WHERE starts_at >= ?1 AND day >= ?2 AND status IN ('scheduled', 'confirmed') AND payout IS NULL
       AND platform IN (SELECT value FROM json_each(?3))
     ORDER BY starts_at
"""
# An adjustment settles what a line left open; a clawback takes the whole session back.
_TOLD = """
    SELECT s.id, sum(l.amount_cents), substr(max(p.date || p.ref), 11), NULL, s.starts_at
      FROM session s JOIN payout_line l ON l.session = s.id JOIN payout p ON p.id = l.payout
     WHERE l.kind IN ('session', 'adjustment') AND s.status = 'confirmed'
       AND s.day BETWEEN :first AND :last
     GROUP BY s.id HAVING sum(l.kind = 'session') > 0
"""
# Where a payout tells of a session, that is what was paid of it; a denied claim is no rate.
_ANSWERED = """
    SELECT s.id, coalesce(m.allowed_cents, m.paid_cents + coalesce(m.owes_cents, 0)), NULL, m.ref,
           s.starts_at
      FROM session s JOIN claim m ON m.id = s.claim
     WHERE m.status IN ('paid', 'paid-client-share', 'underpaid') AND s.status = 'confirmed'
       AND s.day BETWEEN :first AND :last
       AND (m.allowed_cents IS NOT NULL OR m.paid_cents IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM payout_line l WHERE l.session = s.id AND l.kind = 'session')
"""
_PAID = f"{_TOLD} UNION ALL {_ANSWERED} ORDER BY 5, 1"


def of_code(db: Db, platform: str, payer: str, cpt: str) -> list[Rate]:
    """Read the rates of one code with one payer through one platform."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM rate WHERE platform = ? AND payer = ? AND cpt = ?",  # noqa: S608
        (platform, payer, cpt),
    )
    return [_rate(row) for row in rows]


def everything(db: Db) -> list[Rate]:
    """Read all rates, by platform, payer, code and start."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM rate ORDER BY platform, payer, cpt, since, id")  # noqa: S608
    return [_rate(row) for row in rows]


def put(db: Db, one: Rate) -> None:
    """Write a rate, new or with another amount."""
    db.execute(
        "INSERT INTO rate (id, platform, payer, cpt, since, cents, plan, license, place, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET cents = excluded.cents",
        (one.id, one.platform, one.payer, one.cpt, one.since.isoformat(), one.cents, one.plan,
         one.license, one.place, one.state),
    )  # fmt: skip


def remove(db: Db, identity: str) -> None:
    """Take a rate out."""
    db.execute("DELETE FROM rate WHERE id = ?", (identity,))


def unpaid_since(db: Db, platforms: str, since: date) -> list[tuple[str, str]]:
    """Give id and codes of what is booked or confirmed from a day on and in no payout yet.

    `platforms` is a JSON array of names.
    """
    first = since - timedelta(days=1)  # in UTC a day begins up to fourteen hours early
    values = (first.isoformat(), since.isoformat(), platforms)
    return [tuple(row) for row in db.execute(_UNPAID, values)]


def paid(db: Db, first: str, last: str) -> Iterator[Paid]:
    """Give what payouts and claims say was paid of each session of these days, oldest first."""
    rows = db.execute(_PAID, {"first": first, "last": last})
    return ((session, cents, payout, claim) for session, cents, payout, claim, _ in rows)


def _rate(row: tuple[str, ...]) -> Rate:
    identity, platform, payer, cpt, since, cents, plan, license_type, place, state = row
    return Rate(
        id=identity, platform=platform, payer=payer, cpt=cpt, since=date.fromisoformat(since),
        cents=int(cents), plan=plan, license=license_type, place=place, state=state,
    )  # fmt: skip
