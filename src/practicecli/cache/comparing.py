"""What sessions through each platform brought, how long it took, and what did not come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from practicecli.cache.income import OURS, Asked
from practicecli.domain.comparing import Worked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from practicecli.cache.connect import Db

_FAILED = "('rejected', 'denied', 'voided', 'written-off', 'reversed')"
_SUMS = f"""{{earned}},
    clawed AS (
        SELECT l.session, -sum(l.amount_cents) AS cents
          FROM payout_line l INDEXED BY payout_line_clawback
         WHERE l.kind = 'clawback' AND l.session IS NOT NULL GROUP BY l.session),
    risked AS (
        SELECT key, earned, rest,
               iif(instr(key, ' '), substr(key, 1, instr(key, ' ') - 1), key)
                   NOT IN (SELECT value FROM json_each(:guaranteed)) AS unsure,
               coalesce(b.cents, 0) AS clawed, julianday(p.bank_on) - julianday(day) AS days,
               rest > 0 AND EXISTS (SELECT 1 FROM claim m WHERE m.id = counted.claim
                                       AND m.status IN {_FAILED}) AS failed
          FROM counted LEFT JOIN clawed b ON b.session = counted.id
          LEFT JOIN payout p ON p.id = counted.payout AND p.status = 'paid' LIMIT -1)
    SELECT key, count(*), sum(earned), sum(failed OR clawed > 0),
           sum(iif(failed OR unsure, rest, 0) + clawed), count(days),
           CAST(total(days) AS INTEGER)
      FROM risked GROUP BY key
"""  # noqa: S608 - own words
# Days until clients paid, for sessions whose money the provider collects.
_DELAYS = f"""
    SELECT {{key}} AS key, count(*),
           sum(CAST(julianday(e.day) - julianday(s.day) AS INTEGER))
      FROM charge_event e JOIN charge g ON g.id = e.charge JOIN session s ON s.id = g.session
     WHERE e.what = 'paid' AND {OURS} AND s.status = 'confirmed'
       AND s.platform NOT IN (SELECT value FROM json_each(:through))
       AND s.day BETWEEN :first AND :last GROUP BY 1
"""  # noqa: S608 - own words


def worked(db: Db, asked: Asked, guaranteed: Sequence[str]) -> list[Worked]:
    """Add up sessions by platform, and by code or payer where `asked` says so (`platform cpt`)."""
    values = asked.values() | {"guaranteed": json.dumps(list(guaranteed))}
    delays = {
        key: (count, days)
        for key, count, days in db.execute(_DELAYS.format(key=asked.key), asked.values())
    }
    found = []
    for key, sessions, gross, unpaid, risk, carried, waited in db.execute(
        _SUMS.format(earned=asked.earned()), values
    ):
        platform, _, part = key.partition(" ")
        paid, days = delays.get(key, (0, 0))
        found.append(
            Worked(platform, part, sessions, gross, paid + carried, days + waited, unpaid, risk)
        )
    return found
