"""What is open and by when: one query a kind, each answered by the partial index made for it.

Started by `today` and `due`: imports nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from practicecli.cache.connect import Db

    Item = tuple[str, str, str, str, str, str, str]
    """kind, session id, session ref, client ref, platform, due at, what holds it.

    A plan's review and an authorization are the client's: their id and ref stand in the place of
    a session's. So do those of a charge or an invoice; what holds it is a word and the cents then.
    """

_HEAD = "SELECT {kind}, s.id, s.ref, c.ref, s.platform, {due}, {why} FROM session s"
# CROSS keeps the order: the engine, which counts nothing here, would rather begin with all clients.
_CLIENT = " CROSS JOIN client c ON c.id = s.client WHERE "


def _open(kind: str, due: str, why: str, terms: str) -> str:
    return _HEAD.format(kind=f"'{kind}'", due=due, why=why) + _CLIENT + terms


_KINDS = (
    _open(
        "confirm",
        "s.confirm_by",
        "iif(s.sent = 'refused', 'refused', 'unconfirmed')",
        "s.status = 'scheduled' AND s.ends_at <= :now AND s.confirm_by <= :until",
    ),
    _open(
        "confirm",
        "s.confirm_by",
        "'unsent'",
        "s.status = 'confirmed' AND s.sent = 'waiting' AND s.confirm_by <= :until",
    ),
    _open(
        "sign",
        "s.sign_by",
        "s.note_status",
        "s.note_status <> 'signed' AND s.note_route <> 'upload'"
        " AND s.status IN ('scheduled', 'confirmed') AND s.sign_by IS NOT NULL"
        " AND s.ends_at <= :now AND s.sign_by <= :until",
    ),
    _open(
        "edit",
        "s.edit_until",
        "'open'",
        "s.status = 'confirmed' AND s.edit_until > :now AND s.edit_until <= :until",
    ),
    _open(
        "enter",
        "s.confirm_by",
        "'manual'",
        "s.status = 'confirmed' AND s.sent = 'manual' AND s.entered_at IS NULL"
        " AND s.file_by IS NULL AND s.confirm_by <= :until",
    ),
    _open(
        "file",
        "s.file_by",
        "'manual'",
        "s.status = 'confirmed' AND s.sent = 'manual' AND s.entered_at IS NULL"
        " AND s.file_by IS NOT NULL AND s.file_by <= :until",
    ),
    """SELECT 'review', c.id, c.ref, c.ref, c.platform, p.review_by, 'plan'
         FROM plan p CROSS JOIN client c ON c.id = p.client
        WHERE p.review_by <= :until AND c.status = 'active'""",
    """SELECT 'authorization', c.id, c.ref, c.ref, c.platform, a.runs_out, 'units'
         FROM authorization a CROSS JOIN client c ON c.id = a.client
        WHERE a.runs_out <= :until AND NOT a.ended AND c.status = 'active'""",
)
# Of charges: a refund nobody has seen arrive, what a platform takes out of a payout if it stays
# unpaid, and an invoice of one's own once it is overdue. The sum follows the word, in cents.
_BACK = """
    iif(g.kind = 'refund', g.refunded_cents, coalesce((
        SELECT sum(e.amount_cents) FROM charge_event e
         WHERE e.charge = g.id AND e.what = 'refunded' AND e.seq > coalesce((
            SELECT max(n.seq) FROM charge_event n WHERE n.charge = g.id AND n.what = 'seen'), 0)
    ), 0))
"""
_CHASED = f"""
    SELECT iif(q.back > 0, 'refund', 'other'), q.id, q.ref, c.ref, q.platform, q.chase_by,
           iif(q.back > 0, 'refund ' || q.back, 'unpaid ' || q.rest)
      FROM (SELECT g.*, g.amount_cents - g.paid_cents AS rest, {_BACK} AS back FROM charge g
             WHERE g.chase_by > '' AND g.chase_by <= :until) q
      CROSS JOIN client c ON c.id = q.client
     WHERE q.invoice IS NULL OR q.back > 0
"""  # noqa: S608 - own words
_OVERDUE = f"""
    SELECT 'other', i.id, i.ref, c.ref, q.platform, q.chase_by, 'invoice ' || (
               SELECT sum(o.amount_cents - o.paid_cents) FROM charge o WHERE o.invoice = i.id
                  AND o.status IN ('owed', 'failed', 'retried', 'part-paid'))
      FROM (SELECT g.*, {_BACK} AS back FROM charge g
             WHERE g.chase_by > '' AND g.chase_by < :now AND g.chase_by <= :until) q
      CROSS JOIN invoice i ON i.id = q.invoice CROSS JOIN client c ON c.id = q.client
     WHERE q.back = 0
"""  # noqa: S608 - own words
_ALL = " UNION ALL ".join((*_KINDS, _CHASED, _OVERDUE)) + " ORDER BY 6, 1, 2"

FOREVER = "9999-12-31T23:59:59Z"


def due(db: Db, now: str, *, until: str = FOREVER) -> list[Item]:
    """Give everything open that is lost after a moment up to `until`, soonest first. UTC text."""
    return [tuple(row) for row in db.execute(_ALL, {"now": now, "until": until})]


def unsent(db: Db) -> int:
    """Count what waits for a platform."""
    (count,) = db.execute(
        "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sent')"
    ).fetchone()
    return int(count)


def claims_to_settle(db: Db) -> int:
    """Count claims that were turned away and wait for a person, up to a hundred."""
    (count,) = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM claim"
        " WHERE status IN ('rejected', 'denied', 'info-wanted') LIMIT 100)"
    ).fetchone()
    return int(count)


def unsettled(db: Db) -> tuple[int, int]:
    """Count changes that a platform refused, and conflicts that wait for a person."""
    refused, conflicts = db.execute(
        "SELECT coalesce(sum(state = 'refused'), 0), coalesce(sum(state = 'conflict'), 0)"
        " FROM outbox WHERE state IN ('refused', 'conflict')"
    ).fetchone()
    return int(refused), int(conflicts)


def notices(db: Db, since: str) -> int:
    """Count what platforms told by themselves from an instant on, as UTC text."""
    (count,) = db.execute("SELECT count(*) FROM notice WHERE at >= ?", (since,)).fetchone()
    return int(count)


def cost_changes(db: Db, since: str) -> tuple[int, int]:
    """Count sessions whose cost changed here from an instant on, as UTC text; and their clients."""
    sessions, clients = db.execute(
        "SELECT count(DISTINCT session), count(DISTINCT client) FROM cost_change WHERE at >= ?",
        (since,),
    ).fetchone()
    return int(sessions), int(clients)


def has_real_remote(db: Db) -> bool:
    """Say whether a platform is reached that is no sandbox: then no time may be invented."""
    (count,) = db.execute(
        "SELECT count(*) FROM platform WHERE NOT sandbox AND remote <> 'manual'"
    ).fetchone()
    return bool(count)


def talks(db: Db) -> list[tuple[str, str, str | None, str | None]]:
    """Give name, remote, time of the last good sync and the last error of each platform."""
    rows = db.execute("SELECT name, remote, last_sync_at, last_error FROM platform ORDER BY name")
    return [tuple(row) for row in rows]
