"""What is open by age, what is not billed, how hours were used: added up, or line by line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from practicecli.cache.income import OURS, Asked, Span
from practicecli.domain.ages import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from practicecli.cache.connect import Db

_OWED = """g.amount_cents > g.paid_cents
            AND g.status IN ('owed', 'failed', 'retried', 'part-paid', 'disputed')"""
# What a platform has put into a payout that is paid needs no look at its lines.
_MAYBE_OPEN = """ AND (s.payout IS NULL OR n.session IS NOT NULL
        OR s.platform NOT IN (SELECT value FROM json_each(:through)))"""
# A client's own part of what is open for a session: all of it where the client is billed.
_OPEN = f"""{{earned}},
    open AS (
        SELECT key, ref, day, rest - lost AS rest,
               iif(substr(key, 1, instr(key, ' ') - 1) IN
                       (SELECT value FROM json_each(:from_clients)), rest - lost,
                   min(rest - lost, coalesce((
                        SELECT sum(g.amount_cents - g.paid_cents) FROM charge g
                         WHERE g.session = counted.id AND {_OWED} AND {OURS}), 0))
               ) AS share
          FROM counted WHERE rest > lost),
    owed AS (
        SELECT g.platform || ' ' || coalesce(nullif(c.payer, ''), 'self') AS key, s.ref,
               coalesce(g.due_on, substr(g.at, 1, 10)) AS day,
               g.amount_cents - g.paid_cents AS cents, nullif(g.ref, '') AS charge, {OURS} AS ours,
               coalesce(s.status = 'confirmed', 0) AS counts_there
          FROM charge g JOIN client c ON c.id = g.client LEFT JOIN session s ON s.id = g.session
         WHERE {_OWED}),
    line AS (
        SELECT 'payer' AS kind, key, ref, NULL AS charge, day, rest - share AS cents FROM open
         WHERE rest > share
        UNION ALL
        SELECT 'client', key, ref, NULL, day, share FROM open WHERE share > 0
        UNION ALL
        SELECT 'client', key, ref, charge, day, cents FROM owed WHERE ours AND NOT counts_there
        UNION ALL
        SELECT 'client-to-platform', key, ref, charge, day, cents FROM owed WHERE NOT ours)
"""  # noqa: S608 - own words
# What is done and not on its way to being paid. An unconfirmed session is taken to bring what the
# client's last one did.
_UNBILLED = """
    SELECT 'unconfirmed' AS kind, s.ref, s.client, s.platform, s.day, s.confirm_by AS lost_at,
           (SELECT b.expected_cents FROM session b
             WHERE b.client = s.client AND b.status = 'confirmed'
               AND b.expected_cents IS NOT NULL ORDER BY b.day DESC LIMIT 1) AS cents
      FROM session s WHERE s.status = 'scheduled' AND s.ends_at <= :now
    UNION ALL
    SELECT 'unsent', s.ref, s.client, s.platform, s.day, s.confirm_by, s.expected_cents
      FROM session s WHERE s.status = 'confirmed' AND s.sent = 'waiting'
    UNION ALL
    SELECT 'not-entered', s.ref, s.client, s.platform, s.day, s.confirm_by, s.expected_cents
      FROM session s WHERE s.status = 'confirmed' AND s.sent = 'manual' AND s.entered_at IS NULL
       AND s.file_by IS NULL AND s.platform NOT IN (SELECT value FROM json_each(:from_clients))
    UNION ALL
    SELECT 'not-entered', s.ref, s.client, s.platform, s.day, s.file_by, s.expected_cents
      FROM session s WHERE s.status = 'confirmed' AND s.sent = 'manual' AND s.entered_at IS NULL
       AND s.file_by IS NOT NULL AND s.platform NOT IN (SELECT value FROM json_each(:from_clients))
    UNION ALL
    SELECT 'claim-not-sent', s.ref, s.client, s.platform, s.day, coalesce(s.file_by, s.confirm_by),
           coalesce(s.expected_cents, m.billed_cents)
      FROM claim m JOIN session s ON s.id = m.session
     WHERE m.status = 'not-sent' AND s.status = 'confirmed' AND s.sent = 'accepted'
       AND s.entered_at IS NULL
"""
_BUCKET = {"week": "date(s.day, 'weekday 0', '-6 days')", "month": "substr(s.day, 1, 7)"}
_SECONDS = "CAST(strftime('%s', {}) AS INTEGER)"
_MINUTES = (
    f"({_SECONDS.format('coalesce(s.actual_stop, s.ends_at)')}"
    f" - {_SECONDS.format('coalesce(s.actual_start, s.starts_at)')}) / 60"
)
_USED = f"""
    SELECT {{bucket}} AS bucket, count(*), sum(s.status = 'confirmed'),
           sum(s.status = 'scheduled' AND s.ends_at <= :now),
           sum(s.status = 'scheduled' AND s.ends_at > :now), sum(s.status = 'cancelled'),
           sum(s.status = 'late-cancelled'), sum(s.status = 'no-show'),
           sum(iif(s.status = 'confirmed', {_MINUTES}, 0))
      FROM session s WHERE s.starts_at >= :start AND s.starts_at < :end
       AND s.day BETWEEN :first AND :last GROUP BY bucket ORDER BY bucket
"""  # noqa: S608 - own words


class Aged(NamedTuple):
    """What one debtor owes, by age: cents in each of the buckets. `kind` says who owes it."""

    kind: str
    platform: str
    payer: str
    items: int
    cents: tuple[int, ...]
    oldest_on: str


class Owed(NamedTuple):
    """One amount that is open: since which day, for which session or charge."""

    kind: str
    platform: str
    payer: str
    session_ref: str | None
    charge_ref: str | None
    day: str
    amount_cents: int


class Unbilled(NamedTuple):
    """A session whose money is not on its way yet. `lost_at` is UTC text; cents None if unknown."""

    kind: str
    session_ref: str
    client_ref: str
    platform: str
    day: str
    lost_at: str | None
    amount_cents: int | None


class Used(NamedTuple):
    """What became of the sessions of a week, by its Monday, or a month; minutes of those held."""

    bucket: str
    booked: int
    held: int
    unconfirmed: int
    to_come: int
    cancelled: int
    late_cancelled: int
    no_show: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Platforms:
    """Who collects what: `through` the platforms that bill, `from_clients` where clients pay."""

    through: Sequence[str]
    from_clients: Sequence[str]


def aged(db: Db, platforms: Platforms, today: date) -> list[Aged]:
    """Add up what is open by debtor and age."""
    limits = [(today - timedelta(days=most)).isoformat() for most in BUCKETS]
    cases = " ".join(f"WHEN day >= '{limit}' THEN {at}" for at, limit in enumerate(limits))
    sql = (
        f"{_open_sql(platforms)} SELECT kind, key, CASE {cases} ELSE {len(limits)} END AS bucket,"  # noqa: S608
        " count(*), sum(cents), min(day) FROM line GROUP BY kind, key, bucket"
    )
    found: dict[tuple[str, str], Aged] = {}
    for kind, key, bucket, count, cents, oldest in db.execute(sql, _open_values(platforms)):
        platform, _, payer = key.partition(" ")
        empty = Aged(kind, platform, payer, 0, (0,) * (len(limits) + 1), oldest)
        before = found.get((kind, key), empty)
        sums = tuple(have + cents * (at == bucket) for at, have in enumerate(before.cents))
        found[kind, key] = before._replace(
            items=before.items + count, cents=sums, oldest_on=min(before.oldest_on, oldest)
        )
    return sorted(found.values(), key=lambda one: (-_KINDS.index(one.kind), *one), reverse=False)


_KINDS = ("client-to-platform", "client", "payer")


def owed(db: Db, platforms: Platforms) -> Iterator[Owed]:
    """Read what is open line by line, oldest first."""
    sql = f"{_open_sql(platforms)} SELECT kind, key, ref, charge, day, cents FROM line"  # noqa: S608
    for kind, key, ref, charge, day, cents in db.execute(
        f"{sql} ORDER BY day, kind, key, ref", _open_values(platforms)
    ):
        platform, _, payer = key.partition(" ")
        yield Owed(kind, platform, payer, ref, charge, day, cents)


def _open_sql(platforms: Platforms) -> str:
    earned = Asked("debtor", Span(), platforms.through).earned(_MAYBE_OPEN)
    return _OPEN.format(earned=earned)


def _open_values(platforms: Platforms) -> dict[str, Any]:
    values = Asked("debtor", Span(), platforms.through).values()
    return values | {"from_clients": json.dumps(list(platforms.from_clients))}


def unbilled(db: Db, platforms: Platforms, now: str) -> list[Unbilled]:
    """Read sessions whose money is not on its way, soonest lost first. `now` is UTC text."""
    sql = f"""SELECT u.kind, u.ref, c.ref, u.platform, u.day, u.lost_at, u.cents
                FROM ({_UNBILLED}) u JOIN client c ON c.id = u.client
               ORDER BY u.lost_at IS NULL, u.lost_at, u.day, u.ref"""  # noqa: S608 - own words
    values = {"now": now, "from_clients": json.dumps(list(platforms.from_clients))}
    return [Unbilled(*row) for row in db.execute(sql, values)]


def used(db: Db, by: str, span: Span, now: str) -> list[Used]:
    """Count what became of sessions, by week or month. `now` is UTC text."""
    values = Asked("month", span, ()).values() | {"now": now}
    return [Used(*row) for row in db.execute(_USED.format(bucket=_BUCKET[by]), values)]


def member_months(db: Db, span: Span) -> list[tuple[str, str]]:
    """Give the months in which a session was held on each platform: platform, `2026-11`."""
    rows = db.execute(
        "SELECT DISTINCT platform, substr(day, 1, 7) FROM session WHERE status = 'confirmed'"
        " AND starts_at >= :start AND starts_at < :end AND day BETWEEN :first AND :last"
        " ORDER BY 1, 2",
        Asked("month", span, ()).values(),
    )
    return [(platform, month) for platform, month in rows]
