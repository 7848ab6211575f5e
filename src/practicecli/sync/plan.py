"""What a sync will do, decided before anything is sent: pure, and testable without a network."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Record = tuple[str, str]
"""A kind and an id."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that waits. `sent`: it may have arrived; `sealed`: its text must be opened first."""

    id: str
    record: Record
    seen_version: int
    sent: bool = False
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of each change: asked for, sent against a version, or held back and why."""

    ask: tuple[str, ...] = ()
    send: tuple[tuple[str, int], ...] = ()
    locked: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


def plan_push(pending: Sequence[Pending], *, stuck: Collection[Record], can_open: bool) -> Plan:
    """Decide about changes in their order. `stuck` records wait until a person has decided.

    A change whose outcome is unknown is asked for, and holds back the later ones of its record.
    Of a record's changes that go together, each counts from the version that the one before makes.
    """
    ask: list[str] = []
    send: list[tuple[str, int]] = []
    locked: list[str] = []
    behind: list[str] = []
    held = set(stuck)
    made: dict[Record, int] = {}
    for one in pending:
        if one.record in held:
            behind.append(one.id)
        elif one.sent:
            ask.append(one.id)
            held.add(one.record)
        elif one.sealed and not can_open:
            locked.append(one.id)
            held.add(one.record)
        else:
            version = made.get(one.record, one.seen_version)
            send.append((one.id, version))
            made[one.record] = version + 1
    return Plan(tuple(ask), tuple(send), tuple(locked), tuple(behind))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do here about each answered change."""

    applied: tuple[tuple[str, int], ...] = ()
    refused: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    again: tuple[tuple[str, int], ...] = ()


def judge(
    sent: Sequence[tuple[str, Record, int]], outcomes: Mapping[str, tuple[str, int]]
) -> Verdict:
    """Read the outcomes, id to (word, version), of (id, record, version it was sent against).

    After a refusal or a conflict, what followed on that record was made from a version that never
    came to be: its conflict is not one, and it waits again from the version that was left.
    """
    applied: list[tuple[str, int]] = []
    refused: list[str] = []
    conflicts: list[str] = []
    again: list[tuple[str, int]] = []
    left: dict[Record, int] = {}
    for identity, record, version in sent:
        word, now = outcomes.get(identity, ("unknown", 0))
        if word == "applied":
            applied.append((identity, now))
        elif word == "refused":
            refused.append(identity)
            left.setdefault(record, version)
        elif word == "conflict" and record not in left:
            conflicts.append(identity)
            left[record] = version
        elif word == "conflict":
            again.append((identity, left[record]))
    return Verdict(tuple(applied), tuple(refused), tuple(conflicts), tuple(again))
