"""A client's coverage: since when it is known, until when it lasts, and what its end does."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from practicecli.sandbox import notices, people
from practicecli.sandbox.benefits import benefits_of
from practicecli.sandbox.costs import expect_plan_year, refigure_client
from practicecli.sandbox.defaults import defaults

if TYPE_CHECKING:
    from practicecli.sandbox.bodies import ClientBody
    from practicecli.sandbox.world import World

_SAME = ("payer", "plan", "member_id")


def is_new(before: Any, body: ClientBody) -> bool:  # noqa: ANN401 - a driver's row
    """Say whether payer, plan or member id are others than before."""
    return before is None or any(before[name] != getattr(body, name) for name in _SAME)


def until(world: World, before: Any, body: ClientBody) -> str | None:  # noqa: ANN401 - a driver's row
    """Give the last day of a plan that ends; a tester's `ready` renews one that is over."""
    if not body.member_id.startswith(defaults().plan_ends):
        return None
    renewed = body.ready is not None and body.ready.insurance and is_over(world, before)
    if is_new(before, body) or renewed or not before["covered_until"]:
        return world.today().replace(month=12, day=31).isoformat()
    return str(before["covered_until"])


def is_over(world: World, row: Any) -> bool:  # noqa: ANN401 - a driver's row
    """Say whether the plan's last day has passed."""
    last = row and row["covered_until"]
    return bool(last) and date.fromisoformat(last) < world.today()


def begin(world: World, client: str, before: Any) -> None:  # noqa: ANN401 - a driver's row
    """Expect what a client's coverage brings by itself, and work out anew what sessions cost."""
    row = people.client_row(world, client)
    if row["covered_until"] and not is_over(world, row):
        first = date(date.fromisoformat(row["covered_until"]).year + 1, 1, 1)
        world.once(datetime.combine(first, time(0), world.zone), "plan-ends", client)
    if not benefits_of(row["member_id"], row["plan"]).flat:
        expect_plan_year(world, client)
    if before is not None and any(before[name] != row[name] for name in _SAME):
        refigure_client(world, client, "new-plan")


def end_plan(world: World, client: str) -> None:
    """Let a plan that has passed its last day end; the client is not ready any more."""
    row = people.client_row(world, client)
    if row is None or not is_over(world, row):
        return
    world.db.execute(
        "UPDATE client SET insurance = 0 WHERE account = ? AND id = ?", (world.account, client)
    )
    people.show_client(world, client, own=False)
    notices.tell(world, "plan-ended", "The client's plan has ended", client=client)
