"""When both sides changed one record: what may stand together, and what a person decides.

Fields that mean something only together form a group. A change made here meets what stands on the
platform now: where nobody touched its groups there, it goes on top; where the other side did the
very same, it is settled; anything else is a person's to decide. Contact details alone go by the
order in which the platform heard of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Fields = Mapping[str, object]

BILLING = frozenset({"status", "cpt", "modifiers", "dx", "place", "actual_start", "actual_stop"})
TIMES = frozenset({"starts_at", "ends_at"})
COVERAGE = frozenset({"payer", "plan", "member_id"})
GROUPS: Mapping[str, tuple[frozenset[str], ...]] = {
    "session": (BILLING, TIMES),
    "client": (COVERAGE,),
}
CONTACT: Mapping[str, frozenset[str]] = {"client": frozenset({"email", "phone", "address"})}


class Outcome(StrEnum):
    """What becomes of a change that met a newer version."""

    AGAIN = "again"
    SETTLED = "settled"
    CLASH = "clash"


@dataclass(frozen=True, slots=True)
class Intent:
    """A change made here: the fields it sets, and what its maker saw; None where that is unknown.

    `seen` may hold fields of a group besides those that are set. `may_be_done`: it was sent, and
    the platform does not know it any more, or never heard of it.
    """

    id: str
    sets: Fields
    seen: Fields | None = None
    may_be_done: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one change; `over` is the record it goes on top of, with what it sets."""

    id: str
    outcome: Outcome
    over: Fields


def meet(kind: str, there: Fields | None, intents: Sequence[Intent]) -> list[Step]:
    """Lay changes over what stands there now, oldest first, up to the first that clashes.

    What comes after a clash waits for the person and has no step. A record that is gone there
    clashes with everything.
    """
    if there is None:
        return [Step(one.id, Outcome.CLASH, {}) for one in intents[:1]]
    done = _done(there, intents)
    # One by one they may differ from what stands there: a later one of ours went over the earlier.
    settled = [Step(one.id, Outcome.SETTLED, dict(there)) for one in intents[:done]]
    return [*settled, *_laid_over(kind, there, intents[done:])]


def _laid_over(kind: str, there: Fields, intents: Sequence[Intent]) -> list[Step]:
    steps: list[Step] = []
    standing: dict[str, object] = dict(there)
    for one in intents:
        outcome = _outcome(kind, standing, one)
        if outcome is Outcome.AGAIN:
            standing |= one.sets
        steps.append(Step(one.id, outcome, dict(standing)))
        if outcome is Outcome.CLASH:
            break
    return steps


def differing(intent: Intent, there: Fields | None) -> list[str]:
    """Name the fields that a change sets otherwise than they stand there; in their order."""
    return [name for name in intent.sets if there is None or intent.sets[name] != there.get(name)]


def groups_of(kind: str, names: Sequence[str] | Fields) -> frozenset[str]:
    """Give the fields that belong with these: their whole groups."""
    return frozenset(names) | _touched(kind, names)


def _touched(kind: str, names: Sequence[str] | Fields) -> frozenset[str]:
    found: set[str] = set()
    for group in GROUPS.get(kind, ()):
        if group & set(names):
            found |= group
    return frozenset(found)


def _done(there: Fields, intents: Sequence[Intent]) -> int:
    """Count the changes, from the oldest on, that may be done and whose joint effect is there."""
    made: dict[str, object] = {}
    done = 0
    for number, one in enumerate(intents, 1):
        if not one.sets or not one.may_be_done:
            break
        made |= one.sets
        if all(there.get(name) == value for name, value in made.items()):
            done = number
    return done


def _outcome(kind: str, there: Fields, one: Intent) -> Outcome:
    if all(there.get(name) == value for name, value in one.sets.items()) and one.sets:
        return Outcome.SETTLED
    by_order = CONTACT.get(kind, frozenset())
    for name in groups_of(kind, one.sets) - by_order:
        if _moved(name, there, one):
            return Outcome.CLASH
    return Outcome.AGAIN


def _moved(name: str, there: Fields, one: Intent) -> bool:
    if one.seen is not None and name in one.seen:
        return there.get(name) != one.seen[name]
    # Nobody knows what its maker saw: only the very same value is no clash.
    return name in one.sets and there.get(name) != one.sets[name]
