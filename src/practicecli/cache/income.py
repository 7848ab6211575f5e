"""What was earned and what was received, added up by a key or line by line.

Two sums that must not be mixed: work counts on the day of service, money on the day it reached the
bank. Each is one statement; a report adds it up, an unfolded report reads its rows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from practicecli.domain.income import NOBODY, Line, Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from practicecli.cache.connect import Db

# Of a session (`s`): by what it is added up. Whoever has no payer pays for themselves.
_PAYER = """
    coalesce(nullif((SELECT m.payer FROM claim m WHERE m.id = s.claim), ''),
             nullif((SELECT c.payer FROM client c WHERE c.id = s.client), ''), 'self')"""
_KEYS = {
    "month": "substr(s.day, 1, 7)",
    "platform": "s.platform",
    "payer": _PAYER,
    "cpt": f"coalesce(nullif(s.cpt, ''), '{NOBODY}')",
    "client": "s.client",
    # Who owes what is open: the platform's name holds no space, whatever a payer is called.
    "debtor": f"s.platform || ' ' || {_PAYER}",
    "service": f"s.platform || ' ' || coalesce(nullif(s.cpt, ''), '{NOBODY}')",
}
_MONEY_PAYER = f"""
    CASE WHEN s.id IS NOT NULL THEN {_PAYER} WHEN x.client IS NULL THEN '{NOBODY}'
         ELSE coalesce(nullif((SELECT c.payer FROM client c WHERE c.id = x.client), ''), 'self')
    END"""  # noqa: S608 - own words
# Of money (`x`), beside its session (`s`), which may be none.
_MONEY_KEYS = {
    "month": "substr(x.day, 1, 7)",
    "platform": "x.platform",
    "payer": _MONEY_PAYER,
    "cpt": f"coalesce(nullif(s.cpt, ''), '{NOBODY}')",
    "client": f"coalesce(s.client, x.client, '{NOBODY}')",
    "debtor": f"x.platform || ' ' || {_MONEY_PAYER}",
}
FEES = "('fee', 'no-show', 'late-cancelled')"  # kinds of charges for missed sessions
# A charge is the provider's own money where no platform collects it, on an invoice of theirs, for
# something that is no session, and for a missed one that is noted here alone and no payout pays.
OURS = f"""(g.platform NOT IN (SELECT value FROM json_each(:through)) OR g.invoice IS NOT NULL
            OR (g.session IS NULL AND g.version = 0)
            OR (g.kind IN {FEES} AND g.version = 0 AND NOT EXISTS (SELECT 1 FROM payout_line f
                 WHERE f.session = g.session AND f.kind = 'fee')))"""  # noqa: S608 - own words
# A platform that keeps charges for a self-paying client tells of each, but of no payments.
_FROM_CLIENTS = f"""
    SELECT g.session, g.client, g.platform, e.day, e.what AS kind, g.ref AS charge_ref,
           iif(e.what = 'refunded', -abs(e.amount_cents), e.amount_cents) AS cents
      FROM charge_event e JOIN charge g ON g.id = e.charge
     WHERE e.what IN ('paid', 'refunded') AND e.amount_cents IS NOT NULL AND {OURS}
       AND e.day BETWEEN :first AND :last
    UNION ALL
    SELECT g.session, g.client, g.platform, substr(g.at, 1, 10), g.status, g.ref, g.amount_cents
      FROM charge g
     WHERE g.version > 0 AND g.status IN ('paid', 'refunded') AND {OURS}
       AND substr(g.at, 1, 10) BETWEEN :first AND :last
       AND NOT EXISTS (SELECT 1 FROM charge_event e
                        WHERE e.charge = g.id AND e.what IN ('paid', 'refunded'))
"""  # noqa: S608 - own words
_OF_SESSION = f"""
    coalesce((SELECT sum(iif(e.what = 'refunded', -abs(e.amount_cents), e.amount_cents))
                FROM charge g JOIN charge_event e ON e.charge = g.id
               WHERE g.session = s.id AND e.what IN ('paid', 'refunded') AND {OURS}), 0)
    + coalesce((SELECT sum(g.amount_cents) FROM charge g
                 WHERE g.session = s.id AND g.version > 0 AND g.status IN ('paid', 'refunded')
                   AND {OURS}
                   AND NOT EXISTS (SELECT 1 FROM charge_event e
                        WHERE e.charge = g.id AND e.what IN ('paid', 'refunded'))), 0)
"""  # noqa: S608 - own words
# What clients got back, or were let off: it is not owed any more.
_LET_OFF = f"""
    coalesce((SELECT sum(max(g.refunded_cents, -g.amount_cents, 0)
                         + iif(g.status IN ('written-off', 'waived'),
                               max(g.amount_cents - g.paid_cents, 0), 0))
                FROM charge g WHERE g.session = s.id AND g.kind NOT IN {FEES} AND {OURS}), 0)
"""  # noqa: S608 - own words
# What clients are still asked for: no part of it is given up, whatever was let off before.
_STILL_ASKED = f"""
    coalesce((SELECT sum(max(g.amount_cents - g.paid_cents, 0)) FROM charge g
               WHERE g.session = s.id AND g.kind NOT IN {FEES} AND {OURS}
                 AND g.status NOT IN ('written-off', 'waived')), 0)
"""  # noqa: S608 - own words
# Of one who pays for themselves the sum that was agreed counts, and not the rate.
_AGREED = f"""
    (SELECT sum(g.amount_cents) FROM charge g
      WHERE g.session = s.id AND g.kind = 'session' AND g.amount_cents > 0 AND {OURS}
        AND g.status NOT IN ('written-off', 'waived'))
"""  # noqa: S608 - own words
# What a payout brought beyond its lines, or less, is a line too: nothing is lost.
_FROM_PAYOUTS = """
    SELECT l.session, NULL AS client, p.platform, p.bank_on AS day, l.kind, p.ref AS payout_ref,
           l.amount_cents AS cents
      FROM payout p JOIN payout_line l ON l.payout = p.id
     WHERE p.status = 'paid' AND p.bank_on BETWEEN :first AND :last
    UNION ALL
    SELECT NULL, NULL, p.platform, p.bank_on, 'not-itemised', p.ref,
           p.total_cents - coalesce(
               (SELECT sum(l.amount_cents) FROM payout_line l WHERE l.payout = p.id), 0) AS rest
      FROM payout p
     WHERE p.status = 'paid' AND p.bank_on BETWEEN :first AND :last AND rest <> 0
"""
# The same by payout: a payout's total is its lines and what it brought beyond them. Only for sums
# by what payouts tell themselves; it reads no line but those of clawbacks, which have an index.
_WHOLE_PAYOUTS = """
    SELECT NULL AS session, NULL AS client, p.platform, p.bank_on AS day, 'payout' AS kind,
           p.ref AS payout_ref, p.total_cents - coalesce(
               (SELECT sum(l.amount_cents) FROM payout_line l INDEXED BY payout_line_clawback
                 WHERE l.payout = p.id AND l.kind = 'clawback'), 0) AS cents
      FROM payout p
     WHERE p.status = 'paid' AND p.bank_on BETWEEN :first AND :last
       AND (p.total_cents <> 0 OR EXISTS (SELECT 1 FROM payout_line l WHERE l.payout = p.id))
    UNION ALL
    SELECT NULL, NULL, p.platform, p.bank_on, l.kind, p.ref, l.amount_cents
      FROM payout_line l INDEXED BY payout_line_clawback JOIN payout p ON p.id = l.payout
     WHERE l.kind = 'clawback' AND p.status = 'paid' AND p.bank_on BETWEEN :first AND :last
"""
_MONEY = f"""
      FROM (SELECT session, client, platform, day, kind, payout_ref, NULL AS charge_ref, cents
              FROM ({{payouts}})
            UNION ALL
            SELECT session, client, platform, day, iif(kind = 'paid', 'client-payment', 'refund'),
                   NULL, nullif(charge_ref, ''), cents
              FROM ({_FROM_CLIENTS})) x
"""  # noqa: S608 - own words
_ITS_SESSION = " LEFT JOIN session s ON s.id = x.session"
_RECEIVED = f"""
    SELECT {{key}} AS key, x.day, s.ref, x.payout_ref, x.charge_ref, x.cents,
           iif(x.kind IN ('client-payment', 'refund') AND (s.status IS NOT 'confirmed'
                   OR x.platform IN (SELECT value FROM json_each(:through))),
               'other-' || x.kind, x.kind) AS kind {_MONEY} {_ITS_SESSION}
"""  # noqa: S608 - own words
_CAME = f"""
    SELECT {{key}} AS key, sum(x.cents), sum(iif(x.kind = 'clawback', x.cents, 0))
           {_MONEY} {{session}} GROUP BY 1
"""
_WORTH = """iif(through, coalesce(told, expected, 0),
                   max(coalesce(agreed, expected, 0), coalesce(told, 0) + own))"""
_REST = f"max({_WORTH} - (coalesce(told, 0) - coming + own), 0)"
# `told` is what payouts say a session brings, `coming` the part of it that is not at the bank.
# `LIMIT -1` keeps SQLite from working each sum out anew wherever its name stands.
# Through a platform, what it pays is what was earned; where the provider bills, the contract is,
# or what was agreed with the client.
_EARNED = f"""
    WITH coming AS (
        SELECT l.session, sum(l.amount_cents) AS cents
          FROM payout p JOIN payout_line l ON l.payout = p.id
         WHERE p.status <> 'paid' AND l.kind = 'session' GROUP BY l.session),
    worked AS (
        SELECT s.id, s.ref, s.day, s.platform, s.client, s.cpt, s.claim, s.payout,
               s.expected_cents AS expected,
               s.platform IN (SELECT value FROM json_each(:through)) AS through,
               (SELECT sum(l.amount_cents) FROM payout_line l
                 WHERE l.session = s.id AND l.kind = 'session') AS told,
               coalesce(n.cents, 0) AS coming,
               CASE WHEN s.platform IN (SELECT value FROM json_each(:through)) THEN 0
                    ELSE {_OF_SESSION} END AS own,
               CASE WHEN s.platform IN (SELECT value FROM json_each(:through)) THEN 0
                    ELSE {_LET_OFF} END AS let_off,
               CASE WHEN s.platform IN (SELECT value FROM json_each(:through)) THEN 0
                    ELSE {_STILL_ASKED} END AS asked,
               CASE WHEN s.platform IN (SELECT value FROM json_each(:through)) THEN NULL
                    ELSE {_AGREED} END AS agreed
          FROM session s LEFT JOIN coming n ON n.session = s.id
         WHERE s.status = 'confirmed' {{span}} LIMIT -1),
    counted AS (
        SELECT {{key}} AS key, s.id, s.ref, s.day, s.claim, s.payout,
               coalesce(told, expected, agreed) IS NULL AND own = 0 AS unpriced,
               {_WORTH} AS earned, {_REST} AS rest,
               CASE WHEN {_REST} = 0 THEN 0
                    WHEN EXISTS (SELECT 1 FROM claim m WHERE m.id = s.claim
                                    AND m.status IN ('voided', 'written-off')) THEN {_REST}
                    ELSE max(min({_REST} - asked, let_off), 0) END AS lost
          FROM worked s)
"""  # noqa: S608 - own words
_SPAN = "AND s.starts_at >= :start AND s.starts_at < :end AND s.day BETWEEN :first AND :last"
_DAY = timedelta(days=1)
_FIRST, _LAST = date.min + _DAY, date.max - _DAY * 2
_EARLIEST, _LATEST = "0000-00-00", "9999-99-99"


class Span(NamedTuple):
    """Days from the first to the last, both counted; None where there is no end to it."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days, by what, and the platforms that collect clients' money themselves."""

    by: str
    span: Span
    through: Sequence[str]

    def values(self) -> dict[str, Any]:
        """Give what the statements are bound to."""
        first, last = self.span
        return {
            "first": first.isoformat() if first else _EARLIEST,
            "last": last.isoformat() if last else _LATEST,
            # A session's day is local, its start is UTC: at most a day apart.
            "start": (max(first, _FIRST) - _DAY).isoformat() if first else "",
            "end": (min(last, _LAST) + _DAY * 2).isoformat() if last else _LATEST,
            "through": json.dumps(list(self.through)),
        }

    @property
    def key(self) -> str:
        """Give what a session is added up by."""
        return _KEYS[self.by]

    def earned(self, also: str = "") -> str:
        """Give the statement of the work done, of the sessions (`s`) of which `also` is true."""
        whole = self.span.first is None and self.span.last is None
        return _EARNED.format(key=_KEYS[self.by], span=("" if whole else _SPAN) + also)

    def received(self) -> str:
        """Give the statement of the money that came, line by line."""
        return _RECEIVED.format(key=_MONEY_KEYS[self.by], payouts=_FROM_PAYOUTS)

    def came(self) -> str:
        """Give the statement that adds it up; it looks at sessions only where the key asks it."""
        key = _MONEY_KEYS[self.by]
        if "s." in key:
            return _CAME.format(key=key, payouts=_FROM_PAYOUTS, session=_ITS_SESSION)
        return _CAME.format(key=key, payouts=_WHOLE_PAYOUTS, session="")


def received(db: Db, asked: Asked) -> dict[str, int]:
    """Add up the money that came alone, by the key."""
    return {str(key): int(cents) for key, cents, _ in db.execute(asked.came(), asked.values())}


def added_up(db: Db, asked: Asked) -> list[Money]:
    """Add up by the key, in its order; what belongs under none comes last."""
    found: dict[str, Money] = {}
    worked = f"""{asked.earned()}
        SELECT key, count(*), sum(earned), sum(rest - lost), sum(lost),
               sum(unpriced)
          FROM counted GROUP BY key"""  # noqa: S608 - own words
    for key, sessions, earned, still_open, lost, unpriced in db.execute(worked, asked.values()):
        found[key] = Money(key, sessions, earned, 0, 0, still_open, lost, unpriced)
    for key, cents, clawed in db.execute(asked.came(), asked.values()):
        before = found.get(key) or Money(key)
        found[key] = before._replace(received_cents=cents, clawback_cents=clawed)
    return sorted(found.values(), key=lambda one: (one.key == NOBODY, one.key))


def unfolded(db: Db, asked: Asked) -> Iterator[Line]:
    """Read the lines behind each sum, by key and day; they add up to what `added_up` gives."""
    lines = [*_worked(db, asked), *_came(db, asked)]
    yield from sorted(lines, key=lambda one: (one.key == NOBODY, one.key, one.day, one.sum,
                                              one.session_ref or "", one.kind))  # fmt: skip


def _worked(db: Db, asked: Asked) -> Iterator[Line]:
    sql = f"{asked.earned()} SELECT key, day, ref, earned, rest, lost, unpriced FROM counted"  # noqa: S608
    for key, day, ref, earned, rest, lost, unpriced in db.execute(sql, asked.values()):
        kind = "no-rate" if unpriced else "session"
        yield Line(key, "earned_cents", day, kind, earned, ref, None, None)
        for name, cents in (("open_cents", rest - lost), ("lost_cents", lost)):
            if cents:
                yield Line(key, name, day, "session", cents, ref, None, None)


def _came(db: Db, asked: Asked) -> Iterator[Line]:
    for key, day, ref, payout, charge, cents, kind in db.execute(asked.received(), asked.values()):
        yield Line(key, "received_cents", day, kind, cents, ref, payout, charge)


def refs_of_clients(db: Db, clients: Sequence[str]) -> dict[str, str]:
    """Give the refs of clients by their ids."""
    rows = db.execute(
        "SELECT c.id, c.ref FROM json_each(?) j JOIN client c ON c.id = j.value",
        (json.dumps(list(clients)),),
    )
    return {str(identity): str(ref) for identity, ref in rows}
