"""What clients are asked to pay, whether their card pays it, and what they get back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.sandbox import cards, costs, notices, payouts
from practicecli.sandbox.defaults import defaults

if TYPE_CHECKING:
    from practicecli.sandbox.world import World

_ADD = """
    INSERT INTO charge (account, id, client, session, kind, amount_cents, status, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account, id) DO NOTHING RETURNING id
"""
_ONE = "SELECT * FROM charge WHERE account = ? AND id = ?"
_SHOWN = ("client", "session", "kind", "amount_cents", "status", "at")
# What a session's cost is made of; a fee for a missed one is apart.
_PARTS = """
    SELECT id, kind, amount_cents, status FROM charge
     WHERE account = ? AND session = ? AND kind IN ('copay', 'session', 'balance', 'refund')
     ORDER BY at, id
"""
_FAILED = """
    SELECT id FROM charge WHERE account = ? AND client = ? AND status = 'failed' ORDER BY at, id
"""
_FEES = frozenset({"late-cancelled", "no-show"})


def charge_share(world: World, session: str) -> None:
    """Ask the client for their share of a session, the day after it was confirmed."""
    row = world.row("SELECT client FROM claim WHERE account = ? AND session = ?", session)
    if row is None:
        return
    said = costs.current(world, session)
    amount = defaults().copay_cents if said is None else said
    if amount:
        _charge(world, session, row["client"], "copay", amount)


def charge_session(world: World, session: str, client: str, amount_cents: int | None) -> None:
    """Ask a client who pays for themselves for the whole session."""
    if amount_cents:
        _charge(world, session, client, "session", amount_cents)


def charge_fee(world: World, session: str, client: str, status: str, amount_cents: int) -> None:
    """Ask for the fee of a missed session; paid, it comes to the provider whole."""
    _charge(world, session, client, status, amount_cents)


def show_charges(world: World, session: str) -> None:
    """Put a session's charges into the feed again, so that none comes before its session."""
    rows = world.db.execute(
        "SELECT id FROM charge WHERE account = ? AND session = ?", (world.account, session)
    ).fetchall()
    for (identity,) in rows:
        world.put("charge", identity, world.shown("charge", identity), own=False)


def retry(world: World, identity: str) -> None:
    """Try a failed charge again, where it is still open and there is a card to try."""
    row = world.row(_ONE, identity)
    if row["status"] == "failed" and cards.there(world, row["client"]):
        world.db.execute(
            "UPDATE charge SET tries = tries + 1 WHERE account = ? AND id = ?",
            (world.account, identity),
        )
        _try(world, identity)


def collect(world: World, client: str) -> None:
    """Charge a client's new card with all that failed on the old one."""
    for (identity,) in world.db.execute(_FAILED, (world.account, client)).fetchall():
        world.db.execute(
            "UPDATE charge SET tries = 1 WHERE account = ? AND id = ?", (world.account, identity)
        )
        _try(world, identity)


def asked(world: World, session: str) -> bool:
    """Say whether the client was asked for their share already; if not, that is still to come."""
    return world.row(_PARTS, session) is not None


def settle(world: World, session: str, owed_cents: int) -> None:
    """Bring what was asked for a session to what is owed: a refund, or a charge for the rest."""
    parts = world.db.execute(_PARTS, (world.account, session)).fetchall()
    (client,) = world.row("SELECT client FROM session WHERE account = ? AND id = ?", session)
    left = owed_cents - sum(one["amount_cents"] for one in parts if one["status"] != "failed")
    for one in parts:
        if one["status"] == "failed":
            left -= _lower(world, one, most=max(0, left))
    number = len(parts)
    if left > 0:
        _charge(world, session, client, "balance", left, number=number)
    elif left < 0:
        _refund(world, session, client, -left, number)


def _lower(world: World, part: Any, most: int) -> int:  # noqa: ANN401 - a driver's row
    amount = min(part["amount_cents"], most)
    if amount != part["amount_cents"]:
        world.db.execute(
            "UPDATE charge SET amount_cents = ?, status = ? WHERE account = ? AND id = ?",
            (amount, "failed" if amount else "waived", world.account, part["id"]),
        )
        _show(world, part["id"])
    return int(amount)


def _refund(world: World, session: str, client: str, cents: int, number: int) -> None:
    identity = world.named(f"charge/{session}/refund/{number}")
    world.db.execute(
        _ADD,
        (world.account, identity, client, session, "refund", -cents, "refunded", world.at),
    )
    _show(world, identity)
    notices.tell(
        world, "refund-made", "The client got back what was charged too much",
        client=client, session=session, amount_cents=cents,
    )  # fmt: skip


def _charge(
    world: World, session: str, client: str, kind: str, amount_cents: int, *, number: int = 0
) -> None:
    name = f"charge/{session}/{kind}" + (f"/{number}" if number else "")
    identity = world.named(name)
    row = world.db.execute(
        _ADD,
        (world.account, identity, client, session, kind, amount_cents, "failed", world.at),
    ).fetchone()
    if row is not None:
        _try(world, identity)


def _try(world: World, identity: str) -> None:
    row = world.row(_ONE, identity)
    if cards.fails(world, row["client"]):
        _show(world, identity)
        _after_failing(world, row)
        return
    world.db.execute(
        "UPDATE charge SET status = 'paid', at = ? WHERE account = ? AND id = ?",
        (world.at, world.account, identity),
    )
    _show(world, identity)
    if row["kind"] in _FEES:
        payouts.add_line(world, row["session"], "fee", row["amount_cents"], counted=world.today())


def _after_failing(world: World, row: Any) -> None:  # noqa: ANN401 - a driver's row
    notices.tell(
        world, "charge-failed", "The client's card was refused",
        client=row["client"], session=row["session"], amount_cents=row["amount_cents"],
    )  # fmt: skip
    if not cards.there(world, row["client"]):
        return
    if row["tries"] <= defaults().retries:
        world.later(world.now + defaults().retry_after, "charge-retried", row["id"])
    else:
        cards.remove(world, row["client"])


def _show(world: World, identity: str) -> None:
    row = world.row(_ONE, identity)
    world.put("charge", identity, {name: row[name] for name in _SHOWN})
