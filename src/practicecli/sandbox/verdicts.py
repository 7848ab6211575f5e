"""What becomes of a claim or a card: by its member id, else by the scenario, else all goes well."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from practicecli.sandbox import scenario
from practicecli.sandbox.defaults import defaults

if TYPE_CHECKING:
    from practicecli.sandbox.scenario import Scenario
    from practicecli.sandbox.world import World

_DENIED = re.compile(r"(CO|PR|OA|PI|CR)([A-Z]?\d{1,3})")


def rejects(world: World, claim: Any) -> bool:  # noqa: ANN401 - a driver's row
    """Say whether the payer turns the claim away unread."""
    by = _chance(world, claim["member_id"])
    if by is not None:
        return by.draw("accepted", claim["id"]) >= by.accepted_share
    return bool(claim["member_id"].startswith(defaults().reject))


def decides_after(world: World, claim: Any) -> timedelta:  # noqa: ANN401 - a driver's row
    """Give how long after sending the payer decides."""
    figures = defaults()
    by = _chance(world, claim["member_id"])
    if by is not None:
        low, high = by.decided_days
        days = low + int(by.draw("decided", claim["id"]) * (high - low + 1))
        return timedelta(days=days)
    slow = claim["member_id"].startswith(figures.slow)
    return figures.slow_after if slow else figures.decided_after


def denial(world: World, claim: Any) -> tuple[str, str, str | None] | None:  # noqa: ANN401
    """Give group, CARC and RARC where the payer denies the claim."""
    figures = defaults()
    by = _chance(world, claim["member_id"])
    if by is not None:
        at = by.draw("denied", claim["id"])
        for one in by.denials:
            if at < one.share:
                return one.group, one.carc, one.rarc
            at -= one.share
        return None
    if not claim["member_id"].startswith(figures.deny):
        return None
    found = _DENIED.match(claim["member_id"], len(figures.deny))
    group, carc = found.groups() if found else ("CO", "16")
    return group, carc, None


def clawed_back_after(world: World, claim: Any) -> timedelta | None:  # noqa: ANN401 - a driver's row
    """Give how long after paying the payer takes its money back, None where it does not."""
    by = _chance(world, claim["member_id"])
    if by is not None:
        return by.clawback_after if by.draw("clawback", claim["id"]) < by.clawback_share else None
    steered = claim["member_id"].startswith(defaults().clawback)
    return defaults().clawback_after if steered else None


def card_fails(world: World, client: str, member_id: str) -> bool:
    """Say whether chance has it that this client's card refuses charges."""
    by = _chance(world, member_id)
    return by is not None and by.draw("card", client) < by.failing_share


def _chance(world: World, member_id: str) -> Scenario | None:
    return None if defaults().steers(member_id) else scenario.held(world.db)
