"""Changes of what sessions cost, as a person and a script see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.cli import shapes
from practicecli.cli.cell import Column
from practicecli.domain.cost_changes import Effect, Reason, effect_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from practicecli.actions.costing import Account
    from practicecli.domain.cost_changes import Turn

CHANGES = (
    Column("Client", "client_ref", "ref"),
    Column("Session", "session_ref", "ref"),
    Column("On", "on"),
    Column("Was", "was_cents", "money"),
    Column("Now", "now_cents", "money"),
    Column("Change", "change_cents", "money"),
    Column("What", "effect", "ref"),
    Column("Why", "why"),
)
_REASONS = {
    Reason.NEW_PLAN: "new plan",
    Reason.DEDUCTIBLE_MET: "deductible met",
    Reason.OOP_MET: "out-of-pocket met",
    Reason.PLAN_RESET: "plan year begins",
    Reason.CORRECTION: "correction",
}


def change_of(row: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """Give a change that was noted, or that a platform told of."""
    charged = bool(row["charged"])
    return {
        **{name: row[name] for name in ("client", "client_ref", "session", "session_ref", "on")},
        "was_cents": row["was_cents"],
        "now_cents": row["now_cents"],
        "change_cents": row["change_cents"],
        "reason": row["reason"],
        "why": _words_of(row["reason"]),
        "effect": effect_of(row["was_cents"], row["now_cents"], charged=charged).value,
        "told_by": row["told_by"] or None,
        "at": shapes.instant(row["at"], zone),
    }


def turn_of(account: Account, turn: Turn) -> dict[str, Any]:
    """Give a session to come that costs another sum than the one before it."""
    visit = turn.now.visit
    return {
        "client": account.client.id,
        "client_ref": account.client.ref,
        "session": visit.session,
        "session_ref": visit.ref,
        "on": visit.on.isoformat(),
        "was_cents": turn.was.client_cents,
        "now_cents": turn.now.client_cents,
        "change_cents": turn.change_cents,
        "reason": turn.reason.value,
        "why": _REASONS[turn.reason],
        "effect": Effect.AHEAD.value,
        "told_by": None,
        "at": None,
    }


def _words_of(reason: str) -> str:
    return _REASONS.get(Reason(reason), reason) if reason in set(Reason) else reason
