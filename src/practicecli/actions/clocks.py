"""Whether this computer's clock may date a signature."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from practicecli.cache.facts import skew
from practicecli.domain.skew import Skew, objections_to_clock

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk
    from practicecli.domain.problems import Problem


def objections_to_signing_time(desk: Desk) -> list[Problem]:
    """Say why nothing is signed at this time: a platform's clock was far from ours when asked."""
    found = [skew(desk.db, name) for name, one in desk.platforms.items() if not one.is_manual]
    measured = [Skew(one[0], datetime.fromisoformat(one[1])) for one in found if one is not None]
    return list(objections_to_clock(measured, now=desk.now))
