"""Payers: what an insurer wants on a claim, and how long a claim may wait."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payer:
    """An insurer by our key. Pairs are keyed by plan; filing counts from the service date."""

    key: str
    label: str
    filing_days: int
    filing_by_plan: tuple[tuple[str, int], ...] = ()
    video_modifiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    eap_modifiers: tuple[str, ...] = ()
    plan: str = ""
    aliases: tuple[str, ...] = ()
    known: bool = True

    def filing_days_for(self, plan: str) -> int:
        """Days from the service date within which a claim must arrive; 0 where none is filed."""
        return dict(self.filing_by_plan).get(plan, self.filing_days)

    def plan_of(self, plan: str) -> str:
        """Give the plan that decides: a payer such as Medicare has only its own."""
        return self.plan or plan
