"""Time passes: what was due up to now happens, in its order, each thing at its own moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from practicecli.engine import transaction
from practicecli.sandbox import charges, claims, costs, coverage, payouts, people, removal
from practicecli.sandbox.store import text_of
from practicecli.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from practicecli.engine import Db
    from practicecli.sandbox.rulebook import Rulebook

_NEXT = """
    SELECT due.n, due.at, due.account, due.what, due.id, account.npi, account.platform
      FROM due JOIN account ON account.id = due.account
     WHERE due.at <= ? ORDER BY due.at, due.n LIMIT 1
"""

HAPPENINGS: Mapping[str, Callable[[World, str], None]] = {
    "client-acts": people.client_acts,
    "client-removed": removal.remove_client,
    "plan-ends": coverage.end_plan,
    "plan-year": costs.begin_plan_year,
    "charge-share": charges.charge_share,
    "charge-retried": charges.retry,
    "claim-sent": claims.send,
    "claim-received": claims.receive,
    "claim-checked": claims.check,
    "claim-decided": claims.decide,
    "claim-reversed": claims.reverse,
    "payout-paid": payouts.pay,
}


def move_on(db: Db, rules: Rulebook, now: datetime) -> int:
    """Let happen all that is due up to `now`, in every account; gives how many things that were."""
    at = text_of(now)
    if db.execute(_NEXT, (at,)).fetchone() is None:
        return 0
    worlds: dict[int, World] = {}
    happened = 0
    with transaction(db):
        while (row := db.execute(_NEXT, (at,)).fetchone()) is not None:
            world = worlds.get(row["account"])
            if world is None:
                world = World(db, row["account"], row["npi"], row["platform"], rules, now)
                worlds[row["account"]] = world
            world.now = datetime.fromisoformat(row["at"])
            db.execute("DELETE FROM due WHERE n = ?", (row["n"],))
            HAPPENINGS[row["what"]](world, row["id"])
            happened += 1
        for world in worlds.values():
            payouts.show_changed(world)
    return happened
