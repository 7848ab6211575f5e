"""New figures: what was worked out from the old ones is worked out again, if still open."""

from __future__ import annotations

import json

from practicecli.actions.desk import Desk
from practicecli.cache import people, sessions
from practicecli.cache.sessions import maybe_text
from practicecli.domain.book import clocks_of


def work_out_anew(desk: Desk) -> int:
    """Set the clocks of open sessions by the figures now in force; say how many were looked at.

    What is confirmed keeps what it was confirmed by. Call it in a transaction.
    """
    old = sessions.open_under_other_figures(desk.db, desk.book.digest)
    found = sessions.many(desk.db, json.dumps(old))
    clients = people.clients(desk.db, json.dumps(sorted({one.client for one in found.values()})))
    for one in found.values():
        clocks = clocks_of(one, clients[one.client], desk.book)
        sessions.change(
            desk.db,
            one.id,
            {
                "confirm_by": maybe_text(clocks.confirm_by),
                "sign_by": maybe_text(clocks.sign_by),
                "file_by": maybe_text(clocks.file_by),
                "figures": desk.book.digest,
            },
        )
    return len(found)
