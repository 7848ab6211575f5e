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
    risked AS (
        SELECT key, earned, rest,
               iif(instr(key, ' '), substr(key, 1, instr(key, ' ') - 1), key)
                   NOT IN (SELECT value FROM json_each(:guaranteed)) AS unsure,
               coalesce((SELECT -sum(l.amount_cents) FROM payout_line l
                          WHERE l.session = counted.id AND l.kind = 'clawback'), 0) AS clawed,
               rest > 0 AND EXISTS (SELECT 1 FROM session s JOIN claim m ON m.id = s.claim
                          WHERE s.id = counted.id AND m.status IN {_FAILED}) AS failed
          FROM counted)
    SELECT key, count(*), sum(earned), sum(failed OR clawed > 0),
           sum(iif(failed OR unsure, rest, 0) + clawed)
      FROM risked GROUP BY key
"""  # noqa: S608 - own words
# Days from the service to the bank, of what was paid for sessions of these days.
_DELAYS = f"""
    SELECT {{key}} AS key, count(*),
           sum(CAST(julianday(x.day) - julianday(s.day) AS INTEGER))
      FROM (SELECT l.session, p.bank_on AS day FROM payout p JOIN payout_line l ON l.payout = p.id
             WHERE p.status = 'paid' AND l.kind = 'session'
            UNION ALL
            SELECT g.session, e.day FROM charge g JOIN charge_event e ON e.charge = g.id
             WHERE e.what = 'paid' AND {OURS}) x
      JOIN session s ON s.id = x.session
     WHERE s.status = 'confirmed' AND s.day BETWEEN :first AND :last GROUP BY key
"""  # noqa: S608 - own words


def worked(db: Db, asked: Asked, guaranteed: Sequence[str]) -> list[Worked]:
    """Add up sessions by platform, and by code or payer where `asked` says so (`platform cpt`)."""
    values = asked.values() | {"guaranteed": json.dumps(list(guaranteed))}
    delays = {
        key: (count, days)
        for key, count, days in db.execute(_DELAYS.format(key=asked.key), asked.values())
    }
    found = []
    for key, sessions, gross, unpaid, risk in db.execute(
        _SUMS.format(earned=asked.earned()), values
    ):
        platform, _, part = key.partition(" ")
        paid, days = delays.get(key, (0, 0))
        found.append(Worked(platform, part, sessions, gross, paid, days, unpaid, risk))
    return found
