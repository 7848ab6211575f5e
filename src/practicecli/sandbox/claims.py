"""A claim's life, in sandbox time: sent, received, accepted or rejected, then paid or denied."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from practicecli.domain.calendars import PayoutKind
from practicecli.sandbox import charges, costs, notices, payouts, verdicts
from practicecli.sandbox.benefits import benefits_of, share, used
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
_CHANGE = """
    UPDATE claim SET billed_cents = ?
     WHERE account = ? AND id = ? AND (status = 'not-sent' OR (status = 'sent' AND sent_at = ?))
    RETURNING id
"""
_FIGURES = (
    "id", "session", "client", "payer", "status", "billed_cents", "allowed_cents",
    "payer_paid_cents", "client_owes_cents",
)  # fmt: skip


def begin(world: World, session: str, claim: str | None, cents: int | None) -> None:
    """Make the claim of a session just confirmed, or charge the client where no payer is asked."""
    if claim is None:
        (client,) = world.row("SELECT client FROM session WHERE account = ? AND id = ?", session)
        charges.charge_session(world, session, client, cents)
        return
    at_once = (world.account, claim, world.today().isoformat(), cents or 0, session)
    world.db.execute(_ADD, at_once)
    _note(world, claim, "not-sent", "Confirmed; it can still be corrected")
    costs.refigure(world, session, "correction")
    world.later(world.now + defaults().charged_after, "charge-share", session)
    world.later(world.now + _held_back(world), "claim-sent", claim)


def exists(world: World, claim: str) -> bool:
    """Say whether this id is a claim's already."""
    return world.row(_ONE, claim) is not None


def follow(world: World, claim: str) -> None:
    """Give a claim a place in the feed after the session it belongs to."""
    if (body := world.shown("claim", claim)) is not None:
        world.put("claim", claim, body, own=False)


def change(world: World, session: str, claim: str | None, cents: int | None) -> None:
    """Bring a claim up to date with its session, and with it what the client was asked for.

    The edit window's last second belongs to the provider: a claim sent in it still goes out as
    corrected.
    """
    if claim is None:
        if cents is not None:
            charges.settle(world, session, cents)
        return
    changed = world.db.execute(_CHANGE, (cents or 0, world.account, claim, world.at)).fetchone()
    _show(world, claim)
    if changed is None:
        return
    row = world.row(_ONE, claim)
    if row["status"] == "sent":
        _carry(world, row)
    costs.refigure(world, session, "correction")
    owed = costs.current(world, session)
    if owed is not None and charges.asked(world, session):
        charges.settle(world, session, owed)


def send(world: World, claim: str) -> None:
    """Send a claim, its edit window being over; a platform that pays by confirming will pay."""
    world.db.execute(
        "UPDATE claim SET sent_at = ? WHERE account = ? AND id = ?",
        (world.at, world.account, claim),
    )
    row = world.row(_ONE, claim)
    _carry(world, row)
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
    row = world.row(_ONE, claim)
    if verdicts.rejects(world, row):
        payouts.take_back(world, row["session"])
        _note(world, claim, "rejected", "Turned away before adjudication: the member is not found")
        _tell(world, row, "claim-rejected", "A claim was turned away before adjudication")
        return
    _note(world, claim, "accepted", "Accepted for adjudication")
    sent = datetime.fromisoformat(row["sent_at"])
    world.later(sent + verdicts.decides_after(world, row), "claim-decided", claim)


def decide(world: World, claim: str) -> None:
    """Let the payer pay its part of the claim, or deny it."""
    row = world.row(_ONE, claim)
    if (denial := verdicts.denial(world, row)) is not None:
        _deny(world, row, *denial)
        return
    allowed = row["billed_cents"]
    terms = benefits_of(row["member_id"], row["plan"])
    coverage = (row["client"], row["member_id"], row["plan"], int(row["day"][:4]))
    owed = share(terms, used(world, *coverage), allowed)
    _settle(world, row, allowed, allowed - owed, owed)
    if not _pays_before_the_payer(world):
        sent_on = world.today(datetime.fromisoformat(row["sent_at"]))
        payouts.add_line(
            world, row["session"], "session", allowed, counted=sent_on, not_before=world.today()
        )
    _note(world, claim, "paid", "Paid by the payer")
    reason = "correction"
    if not terms.flat:
        reason = costs.why(terms, used(world, *coverage))
        costs.refigure_client(world, row["client"], reason)
    _even_out(world, row, owed, reason)
    if (after := verdicts.clawed_back_after(world, row)) is not None:
        world.later(world.now + after, "claim-reversed", claim)


def reverse(world: World, claim: str) -> None:
    """Let the payer take back what it paid; the provider's next payout is so much less."""
    row = world.row(_ONE, claim)
    cents = payouts.claw_back(world, row["session"])
    _settle(world, row, 0, 0, 0)
    _note(world, claim, "reversed", "The payer took its money back")
    _tell(world, row, "clawback", "A payer took back what it paid for a session", cents)
    _even_out(world, row, 0, "correction")
    costs.refigure_client(world, row["client"], "correction")


def _deny(world: World, row: Any, group: str, carc: str, rarc: str | None) -> None:  # noqa: ANN401
    _settle(world, row, 0, 0, 0)
    world.db.execute(
        "UPDATE claim SET denial_group = ?, denial_carc = ?, denial_rarc = ?"
        " WHERE account = ? AND id = ?",
        (group, carc, rarc, world.account, row["id"]),
    )
    _note(world, row["id"], "denied", f"Denied with {group} {carc}")
    _tell(world, row, "claim-denied", f"A claim was denied with {group} {carc}")
    _even_out(world, row, 0, "correction")


def _even_out(world: World, row: Any, owed: int, reason: str) -> None:  # noqa: ANN401 - a driver's row
    costs.say(world, row["session"], row["client"], owed, reason)
    charges.settle(world, row["session"], owed)


def _tell(world: World, row: Any, code: str, message: str, cents: int | None = None) -> None:  # noqa: ANN401
    notices.tell(
        world, code, message, client=row["client"], session=row["session"], amount_cents=cents
    )


def _carry(world: World, row: Any) -> None:  # noqa: ANN401 - a driver's row
    if _pays_before_the_payer(world):
        confirmed_on = date.fromisoformat(row["confirmed_on"])
        payouts.add_line(
            world, row["session"], "session", row["billed_cents"], counted=confirmed_on
        )


def _held_back(world: World) -> timedelta:
    """Give how long a claim waits for corrections: not at all where none are taken."""
    edit = world.policy.clock("edit")
    return timedelta(0) if edit is not None and edit.length == 0 else defaults().sent_after


def _pays_before_the_payer(world: World) -> bool:
    # A calendar that goes by confirming, or by the day of service, carries the session whatever the
    # payer does.
    return world.policy.payouts.kind in {
        PayoutKind.SEMI_MONTHLY, PayoutKind.WEEKLY, PayoutKind.SERVICE_PERIODS
    }  # fmt: skip


def _settle(world: World, row: Any, allowed: int, paid: int, owes: int) -> None:  # noqa: ANN401
    world.db.execute(
        "UPDATE claim SET allowed_cents = ?, payer_paid_cents = ?, client_owes_cents = ?"
        " WHERE account = ? AND id = ?",
        (allowed, paid, owes, world.account, row["id"]),
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
