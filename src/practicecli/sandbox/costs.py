"""What a client will pay for a session: an estimate first, the truth when the payer decides."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from practicecli.domain.bills import Bills
from practicecli.sandbox import notices
from practicecli.sandbox.benefits import Benefits, Used, benefits_of, share, used
from practicecli.sandbox.defaults import defaults

if TYPE_CHECKING:
    from practicecli.sandbox.world import World

# A confirmed session goes by the coverage that its claim was made with.
_ONE = """
    SELECT session.id, session.client, session.day, session.starts_at, session.ends_at,
           claim.billed_cents, claim.client_owes_cents,
           coalesce(claim.payer, client.payer) AS payer,
           coalesce(claim.plan, client.plan) AS plan,
           coalesce(claim.member_id, client.member_id) AS member_id
      FROM session
      LEFT JOIN client ON client.account = session.account AND client.id = session.client
      LEFT JOIN claim ON claim.account = session.account AND claim.id = session.claim
     WHERE session.account = ? AND session.id = ?
"""
_OPEN = """
    SELECT session.id FROM session
      LEFT JOIN claim ON claim.account = session.account AND claim.id = session.claim
     WHERE session.account = ? AND session.client = ?
       AND session.status IN ('scheduled', 'confirmed')
       AND (claim.id IS NULL
            OR claim.status IN ('not-sent', 'sent', 'received', 'accepted', 'pending'))
     ORDER BY session.starts_at, session.id
"""


def identity_of(world: World, session: str) -> str:
    """Give the id of a session's cost."""
    return world.named(f"cost/{session}")


def current(world: World, session: str) -> int | None:
    """Give what the client is to pay for a session as last said, cents; None where nothing was."""
    said = world.shown("cost", identity_of(world, session))
    return None if said is None else int(said["amount_cents"])


def follow(world: World, session: str) -> None:
    """Give a session's cost a place in the feed after the session."""
    identity = identity_of(world, session)
    if (body := world.shown("cost", identity)) is not None:
        world.put("cost", identity, body, own=False)


def refigure(world: World, session: str, reason: str) -> None:
    """Work out a session's cost anew, and say so with the reason where it is another one."""
    row = world.row(_ONE, session)
    if world.policy.bills is Bills.CLIENT or row is None or row["payer"] is None:
        return
    amount = row["client_owes_cents"]
    if amount is None:
        amount = _estimate(world, row)
    if amount is not None:
        say(world, session, row["client"], amount, reason)


def refigure_client(world: World, client: str, reason: str) -> None:
    """Do so for each of a client's sessions that the payer has not decided about."""
    for (session,) in world.db.execute(_OPEN, (world.account, client)).fetchall():
        refigure(world, session, reason)


def say(world: World, session: str, client: str, amount_cents: int, reason: str) -> None:
    """Put a cost into the feed if it is news; with a notice, but for the first estimate."""
    identity = identity_of(world, session)
    before = world.shown("cost", identity)
    if before is not None and before["amount_cents"] == amount_cents:
        return
    body = {
        "session": session,
        "client": client,
        "amount_cents": amount_cents,
        "was_cents": before and before["amount_cents"],
        "reason": reason if before else "estimate",
        "changed_at": world.at,
    }
    world.put("cost", identity, body)
    if before is not None:
        message = f"What the client pays for a session has changed: {reason}"
        notices.tell(
            world, "cost-changed", message, client=client, session=session,
            amount_cents=amount_cents,
        )  # fmt: skip


def why(terms: Benefits, so_far: Used) -> str:
    """Give the reason for a cost that differs after a claim was paid."""
    if so_far.out_of_pocket_cents >= terms.out_of_pocket_cents:
        return "out-of-pocket-met"
    # One that uses up the rest is dearer than a copay; that too is because the deductible is met.
    return "deductible-met" if terms.deductible_cents else "correction"


def expect_plan_year(world: World, client: str) -> None:
    """See to it that costs are worked out anew on the first day of the next plan year."""
    first = date(world.today().year + 1, 1, 1)
    world.once(datetime.combine(first, time(0), world.zone), "plan-year", client)


def begin_plan_year(world: World, client: str) -> None:
    """Start to count a client's limits from nothing."""
    row = world.row("SELECT member_id, plan FROM client WHERE account = ? AND id = ?", client)
    if row is None or benefits_of(row["member_id"], row["plan"]).flat:
        return
    refigure_client(world, client, "plan-reset")
    expect_plan_year(world, client)


def _estimate(world: World, row: Any) -> int | None:  # noqa: ANN401 - a driver's row
    terms = benefits_of(row["member_id"], row["plan"])
    if terms.flat:
        return terms.copay_cents
    price = row["billed_cents"]
    if price is None:
        price = world.book.rate_cents(row["payer"], _likely_code(row))
    if price is None:
        return None
    # Nobody knows how much of next year's limits will be used: until then this year's count.
    year = min(date.fromisoformat(row["day"]), world.today()).year
    so_far = used(world, row["client"], row["member_id"], row["plan"], year)
    return share(terms, so_far, price)


def _likely_code(row: Any) -> str:  # noqa: ANN401 - a driver's row
    start, end = (datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at"))
    minutes = (end - start).total_seconds() / 60
    return next(code for least, code in defaults().estimates if minutes >= least)
