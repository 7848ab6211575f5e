"""What clients are asked to pay, and what of it comes to the provider."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from practicecli.sandbox import payouts
from practicecli.sandbox.defaults import defaults

if TYPE_CHECKING:
    from practicecli.sandbox.world import World

_ADD = """
    INSERT INTO charge (account, id, client, session, kind, amount_cents, status, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account, id) DO NOTHING RETURNING id
"""


def charge_share(world: World, session: str) -> None:
    """Ask the client for their share of a session, the day after it was confirmed."""
    row = world.row(
        "SELECT client, payer, plan FROM claim WHERE account = ? AND session = ?", session
    )
    if row is not None:
        _charge(world, session, row["client"], "copay", defaults().copay_cents)


def charge_session(world: World, session: str, client: str, amount_cents: int | None) -> None:
    """Ask a client who pays for themselves for the whole session."""
    if amount_cents:
        _charge(world, session, client, "session", amount_cents)


def charge_fee(world: World, session: str, client: str, status: str, amount_cents: int) -> None:
    """Ask for the fee of a missed session; it comes to the provider whole, with the next payout."""
    _charge(world, session, client, status, amount_cents)
    payouts.add_line(world, session, "fee", amount_cents, counted=world.today())


def show_charges(world: World, session: str) -> None:
    """Put a session's charges into the feed again, so that none comes before its session."""
    rows = world.db.execute(
        "SELECT id FROM charge WHERE account = ? AND session = ?", (world.account, session)
    ).fetchall()
    for (identity,) in rows:
        world.put("charge", identity, world.shown("charge", identity), own=False)


def _charge(world: World, session: str, client: str, kind: str, amount_cents: int) -> None:
    identity = str(uuid5(NAMESPACE_URL, f"charge/{world.npi}/{world.platform}/{session}/{kind}"))
    # The sandbox's cards never fail: what is asked for is paid at once.
    row = world.db.execute(
        _ADD,
        (world.account, identity, client, session, kind, amount_cents, "paid", world.at),
    ).fetchone()
    if row is not None:
        body = {"client": client, "session": session, "kind": kind, "amount_cents": amount_cents,
                "status": "paid", "at": world.at}  # fmt: skip
        world.put("charge", identity, body)
