"""What a calendar would change here: a step for each occurrence; a second run is quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from practicecli.domain.matching import Fit, Known, Roll

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from practicecli.domain.incoming import IncomingEvent

OPEN_STATUS: Final = "scheduled"  # the only one in which a calendar may still move or cancel
LONGEST: Final = timedelta(hours=24)  # above it an entry is a journey, not a session
# A series that is shifted as a whole gives its occurrences new identities. Half a day is less than
# the way to the next occurrence of a daily one, so the pair is never a guess between two.
SHIFT: Final = timedelta(hours=12)


class StepKind(StrEnum):
    """What to do about an occurrence."""

    SCHEDULE = "schedule"
    MOVE = "move"
    CANCEL = "cancel"
    UNCHANGED = "unchanged"
    UNMATCHED = "unmatched"
    AMBIGUOUS = "ambiguous"
    SKIPPED = "skipped"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Imported:
    """The session that an earlier import made of an instance; times in UTC."""

    session_id: str
    starts_at: datetime
    ends_at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or the reason why nothing is done. `event` is None if the file lost it."""

    kind: StepKind
    instance: str
    event: IncomingEvent | None = None
    session_id: str | None = None
    client_id: str | None = None
    candidates: tuple[str, ...] = ()
    reason: str = ""


def plan_import(
    events: Sequence[IncomingEvent],
    known_sessions: Mapping[str, Imported],
    clients: Sequence[Known],
    *,
    window: tuple[datetime, datetime] | None = None,
) -> list[Step]:
    """Say what each occurrence asks for, given what earlier imports made of the same instances.

    With a `window`, sessions within it whose occurrence left the file get a step too: `cancel`
    where the rest of their series is still there, else `missing`, which is only to be shown.
    """
    roll = Roll(clients)
    gone = _gone(events, known_sessions, window)
    steps = []
    for event in events:
        known = known_sessions.get(event.instance) or _shifted(event, gone, known_sessions)
        steps.append(_known_step(event, known) if known else _new_step(event, roll))
    uids = {event.uid for event in events}
    steps.extend(_gone_step(instance, known, uids) for instance, known in gone.items())
    return steps


def _known_step(event: IncomingEvent, known: Imported) -> Step:
    kind, reason = StepKind.UNCHANGED, ""
    same_time = (event.starts_at, event.ends_at) == (known.starts_at, known.ends_at)
    if known.status != OPEN_STATUS:
        reason = f"It is already {known.status}"
    elif event.cancelled:
        kind, reason = StepKind.CANCEL, "It is cancelled in the calendar"
    elif not same_time and (why := _no_session(event)):
        kind, reason = StepKind.SKIPPED, why
    elif not same_time:
        kind = StepKind.MOVE
    return Step(kind, event.instance, event, known.session_id, reason=reason)


def _new_step(event: IncomingEvent, roll: Roll) -> Step:
    if event.cancelled:
        reason = "It was cancelled before it was ever scheduled here"
        return Step(StepKind.SKIPPED, event.instance, event, reason=reason)
    if why := _no_session(event):
        return Step(StepKind.SKIPPED, event.instance, event, reason=why)
    match = roll.match(event.summary)
    if match.fit is Fit.NONE:
        return Step(StepKind.UNMATCHED, event.instance, event, reason="It names no client of yours")
    if match.fit is Fit.SEVERAL:
        return Step(
            StepKind.AMBIGUOUS,
            event.instance,
            event,
            candidates=match.candidates,
            reason=f"It fits {len(match.candidates)} clients alike",
        )
    return Step(StepKind.SCHEDULE, event.instance, event, client_id=match.client_id)


def _no_session(event: IncomingEvent) -> str:
    if event.all_day:
        return "It lasts all day"
    if event.ends_at <= event.starts_at:
        return "It has no length"
    if event.ends_at - event.starts_at > LONGEST:
        return "It is longer than a day"
    return ""


def _gone(
    events: Iterable[IncomingEvent],
    known_sessions: Mapping[str, Imported],
    window: tuple[datetime, datetime] | None,
) -> dict[str, Imported]:
    if window is None:
        return {}
    here = {event.instance for event in events}
    return {
        instance: known
        for instance, known in known_sessions.items()
        if instance not in here
        and known.status == OPEN_STATUS
        and window[0] <= known.starts_at < window[1]
    }


def _shifted(
    event: IncomingEvent, gone: dict[str, Imported], known_sessions: Mapping[str, Imported]
) -> Imported | None:
    """Take, from those that are gone, the session that this occurrence of the same series was."""
    near = [
        (abs(known.starts_at - event.starts_at), instance)
        for instance, known in gone.items()
        if _uid(instance) == event.uid and abs(known.starts_at - event.starts_at) < SHIFT
    ]
    if not near:
        return None
    _, instance = min(near)
    del gone[instance]
    return known_sessions[instance]


def _gone_step(instance: str, known: Imported, uids: set[str]) -> Step:
    if _uid(instance) in uids:
        kind, reason = StepKind.CANCEL, "It was taken out of its series in the calendar"
    else:
        kind, reason = StepKind.MISSING, "It is no longer in the calendar"
    return Step(kind, instance, None, known.session_id, reason=reason)


def _uid(instance: str) -> str:
    # The start is after the last slash; a uid may hold slashes of its own.
    uid, slash, start = instance.rpartition("/")
    return uid if slash and start[:8].isdecimal() else instance
