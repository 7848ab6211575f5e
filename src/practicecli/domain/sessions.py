"""Sessions: one appointment each, its true times, and what may be done with it when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache

from practicecli.domain.problems import Problem, warning

PAST_MIDNIGHT = timedelta(hours=4)  # a stop earlier than the start is after midnight up to here
EVERY_DAY = timedelta(days=1)


class SessionStatus(StrEnum):
    """What became of an appointment. "Unconfirmed" is scheduled and over."""

    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    LATE_CANCELLED = "late-cancelled"
    NO_SHOW = "no-show"


PLACES = ("office", "video-home", "video")
# Who took part: the client, the client with family or partner, family without the client, a group,
# several families together. And why it was held, where that decides the code.
PARTICIPANTS = ("client", "client-family", "family", "group", "families")
OCCASIONS = ("", "intake", "crisis")


@dataclass(frozen=True, slots=True)
class Session:
    """One appointment, as rules need it. Instants are UTC; `version` is the last known there.

    `participants` and `occasion` are words of `PARTICIPANTS` and `OCCASIONS`; `complexity` is the
    factor that made communication hard; `em_minutes` is what a medical visit took of the time.
    """

    id: str
    ref: str
    client: str
    platform: str
    starts_at: datetime
    ends_at: datetime
    status: SessionStatus = SessionStatus.SCHEDULED
    place: str = "office"
    state: str = ""
    actual_start: datetime | None = None
    actual_stop: datetime | None = None
    times_assumed: bool = False
    cpt: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    dx: tuple[str, ...] = ()
    note_route: str = ""
    note_status: str = "none"
    confirmed_at: datetime | None = None
    confirm_by: datetime | None = None
    sign_by: datetime | None = None
    edit_until: datetime | None = None
    file_by: datetime | None = None
    sent: str = "no"
    link: str = ""
    claim: str | None = None
    version: int = 0
    participants: str = "client"
    occasion: str = ""
    complexity: str = ""
    em_minutes: int | None = None

    @property
    def minutes(self) -> int:
        """The scheduled length in whole minutes."""
        return whole_minutes(self.starts_at, self.ends_at)


def whole_minutes(start: datetime, stop: datetime) -> int:
    """Give elapsed minutes, begun ones not counted (CPT counts true time)."""
    return int((stop - start).total_seconds() // 60)


@lru_cache(maxsize=4096)  # asked several times of each session in a batch
def _local_day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()


def service_date(session: Session, zone: tzinfo) -> date:
    """Give the day a session counts for: that of its scheduled start, in the practice's zone."""
    moment = session.starts_at
    return _local_day(moment if moment.tzinfo is UTC else moment.astimezone(UTC), zone)


@dataclass(frozen=True, slots=True)
class TrueTimes:
    """When a session really began and ended; `assumed` where the schedule stands in."""

    start: datetime
    stop: datetime
    assumed: bool

    @property
    def minutes(self) -> int:
        """The true length in whole minutes."""
        return whole_minutes(self.start, self.stop)


def true_times(
    session: Session, start: datetime | None, stop: datetime | None, zone: tzinfo | None = None
) -> TrueTimes:
    """Take what is said, else the clock of `start` and `stop`, else the scheduled times.

    A stop said without its day may be after midnight: the caller gives it on the session's day, and
    it is moved a day on where that makes at most four hours. By the clock on the wall of `zone`:
    the clocks may change in that night.
    """
    begun = start or session.actual_start
    ended = stop or session.actual_stop
    assumed = begun is None or ended is None
    begun = begun or session.starts_at
    ended = ended or session.ends_at
    if ended <= begun:
        later = (ended.astimezone(zone) + EVERY_DAY).astimezone(ended.tzinfo)
        ended = later if later - begun <= PAST_MIDNIGHT else ended
    return TrueTimes(begun, ended, assumed)


def objections_to_times(times: TrueTimes, *, longest_minutes: int) -> Iterator[Problem]:
    """Say what is wrong with the true times; silence means they can stand."""
    if times.stop <= times.start:
        yield Problem(
            "stop-before-start",
            "The stop is not after the start",
            "Give both with `--start 15:00 --stop 15:55`",
        )
    elif times.minutes > longest_minutes:
        yield Problem(
            "too-long",
            f"The session would last {times.minutes} minutes; the longest is {longest_minutes}",
            "Give the true times with `--start 15:00 --stop 15:55`",
        )


def objections_to_scheduling(
    starts_at: datetime, ends_at: datetime, *, longest_minutes: int, overlapping: list[str]
) -> Iterator[Problem]:
    """Say why an appointment may not stand at this time; `overlapping` are refs already there."""
    length = whole_minutes(starts_at, ends_at)
    if length <= 0:
        yield Problem("stop-before-start", "A session lasts at least a minute", "Give `--for 60m`")
    elif length > longest_minutes:
        yield Problem(
            "too-long",
            f"The session would last {length} minutes; the longest is {longest_minutes}",
            "Give a shorter `--for`",
        )
    for ref in overlapping:
        yield Problem(
            "overlap",
            f"Session {ref} is already there",
            f"Move it with `practice session move {ref} WHEN`, or give `--allow-overlap`",
        )


def doubts_about_overlap(session: Session, overlapping: Sequence[str]) -> Iterator[Problem]:
    """Speak up where true times share time with other sessions; reviewers look for that."""
    for ref in overlapping:
        yield warning(
            "overlap",
            f"By the times given, session {session.ref} shares time with session {ref}",
            f"Look at it with `practice session show {ref}`",
        )


def objections_to_changing(session: Session, *, what: str) -> Iterator[Problem]:
    """Say why an appointment may not be moved, started, cancelled or marked as missed."""
    if session.status is SessionStatus.CONFIRMED:
        yield Problem(
            "needs-support",
            f"Session {session.ref} is confirmed; only {session.platform} can withdraw its claim",
            f"Ask {session.platform}'s support, or correct it with"
            f" `practice session modify {session.ref}`",
        )
    elif session.status is not SessionStatus.SCHEDULED:
        yield Problem(
            "not-scheduled",
            f"Session {session.ref} is {session.status.value}; it cannot be {what}",
            "Schedule a new one with `practice session schedule`",
        )


def objections_to_missing(
    session: Session, *, what: str, addended: bool = False
) -> Iterator[Problem]:
    """Say why an appointment may not be cancelled or marked as missed: it may have been held.

    `addended`: something was added to its signed note, which so can tell why it is marked.
    """
    yield from objections_to_changing(session, what=what)
    if session.actual_stop is not None:
        yield Problem(
            "was-held",
            f"Session {session.ref} was started and stopped: it took place",
            f"practice session confirm {session.ref} --cpt CODE --dx CODE",
        )
    elif (
        session.status is SessionStatus.SCHEDULED
        and session.note_status == "signed"
        and not addended
    ):
        # A note that nobody came is signed only once the session is marked so.
        yield Problem(
            "was-held",
            f"The signed note of session {session.ref} says that it took place",
            f"If it did not, say so first: `practice note addend {session.ref} --from FILE`",
        )


def objections_to_moving(session: Session) -> Iterator[Problem]:
    """Say why an appointment may not be given another time: a signed note tells of this one."""
    yield from objections_to_changing(session, what="moved")
    if session.note_status == "signed":
        yield Problem(
            "note-locked",
            f"The note of session {session.ref} is signed: it tells of this day and time",
            "Schedule the other time as a new session with `practice session schedule`",
        )


def occurrences(
    first: datetime, *, every: timedelta, count: int | None = None, until: date | None = None
) -> list[datetime]:
    """Give the wall times of a series: every one at the same time of day, whatever the clocks do.

    It ends after `count`, or with the last one on or before `until`; one of them is given.
    """
    if count is None:
        span = (until or first.date()) - first.date()
        count = max(span // every + 1, 0)
    return [first + every * number for number in range(count)]
