"""Reminders: what is due and was not told yet at this threshold, in counts and refs only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from practicecli.cache import reminders

if TYPE_CHECKING:
    from practicecli.cache.connect import Db


@dataclass(frozen=True, slots=True)
class Reminder:
    """One kind of deadline: how many, which, and the soonest. `keys` are marked after delivery."""

    kind: str
    refs: tuple[str, ...]
    soonest: str
    overdue: int
    keys: tuple[str, ...]

    def text(self) -> str:
        """Say it without anything of a client: counts and refs."""
        late = f", {self.overdue} overdue" if self.overdue else ""
        shown = " ".join(self.refs)
        return f"{self.kind}: {len(self.refs)} due{late}, soonest {self.soonest}: {shown}"

    def as_dict(self) -> dict[str, Any]:
        """Give the form that scripts read."""
        return {
            "kind": self.kind,
            "count": len(self.refs),
            "overdue": self.overdue,
            "soonest_due_at": self.soonest,
            "refs": list(self.refs),
            "text": self.text(),
        }


def threshold_of(span: timedelta) -> str:
    """Name a threshold, so that `24h` and `1d` are the same."""
    return f"{int(span.total_seconds() // 60)}m"


def reminders_for(
    db: Db, items: Sequence[Mapping[str, Any]], *, threshold: str, channel: str
) -> list[Reminder]:
    """Give what of these deadlines was not told yet at this threshold on this channel, by kind.

    A deadline that has passed is told once more: its key is another one.
    """
    keyed = [(_key(item, threshold, channel), item) for item in items]
    told = reminders.delivered(db, [key for key, _ in keyed])
    fresh = [(key, item) for key, item in keyed if key not in told]
    kinds = dict.fromkeys(item["kind"] for _, item in fresh)
    found = []
    for kind in kinds:
        of_kind = [(key, item) for key, item in fresh if item["kind"] == kind]
        found.append(
            Reminder(
                kind,
                tuple(item["ref"] for _, item in of_kind),
                of_kind[0][1]["due_at"],
                sum(bool(item["overdue"]) for _, item in of_kind),
                tuple(key for key, _ in of_kind),
            )
        )
    return found


def mark_delivered(db: Db, told: Sequence[Reminder], *, at: str) -> None:
    """Record that these were delivered. Call it in a transaction, after delivery."""
    reminders.mark(db, [key for one in told for key in one.keys], at)


def _key(item: Mapping[str, Any], threshold: str, channel: str) -> str:
    stage = "overdue" if item["overdue"] else threshold
    # A client has such a deadline again and again, each on another day.
    again = f"{item['client']}:{item['due_at'][:10]}" if item.get("client") else item["ref"]
    of = item["session"] or again
    if "cutoff" in item:  # whatever session is the oldest before it today
        of = f"cutoff:{item['platform']}:{item['due_at']}"
    return f"remind:{of}:{item['kind']}:{stage}:{channel}"
