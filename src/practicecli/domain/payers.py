"""Payers: what an insurer wants on a claim, and how long a claim may wait."""

from __future__ import annotations

from dataclasses import dataclass


# Compared by identity: there is one record of each, and rules remember by it cheaply.
@dataclass(frozen=True, slots=True, eq=False)
class Payer:
    """An insurer by our key. Pairs are keyed by plan; filing counts from the service date.

    `video_also` is as good as `video_modifiers`. `eap_code` stands for all others on an
    employee-assistance plan. Another first evaluation is taken `evaluation_months` after the last,
    or, `evaluation_since_seen`, after the last visit of any kind.

    A fee for a missed session is at most `missed_fee_cap_cents`, or `missed_fee_forbidden`.

    A treatment plan is reviewed so many days after it was signed; 0 where nobody asks for it.
    """

    key: str
    label: str
    filing_days: int
    filing_by_plan: tuple[tuple[str, int], ...] = ()
    video_modifiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    eap_modifiers: tuple[str, ...] = ()
    plan: str = ""
    aliases: tuple[str, ...] = ()
    known: bool = True
    video_also: tuple[tuple[str, tuple[str, ...]], ...] = ()
    eap_code: str = ""
    evaluation_months: int = 12
    evaluation_since_seen: bool = False
    plan_review_days: int = 0
    plan_review_by_plan: tuple[tuple[str, int], ...] = ()
    missed_fee_cap_cents: int | None = None
    missed_fee_forbidden: bool = False

    def filing_days_for(self, plan: str) -> int:
        """Days from the service date within which a claim must arrive; 0 where none is filed."""
        return dict(self.filing_by_plan).get(plan, self.filing_days)

    def plan_of(self, plan: str) -> str:
        """Give the plan that decides: a payer such as Medicare has only its own."""
        return self.plan or plan

    def plan_review_days_for(self, plan: str) -> int:
        """Days from signing a treatment plan to its review; 0 where nobody asks for it."""
        return dict(self.plan_review_by_plan).get(self.plan_of(plan), self.plan_review_days)
