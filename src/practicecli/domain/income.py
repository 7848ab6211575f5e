"""Income: what was earned by the day of service, and what was received by the day it came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

BY = ("month", "platform", "payer", "cpt", "client")
# Where money belongs to no session: a key of its own, so that every way of adding up agrees.
NOBODY = "-"


class Money(NamedTuple):
    """The sums under one key, in cents.

    `open_cents` is earned and not received yet, `lost_cents` earned and given up with its claim;
    both are of the work in this row. `clawback_cents` is the part of `received_cents` that was
    taken back. `unpriced` counts sessions whose rate is not known: they add nothing.
    """

    key: str
    sessions: int = 0
    earned_cents: int = 0
    received_cents: int = 0
    clawback_cents: int = 0
    open_cents: int = 0
    lost_cents: int = 0
    unpriced: int = 0


class Line(NamedTuple):
    """One amount behind a sum: `sum` names the field it adds to."""

    key: str
    sum: str
    day: str
    kind: str
    amount_cents: int
    session_ref: str | None
    payout_ref: str | None
    charge_ref: str | None


def total(rows: Iterable[Money]) -> Money:
    """Add rows up into one."""
    columns = list(zip(*(row[1:] for row in rows), strict=True))
    return Money("", *map(sum, columns)) if columns else Money("")


def folded(lines: Iterable[Line]) -> dict[str, Money]:
    """Add lines up again, by key; what counts sessions with no rate is counted from their lines."""
    found: dict[str, Money] = {}
    for line in lines:
        row = found.get(line.key) or Money(line.key)
        row = row._replace(**{line.sum: getattr(row, line.sum) + line.amount_cents})
        if line.sum == "earned_cents":
            unpriced = row.unpriced + (line.kind == "no-rate")
            row = row._replace(sessions=row.sessions + 1, unpriced=unpriced)
        if line.kind == "clawback":
            row = row._replace(clawback_cents=row.clawback_cents + line.amount_cents)
        found[line.key] = row
    return found
