"""What sessions to come should bring, kept beside them so that screens need no rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from practicecli.actions.desk import Desk
from practicecli.cache import sessions
from practicecli.domain.expecting import forecast_cents
from practicecli.domain.people import Client
from practicecli.domain.sessions import Session


def last_codes(desk: Desk, clients: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Give the codes of each client's last confirmed session; none where there is no such."""
    return sessions.last_codes_of(desk.db, json.dumps(sorted(set(clients))))


def expect(
    desk: Desk, one: Session, who: Client, last: tuple[str, ...] | None = None
) -> int | None:
    """Forecast the cents of one session to come; `last` where the client's codes are known."""
    if last is None:
        last = last_codes(desk, [who.id]).get(who.id, ())
    return forecast_cents(one, who, last, desk.book)
