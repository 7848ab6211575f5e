"""What a sync will do, decided before anything is sent: pure, and testable without a network."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

Record = tuple[str, str]
"""A kind and an id."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that waits. `sent`: it may have arrived; `sealed`: its text must be opened first.

    `needs` names a record that has to be there before, and of which the platform knows nothing yet.
    """

    id: str
    record: Record
    seen_version: int
    sent: bool = False
    sealed: bool = False
    needs: Record | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of each change: asked for, sent against a version, or held back and why."""

    ask: tuple[str, ...] = ()
    send: tuple[tuple[str, int], ...] = ()
    locked: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()

    def steps(self) -> dict[str, str]:
        """Name what becomes of each change: `ask`, `send`, `locked` or `behind`."""
        return {
            **dict.fromkeys(self.ask, "ask"),
            **{identity: "send" for identity, _ in self.send},
            **dict.fromkeys(self.locked, "locked"),
            **dict.fromkeys(self.behind, "behind"),
        }


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
        if one.record in held or _is_missing(one.needs, made):
            behind.append(one.id)
            held.add(one.record)
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


def _is_missing(needs: Record | None, made: Collection[Record]) -> bool:
    return needs is not None and needs not in made


@dataclass(frozen=True, slots=True)
class Answered:
    """A change that was sent, the version it was sent against, and the platform's word about it."""

    id: str
    record: Record
    sent_against: int
    word: str
    version: int
    needs: Record | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do here about each answered change."""

    applied: tuple[tuple[str, int], ...] = ()
    refused: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    again: tuple[tuple[str, int], ...] = ()


def judge(answers: Sequence[Answered]) -> Verdict:
    """Read what became of changes, in the order in which they were sent.

    After a refusal or a conflict, what followed on that record was made from a version that never
    came to be: its conflict is not one, and it waits again from the version that was left. So does
    what was refused only because a record it needs was.
    """
    applied: list[tuple[str, int]] = []
    refused: list[str] = []
    conflicts: list[str] = []
    again: list[tuple[str, int]] = []
    left: dict[Record, int] = {}
    orphans: set[Record] = set()
    for one in answers:
        follows = one.record in left
        orphaned = one.needs in left or one.record in orphans
        if one.word == "applied":
            applied.append((one.id, one.version))
        elif orphaned or (follows and one.word == "conflict"):
            again.append((one.id, left.setdefault(one.record, one.sent_against)))
            orphans |= {one.record} if orphaned else set()
        elif one.word in {"refused", "conflict"}:
            (refused if one.word == "refused" else conflicts).append(one.id)
            left.setdefault(one.record, one.sent_against)
    return Verdict(tuple(applied), tuple(refused), tuple(conflicts), tuple(again))


# Beyond either, a list that shrank looks like a fault over there: a person says yes first.
MOST_GONE = 50  # records
MOST_GONE_SHARE = 0.2  # of those here


def is_mass_delete(gone: int, here: int) -> bool:
    """Say whether so many records taken out at once look like somebody's mistake."""
    return gone > MOST_GONE or gone > MOST_GONE_SHARE * here
