"""Writing what is new of a client: the row, what its platform is told, and what undoes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from practicecli.actions.desk import Desk, Done, keep
from practicecli.cache import people, platforms, sessions

if TYPE_CHECKING:
    from practicecli.domain.people import Client

_DATES = {"born", "covered_from", "covered_until"}


def write_client(
    desk: Desk, before: Client, values: Mapping[str, Any], *, undone: bool = True
) -> Client:
    """Write what is new of a client, with what follows from it; `undone`: undo takes it back.

    Call it in a transaction.
    """
    identity = before.id
    if values.get("platform"):
        platforms.get(desk.db, values["platform"])
    if values.get("platform", before.platform) != before.platform:
        values = {**values, "version": 0}  # the new one does not know them yet
    after = replace(before, **values)
    people.put_client(desk.db, after)
    undo = _before(before, values)
    if {"payer", "plan"} & values.keys():
        # Deadlines may go by the plan, and the time to file goes by the payer.
        from practicecli.actions.figures import set_clocks  # late: few edits need it
        from practicecli.actions.plan_signing import set_reviews

        undo += set_clocks(desk, sessions.scheduled_of(desk.db, identity))
        undo += set_reviews(desk, identity)
    said = {"payment_method", "forms", "insurance"} & values.keys()
    back = undo if undone else None
    keep(desk, [put_of(after, undo=back, ready=bool(said), verb="edit")])
    return after


def _before(one: Client, values: Mapping[str, Any]) -> list[Any]:
    old: dict[str, Any] = {}
    for name in values:
        value = getattr(one, name)
        if name in _DATES:
            value = value and value.isoformat()
        elif name == "aliases":
            value = "\n".join(value)
        elif name == "status":
            value = value.value
        old[name] = value
    return [["client", one.id, old]]


def put_of(one: Client, *, undo: list[Any] | None, ready: bool, verb: str = "add") -> Done:
    """Tell a platform all it may know of a client; readiness only where it was said."""
    return Done(
        verb="put",
        kind="client",
        record=one.id,
        platform=one.platform,
        body={
            "name": one.name,
            "born": one.born and one.born.isoformat(),
            "email": one.email,
            "phone": one.phone,
            "address": one.address,
            "state": one.state,
            "status": one.status.value,
            "payer": one.payer,
            "plan": one.plan,
            "member_id": one.member_id,
            "ready": {
                "payment_method": one.payment_method,
                "forms": one.forms,
                "insurance": one.insurance,
            }
            if ready
            else None,
        },
        undo=[["client", one.id, None]] if verb == "add" else undo,
        seen_version=one.version,
        detail=verb,
    )
