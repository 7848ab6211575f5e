"""A claim's life, in sandbox time: sent, received, accepted or rejected, then paid or denied."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from practicecli.domain.policy import PayoutKind
from practicecli.sandbox import payouts
from practicecli.sandbox.charges import charge_session
from practicecli.sandbox.defaults import defaults

if TYPE_CHECKING:
    from practicecli.sandbox.world import World

_ONE = "SELECT * FROM claim WHERE account = ? AND id = ?"
_ADD = """
    INSERT INTO claim (account, id, session, client, payer, plan, member_id, status, day,
                       confirmed_on, billed_cents, timeline)
    SELECT ?1, ?2, session.id, session.client, client.payer, client.plan, client.member_id,
           'not-sent', session.day, ?3, ?4, '[]'
      FROM session JOIN client ON client.account = ?1 AND client.id = session.client
     WHERE session.account = ?1 AND session.id = ?5
"""
_DENIED = re.compile(r"(CO|PR|OA|PI|CR)([A-Z]?\d{1,3})")
_FIGURES = (
    "id", "session", "client", "payer", "status", "billed_cents", "allowed_cents",
    "payer_paid_cents", "client_owes_cents",
)  # fmt: skip


def begin(world: World, session: str, claim: str | None, cents: int | None) -> None:
    """Make the claim of a session just confirmed, or charge the client where no payer is asked."""
    if claim is None:
        (client,) = world.row("SELECT client FROM session WHERE account = ? AND id = ?", session)
        charge_session(world, session, client, cents)
        return
    at_once = (world.account, claim, world.today().isoformat(), cents or 0, session)
    world.db.execute(_ADD, at_once)
    _note(world, claim, "not-sent", "Confirmed; it can still be corrected")
    figures = defaults()
    world.later(world.now + figures.charged_after, "charge-share", session)
    world.later(world.now + figures.sent_after, "claim-sent", claim)


def exists(world: World, claim: str) -> bool:
    """Say whether this id is a claim's already."""
    return world.row(_ONE, claim) is not None


def follow(world: World, claim: str) -> None:
    """Give a claim a place in the feed after the session it belongs to."""
    if (body := world.shown("claim", claim)) is not None:
        world.put("claim", claim, body, own=False)


def change(world: World, claim: str | None, cents: int | None) -> None:
    """Bring a claim that has not been sent up to date with its session."""
    if claim is None:
        return
    world.db.execute(
        "UPDATE claim SET billed_cents = ? WHERE account = ? AND id = ? AND status = 'not-sent'",
        (cents or 0, world.account, claim),
    )
    _show(world, claim)


def send(world: World, claim: str) -> None:
    """Send a claim, its edit window being over; a platform that pays by confirming will pay."""
    world.db.execute(
        "UPDATE claim SET sent_at = ? WHERE account = ? AND id = ?",
        (world.at, world.account, claim),
    )
    row = world.row(_ONE, claim)
    if _pays_before_the_payer(world):
        confirmed_on = date.fromisoformat(row["confirmed_on"])
        payouts.add_line(
            world, row["session"], "session", row["billed_cents"], counted=confirmed_on
        )
    _note(world, claim, "sent", "Sent to the payer")
    world.later(world.now + defaults().received_after, "claim-received", claim)


def receive(world: World, claim: str) -> None:
    """Note that the payer has it, and has not looked at it yet."""
    _note(world, claim, "received", "Received by the payer")
    row = world.row(_ONE, claim)
    sent = datetime.fromisoformat(row["sent_at"])
    world.later(sent + defaults().accepted_after, "claim-checked", claim)


def check(world: World, claim: str) -> None:
    """Let the payer take the claim for adjudication, or turn it away unread."""
    row, figures = world.row(_ONE, claim), defaults()
    if row["member_id"].startswith(figures.reject):
        payouts.take_back(world, row["session"])
        _note(world, claim, "rejected", "Turned away before adjudication: the member is not found")
        return
    _note(world, claim, "accepted", "Accepted for adjudication")
    slow = row["member_id"].startswith(figures.slow)
    wait = figures.slow_after if slow else figures.decided_after
    world.later(datetime.fromisoformat(row["sent_at"]) + wait, "claim-decided", claim)


def decide(world: World, claim: str) -> None:
    """Let the payer pay its part of the claim, or deny it."""
    row, figures = world.row(_ONE, claim), defaults()
    if row["member_id"].startswith(figures.deny):
        found = _DENIED.match(row["member_id"], len(figures.deny))
        group, carc = found.groups() if found else ("CO", "16")
        _settle(world, claim, 0, 0, 0)
        world.db.execute(
            "UPDATE claim SET denial_group = ?, denial_carc = ? WHERE account = ? AND id = ?",
            (group, carc, world.account, claim),
        )
        _note(world, claim, "denied", f"Denied with {group} {carc}")
        return
    allowed = row["billed_cents"]
    share = min(figures.copay_cents, allowed)
    _settle(world, claim, allowed, allowed - share, share)
    if not _pays_before_the_payer(world):
        sent_on = world.today(datetime.fromisoformat(row["sent_at"]))
        payouts.add_line(
            world, row["session"], "session", allowed, counted=sent_on, not_before=world.today()
        )
    _note(world, claim, "paid", "Paid by the payer")


def _pays_before_the_payer(world: World) -> bool:
    # A calendar that goes by the day of confirming carries the session whatever the payer does.
    return world.policy.payouts.kind is PayoutKind.SEMI_MONTHLY


def _settle(world: World, claim: str, allowed: int, paid: int, owes: int) -> None:
    world.db.execute(
        "UPDATE claim SET allowed_cents = ?, payer_paid_cents = ?, client_owes_cents = ?"
        " WHERE account = ? AND id = ?",
        (allowed, paid, owes, world.account, claim),
    )


def _note(world: World, claim: str, status: str, detail: str) -> None:
    event = json.dumps({"at": world.at, "status": status, "detail": detail})
    world.db.execute(
        "UPDATE claim SET status = ?, timeline = json_insert(timeline, '$[#]', json(?))"
        " WHERE account = ? AND id = ?",
        (status, event, world.account, claim),
    )
    _show(world, claim)


def _show(world: World, claim: str) -> None:
    row = world.row(_ONE, claim)
    body: dict[str, Any] = {name: row[name] for name in _FIGURES}
    body["denial"] = None
    if row["denial_carc"]:
        body["denial"] = {
            "group": row["denial_group"], "carc": row["denial_carc"], "rarc": row["denial_rarc"]
        }  # fmt: skip
    body["timeline"] = json.loads(row["timeline"])
    world.put("claim", claim, body)
