"""What screens and lists read. Rows come as stored; `cli/shapes.py` gives them their JSON form.

Started by `today` and `due`: imports nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from practicecli.cache.connect import Db

    Row = Any
    """A row that answers to column names."""

SESSION = """
    SELECT s.id, s.ref, s.client, c.ref AS client_ref, c.name AS client_name, s.platform,
           s.starts_at, s.ends_at, s.status, s.place, s.state, s.link, s.series, s.actual_start,
           s.actual_stop, s.times_assumed, s.cpt, s.modifiers, s.dx, s.note_route, s.note_status,
           s.confirmed_at, s.entered_at, s.confirm_by, s.sign_by, s.edit_until, s.file_by, s.claim,
           s.expected_cents, s.expected_on, s.payout, s.sent, s.refusal, s.warnings,
           s.participants, s.occasion, s.complexity, s.em_minutes,
           EXISTS (SELECT 1 FROM attachment a WHERE a.session = s.id) AS uploads,
           (SELECT sum(f.amount_cents) FROM charge f
             WHERE f.session = s.id
               AND f.kind IN ('fee', 'no-show', 'late-cancelled')) AS fee_cents,
           c.payment_method AND c.forms AND c.insurance AND c.address <> ''
             AND (c.credentialing OR c.payer = '' OR EXISTS (
                    SELECT 1 FROM credential k WHERE k.payer = c.payer AND k.state = s.state
                       AND k.status = 'active')) AS ready
      FROM session s JOIN client c ON c.id = s.client
"""
CLIENT = """
    SELECT c.id, c.ref, c.name, c.platform, c.status, c.payment_method, c.forms, c.insurance,
           c.address, c.credentialing, c.payer, c.plan, c.member_id, c.born, c.email, c.phone,
           c.state, c.aliases, c.covered_from, c.covered_until,
           EXISTS (SELECT 1 FROM credential k WHERE k.payer = c.payer AND k.state = c.state
                      AND k.status = 'active') AS in_network
      FROM client c
"""
# What was entered by hand has left the house, though nobody tells of it.
CLAIM_STATUS = "iif(m.status = 'not-sent' AND s.entered_at IS NOT NULL, 'sent', m.status)"
CLAIM = f"""
    SELECT m.id, m.ref, m.session, s.ref AS session_ref, m.client, c.ref AS client_ref,
           c.name AS client_name, m.platform, m.payer, {CLAIM_STATUS} AS status, m.created_at,
           m.billed_cents, m.allowed_cents, m.paid_cents, m.owes_cents, m.denial_group,
           m.denial_carc, m.denial_rarc, s.starts_at, s.entered_at
      FROM claim m JOIN session s ON s.id = m.session JOIN client c ON c.id = m.client
"""  # noqa: S608 - own words
PAYOUT = """
    SELECT p.id, p.ref, p.platform, p.date, p.bank_on, p.status, p.total_cents, p.guaranteed
      FROM payout p
"""
EXPECTED = """
    SELECT s.id, s.ref, s.platform, s.expected_on, s.expected_cents
      FROM session s
     WHERE s.status = 'confirmed' AND s.payout IS NULL AND s.expected_on IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM claim m WHERE m.id = s.claim
             AND m.status IN ('rejected', 'denied', 'voided', 'written-off'))
"""  # a claim that failed brings no money by itself; what is paid all the same is told of
NEXT_EXPECTED = f"""
    SELECT expected_on, platform, sum(expected_cents), count(*) FROM ({EXPECTED})
     WHERE expected_on >= ?
     GROUP BY expected_on, platform ORDER BY expected_on, platform LIMIT 1
"""  # noqa: S608 - own words


def sessions(
    db: Db,
    *,
    start: str | None = None,
    end: str | None = None,
    client: str | None = None,
    status: str | None = None,
    over_by: str | None = None,
) -> Iterator[Row]:
    """Read sessions, oldest first: from `start` up to, not including, `end` (UTC text).

    `over_by` keeps those that are scheduled and over by then: the unconfirmed.
    """
    terms, values = [], {}
    if start is not None:
        terms.append("s.starts_at >= :start")
        values["start"] = start
    if end is not None:
        terms.append("s.starts_at < :end")
        values["end"] = end
    if client is not None:
        terms.append("s.client = :client")
        values["client"] = client
    if over_by is not None:
        terms.append("s.status = 'scheduled' AND s.ends_at <= :over")
        values["over"] = over_by
    if status is not None:
        terms.append("s.status = :status")
        values["status"] = status
    where = f" WHERE {' AND '.join(terms)}" if terms else ""
    return named(db, f"{SESSION}{where} ORDER BY s.starts_at, s.rowid", values)


def session(db: Db, identity: str) -> Row:
    """Read one session, which must be there."""
    return next(named(db, f"{SESSION} WHERE s.id = :id", {"id": identity}))


def clients(db: Db, *, archived: bool = False) -> Iterator[Row]:
    """Read clients, oldest first."""
    where = "" if archived else " WHERE c.status <> 'archived'"
    return named(db, f"{CLIENT}{where} ORDER BY c.rowid", {})


def client(db: Db, identity: str) -> Row:
    """Read one client, who must be there."""
    return next(named(db, f"{CLIENT} WHERE c.id = :id", {"id": identity}))


def claims(db: Db, *, status: str | None = None) -> Iterator[Row]:
    """Read claims, oldest first."""
    where = f" WHERE {CLAIM_STATUS} = :status" if status else ""
    return named(db, f"{CLAIM}{where} ORDER BY m.created_at, m.rowid", {"status": status})


def claim(db: Db, identity: str) -> Row:
    """Read one claim, which must be there."""
    return next(named(db, f"{CLAIM} WHERE m.id = :id", {"id": identity}))


def claim_events(db: Db, identity: str) -> list[tuple[str, str, str]]:
    """Read what happened to a claim since it was made: at, status, detail; oldest first."""
    rows = db.execute(
        "SELECT at, status, detail FROM claim_event WHERE claim = ? ORDER BY at, seq", (identity,)
    )
    return [tuple(row) for row in rows]


def last_codes(db: Db, client: str) -> tuple[str, str, str] | None:
    """Give codes, modifiers and diagnoses of a client's last confirmed session."""
    row = db.execute(
        "SELECT cpt, modifiers, dx FROM session WHERE client = ? AND status = 'confirmed'"
        " ORDER BY day DESC, starts_at DESC LIMIT 1",
        (client,),
    ).fetchone()
    return tuple(row) if row else None


def payouts(db: Db, *, since: str | None = None) -> Iterator[Row]:
    """Read payouts that a platform has told of, by date."""
    where = " WHERE p.date >= :since" if since else ""
    return named(db, f"{PAYOUT}{where} ORDER BY p.date, p.platform", {"since": since})


def payout_lines(db: Db, payout: str) -> list[tuple[str | None, str | None, str, int]]:
    """Read a payout's lines: session, its ref, kind, cents."""
    rows = db.execute(
        "SELECT l.session, s.ref, l.kind, l.amount_cents FROM payout_line l"
        " LEFT JOIN session s ON s.id = l.session WHERE l.payout = ? ORDER BY l.line",
        (payout,),
    )
    return [tuple(row) for row in rows]


def expected(db: Db, *, since: str | None = None) -> Iterator[Row]:
    """Read confirmed sessions that no payout carries yet, by the date that is forecast for them."""
    where = " AND s.expected_on >= :since" if since else ""
    order = " ORDER BY s.expected_on, s.platform, s.starts_at, s.rowid"
    return named(db, f"{EXPECTED}{where}{order}", {"since": since})


def next_expected(db: Db, since: str) -> tuple[str, str, int | None, int] | None:
    """Give the nearest forecast: date, platform, cents, sessions."""
    row = db.execute(NEXT_EXPECTED, (since,)).fetchone()
    return tuple(row) if row else None


def named(db: Db, sql: str, values: dict[str, Any]) -> Iterator[Row]:
    """Run a query whose rows answer to column names."""
    cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))
