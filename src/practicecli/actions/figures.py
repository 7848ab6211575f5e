"""What follows from figures is worked out again where they changed, or where it never was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from practicecli.actions.covering import clients_on
from practicecli.actions.desk import Desk
from practicecli.actions.expecting import expect, last_codes
from practicecli.cache import sessions
from practicecli.cache.sessions import maybe_text
from practicecli.domain.book import clocks_of
from practicecli.domain.days import LOOK_BACK
from practicecli.domain.sessions import SessionStatus, true_times

if TYPE_CHECKING:
    from practicecli.domain.people import Client
    from practicecli.domain.sessions import Session

CHUNK = 500


def work_out_anew(desk: Desk) -> int:
    """Set the clocks of open sessions by the figures now in force; say how many were looked at.

    What is confirmed keeps what it was confirmed by; what a platform tells was confirmed gets its
    clocks and its forecast. Reviews of plans, authorizations that run out, and when a charge that
    was told of has to be looked after are set anew, too. Call it in a transaction.
    """
    from practicecli.actions.chasing import chase_told  # late: few come through here
    from practicecli.actions.permits import set_runs_out
    from practicecli.actions.plan_signing import set_reviews

    since = sessions.utc_text(desk.now - LOOK_BACK)
    wanted = [
        *sessions.open_under_other_figures(desk.db, desk.book.digest),
        *sessions.confirmed_elsewhere(desk.db, since),
    ]
    for start in range(0, len(wanted), CHUNK):
        set_clocks(desk, wanted[start : start + CHUNK])
    set_reviews(desk)
    set_runs_out(desk)
    chase_told(desk)
    return len(wanted)


def set_clocks(desk: Desk, identities: Sequence[str]) -> list[Any]:
    """Work out the clocks of these sessions, in a transaction; give what puts them back."""
    found = sessions.many(desk.db, json.dumps(identities))
    clients = clients_on(desk, found.values())
    last = last_codes(desk, {one.client for one in found.values()})
    return [
        [
            "session",
            one.id,
            sessions.change(
                desk.db, one.id, _values(desk, one, clients[one.id], last.get(one.client, ()))
            ),
        ]
        for one in found.values()
    ]


def _values(desk: Desk, one: Session, client: Client, last: tuple[str, ...]) -> dict[str, Any]:
    clocks = clocks_of(one, client, desk.book)
    values: dict[str, Any] = {
        "confirm_by": maybe_text(clocks.confirm_by),
        "sign_by": maybe_text(clocks.sign_by),
        "file_by": maybe_text(clocks.file_by),
        "figures": desk.book.digest,
    }
    if one.status is SessionStatus.SCHEDULED:
        values["expected_cents"] = expect(desk, one, client, last)
    elif one.status is SessionStatus.CONFIRMED and one.confirmed_at is not None:
        from practicecli.domain.confirming import payday  # late: most are not
        from practicecli.domain.pricing import expected_cents

        day = payday(one, client, desk.book, one.confirmed_at)
        minutes = true_times(one, None, None).minutes
        values["expected_on"] = day and day.isoformat()
        values["expected_cents"] = expected_cents(
            one.cpt, minutes, one, client, desk.book, one.place, one.em_minutes
        )
    return values
