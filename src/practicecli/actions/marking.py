"""Saying of a session what its codes follow from: who took part, why, and what made it hard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from practicecli.actions.desk import Desk
from practicecli.actions.expecting import expect
from practicecli.actions.schedule import keep_here
from practicecli.cache import people, sessions
from practicecli.domain.confirm_times import objections_to_status
from practicecli.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Marks:
    """What is said of a session; None where nothing is, an empty word or 0 takes a mark away."""

    participants: str | None = None
    occasion: str | None = None
    complexity: str | None = None
    em_minutes: int | None = None

    def values(self) -> dict[str, Any]:
        """Give the columns that these marks set."""
        said = {
            "participants": self.participants,
            "occasion": self.occasion,
            "complexity": self.complexity,
        }
        values: dict[str, Any] = {name: word for name, word in said.items() if word is not None}
        if self.em_minutes is not None:
            values["em_minutes"] = self.em_minutes or None
        return values


def mark_session(desk: Desk, identity: str, marks: Marks) -> str:
    """Mark a session that is not confirmed yet; no platform hears of it. Call it in a transaction.

    Raises RefusedError.
    """
    before = sessions.get(desk.db, identity)
    problems = list(objections_to_status(before))
    if problems:
        raise RefusedError(f"Session {before.ref} was not marked", problems)
    values = marks.values()
    after, who = replace(before, **values), people.client(desk.db, before.client)
    values["expected_cents"] = expect(desk, after, who)
    return keep_here(desk, before, "mark", values)
