"""Payouts, by each platform's own calendar, from the same figures as the practice's forecast."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from practicecli.domain.policy import payout_for
from practicecli.sandbox.defaults import defaults

if TYPE_CHECKING:
    from practicecli.domain.calendars import PayoutDate
    from practicecli.sandbox.world import World

_ADD = """
    INSERT INTO payout (account, id, date, bank_on, status, guaranteed)
    VALUES (?, ?, ?, ?, 'scheduled', ?) ON CONFLICT (account, id) DO NOTHING RETURNING id
"""
_ADD_LINE = """
    INSERT INTO payout_line (account, payout, session, kind, amount_cents) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account, payout, session, kind) DO UPDATE SET amount_cents = excluded.amount_cents
"""
_LINE_OF = """
    SELECT line.payout, line.amount_cents, payout.status
      FROM payout_line AS line
      JOIN payout ON payout.account = line.account AND payout.id = line.payout
     WHERE line.account = ? AND line.session = ? AND line.kind = 'session'
"""


def add_line(
    world: World,
    session: str,
    kind: str,
    amount_cents: int,
    *,
    counted: date,
    not_before: date | None = None,
) -> None:
    """Put an amount into the payout that `counted` falls into.

    Where the money is only there from `not_before` on and that payout's day has come by then, the
    calendar counts from `not_before` instead.
    """
    found = _payday(world, session, counted)
    if found and not_before and found.date <= not_before:
        found = _payday(world, session, not_before)
    if found is None:
        return
    payout = _payout(world, found)
    world.db.execute(_ADD_LINE, (world.account, payout, session, kind, amount_cents))
    world.changed_payouts.add(payout)


def take_back(world: World, session: str) -> None:
    """Take a session out of its payout, or claw it back where that was paid already."""
    line = world.row(_LINE_OF, session)
    if line is None:
        return
    if line["status"] == "paid":
        add_line(world, session, "clawback", -line["amount_cents"], counted=world.today())
        return
    world.db.execute(
        "DELETE FROM payout_line WHERE account = ? AND payout = ? AND session = ?"
        " AND kind = 'session'",
        (world.account, line["payout"], session),
    )
    world.changed_payouts.add(line["payout"])


def claw_back(world: World, session: str) -> int:
    """Take back what a session brought, with the next payout; gives the cents, 0 where none."""
    line = world.row(_LINE_OF, session)
    if line is None:
        return 0
    cents = int(line["amount_cents"])
    add_line(world, session, "clawback", -cents, counted=world.today())
    return cents


def pay(world: World, payout: str) -> None:
    """Note that the money has reached the bank."""
    world.db.execute(
        "UPDATE payout SET status = 'paid' WHERE account = ? AND id = ?", (world.account, payout)
    )
    world.changed_payouts.add(payout)


def show_changed(world: World) -> None:
    """Put the payouts that changed into the feed, each once however many lines it was given."""
    for payout in sorted(world.changed_payouts):
        _show(world, payout)
    world.changed_payouts.clear()


def _payday(world: World, session: str, counted: date) -> PayoutDate | None:
    day, confirmed = world.row(
        "SELECT day, confirmed_at FROM session WHERE account = ? AND id = ?", session
    )
    held = date.fromisoformat(day)
    at = datetime.fromisoformat(confirmed) if confirmed else None
    # A missed session may lie ahead of the day its fee was charged.
    return payout_for(
        world.policy,
        service_date=min(held, counted),
        confirmed_on=counted,
        confirmed_at=at if at and world.today(at) == counted else None,
    )


def _payout(world: World, found: PayoutDate) -> str:
    identity = world.named(f"payout/{found.date.isoformat()}")
    made = world.db.execute(
        _ADD,
        (world.account, identity, found.date.isoformat(), found.bank_on.isoformat(),
         found.guaranteed),
    ).fetchone()  # fmt: skip
    if made is not None:
        hour = time(defaults().paid_at_hour)
        world.later(datetime.combine(found.bank_on, hour, world.zone), "payout-paid", identity)
    return identity


def _show(world: World, payout: str) -> None:
    row = world.row("SELECT * FROM payout WHERE account = ? AND id = ?", payout)
    if row is None:
        return
    lines = world.db.execute(
        "SELECT session, kind, amount_cents FROM payout_line WHERE account = ? AND payout = ?"
        " ORDER BY session, kind",
        (world.account, payout),
    ).fetchall()
    if not lines:
        world.db.execute("DELETE FROM payout WHERE account = ? AND id = ?", (world.account, payout))
        world.remove("payout", payout)
        return
    body = {
        "date": row["date"],
        "bank_on": row["bank_on"],
        "status": row["status"],
        "total_cents": sum(line["amount_cents"] for line in lines),
        "guaranteed": bool(row["guaranteed"]),
        "lines": [
            dict(zip(("session", "kind", "amount_cents"), line, strict=True)) for line in lines
        ],
    }
    world.put("payout", payout, body)
