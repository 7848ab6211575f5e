"""Ageing: what clients still owe, by how long it has been owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, tzinfo

from practicecli.domain.ages import LABELS, age, bucket
from practicecli.domain.charges import Charge, ChargeStatus


def owed_since(charge: Charge, zone: tzinfo) -> date:
    """Give the day a charge's age counts from: when it was due, else when it was made."""
    return charge.due_on or charge.at.astimezone(zone).date()


@dataclass(slots=True)
class Balance:
    """What one client owes, in cents. `open` is the sum of the buckets; `failed` is a part of it.

    `owed` was asked for in the open charges, `paid` came of them. Disputed sums stand apart.
    """

    client: str
    owed: int = 0
    paid: int = 0
    open: int = 0
    failed: int = 0
    disputed: int = 0
    oldest: date | None = None
    buckets: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))

    def count(self, charge: Charge, *, today: date, zone: tzinfo) -> None:
        """Add a charge to the sums."""
        self.disputed += charge.disputed_cents
        cents = charge.open_cents
        if not cents:
            return
        since = owed_since(charge, zone)
        self.owed += charge.amount_cents
        self.paid += charge.paid_cents
        self.open += cents
        self.failed += cents if charge.status is ChargeStatus.FAILED else 0
        self.oldest = since if self.oldest is None else min(self.oldest, since)
        self.buckets[LABELS[bucket(age(since, today))]] += cents


def balances(charges: Iterable[Charge], *, today: date, zone: tzinfo) -> list[Balance]:
    """Sum charges up by client, in the order in which the clients come."""
    found: dict[str, Balance] = {}
    for one in charges:
        if one.open_cents or one.disputed_cents:
            found.setdefault(one.client, Balance(one.client)).count(one, today=today, zone=zone)
    return list(found.values())
