"""Changes of what sessions cost the client: why one differs from before, and when the next come."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from practicecli.domain.cost import Decided
from practicecli.domain.cost_course import Cost, Unknown

_DEDUCTIBLE = {Decided.DEDUCTIBLE, Decided.STRADDLES_DEDUCTIBLE}
_MAXIMUM = {Decided.OOP_MET, Decided.STRADDLES_OOP}


class Reason(StrEnum):
    """Why a session costs the client something else than before."""

    NEW_PLAN = "new-plan"
    DEDUCTIBLE_MET = "deductible-met"
    OOP_MET = "out-of-pocket-met"
    PLAN_RESET = "plan-reset"
    CORRECTION = "correction"


class Effect(StrEnum):
    """What a change leads to: another charge to come, money back, or money still owed.

    `ahead` is no change but the next turn, from one session to the one after it.
    """

    UPCOMING = "upcoming"
    REFUND = "refund"
    BALANCE = "balance"
    AHEAD = "ahead"


class Change(NamedTuple):
    """One session's cost before and after, in cents. `was_cents` None: it was not known."""

    session: str
    was_cents: int | None
    now_cents: int
    reason: Reason
    charged: bool


class Turn(NamedTuple):
    """A session that costs another sum than the one before it, and why."""

    was: Cost
    now: Cost
    reason: Reason

    @property
    def change_cents(self) -> int:
        """How much more it costs, or less."""
        return self.now.client_cents - self.was.client_cents


def reason_for(was: Cost | None, now: Cost) -> Reason:
    """Say why a session costs something else, by how it was worked out before and after."""
    if was is None or _membership(was) != _membership(now):
        return Reason.NEW_PLAN
    if now.decided in _MAXIMUM and was.decided not in _MAXIMUM:
        return Reason.OOP_MET
    if was.year != now.year:
        return Reason.PLAN_RESET
    if was.decided in _DEDUCTIBLE and now.decided is not Decided.DEDUCTIBLE:
        return Reason.DEDUCTIBLE_MET
    return Reason.CORRECTION


def effect_of(was_cents: int | None, now_cents: int, *, charged: bool) -> Effect:
    """Say what a change leads to. Money moves only where the client was charged already."""
    if not charged:
        return Effect.UPCOMING
    return Effect.REFUND if now_cents < (was_cents or 0) else Effect.BALANCE


def changed(
    before: Sequence[Cost | Unknown], after: Sequence[Cost | Unknown], charged: dict[str, int]
) -> list[Change]:
    """Give the sessions that cost another sum after benefits were changed.

    `charged` holds what the client was asked for already, by session. What was not known before and
    was not charged is no change; nor is what the payer has decided.
    """
    known = {one.visit.session: one for one in before if isinstance(one, Cost)}
    found = []
    for now in after:
        if not isinstance(now, Cost) or not now.is_estimate:
            continue
        session = now.visit.session
        was = known.get(session)
        was_cents = charged.get(session, was.client_cents if was else None)
        same = was is not None and was.client_cents == now.client_cents
        if same or was_cents is None or was_cents == now.client_cents:
            continue
        reason = reason_for(was, now)
        found.append(Change(session, was_cents, now.client_cents, reason, session in charged))
    return found


def turning_points(costs: Sequence[Cost | Unknown]) -> list[Turn]:
    """Find where the cost turns from one session to the next."""
    known = [one for one in costs if isinstance(one, Cost)]
    found = []
    for was, now in pairwise(known):
        reason = _turn(was, now)
        if reason is not None and was.client_cents != now.client_cents:
            found.append(Turn(was, now, reason))
    return found


def _turn(was: Cost, now: Cost) -> Reason | None:
    if _membership(was) != _membership(now):
        return Reason.NEW_PLAN
    if was.year != now.year:
        return Reason.PLAN_RESET
    if now.decided in _MAXIMUM and was.decided is not Decided.OOP_MET:
        return Reason.OOP_MET
    if was.decided in _DEDUCTIBLE and now.decided is not Decided.DEDUCTIBLE:
        return Reason.DEDUCTIBLE_MET
    return None


def _membership(cost: Cost) -> tuple[str, str, str] | None:
    one = cost.coverage
    return (one.payer, one.plan, one.member_id) if one else None
