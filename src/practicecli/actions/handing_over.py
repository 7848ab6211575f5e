"""What a platform is told when it gets an API: all that was kept by hand and is still open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from practicecli.actions.client_rows import put_of
from practicecli.actions.schedule import schedule_of
from practicecli.cache import people, sessions

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk, Done


def all_of(desk: Desk, platform: str) -> list[Done]:
    """Give the clients, then the scheduled sessions, that a platform does not know of yet.

    What was confirmed by hand stays so: it is entered by hand, or it is there twice.
    """
    clients = people.unknown_at(desk.db, platform)
    known = sessions.many(desk.db, json.dumps(sessions.unknown_at(desk.db, platform)))
    ready = desk.platforms[platform].sandbox
    return [
        *(put_of(one, undo=None, ready=ready, verb="edit") for one in clients),
        *(schedule_of(one, None)._replace(undo=None) for one in known.values()),
    ]
