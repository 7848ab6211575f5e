"""When a session may be confirmed or corrected: its status, its end, its deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from practicecli.domain.problems import Problem, warning
from practicecli.domain.sessions import Session, SessionStatus, TrueTimes


def objections_to_status(session: Session) -> Iterator[Problem]:
    """Say why a session may not be confirmed as it stands."""
    if session.status is SessionStatus.CONFIRMED:
        yield Problem(
            "already-confirmed",
            f"Session {session.ref} is confirmed already",
            f"Correct it with `practice session modify {session.ref}`",
        )
    elif session.status is not SessionStatus.SCHEDULED:
        yield Problem("not-scheduled", f"Session {session.ref} is {session.status.value}")


def objections_to_changing(session: Session, now: datetime) -> Iterator[Problem]:
    """Say why what was confirmed may not be corrected any more."""
    if session.status is not SessionStatus.CONFIRMED:
        yield Problem(
            "not-scheduled" if session.status is not SessionStatus.SCHEDULED else "not-confirmed",
            f"Session {session.ref} is {session.status.value}, not confirmed",
            f"practice session confirm {session.ref} --cpt CODE --dx CODE",
        )
    elif session.edit_until is not None and session.edit_until == session.confirmed_at:
        yield Problem(
            "edit-closed",
            f"{session.platform} takes no corrections: session {session.ref} is confirmed for good",
            f"Ask {session.platform}'s support",
        )
    elif session.edit_until is not None and now > session.edit_until:
        yield Problem(
            "edit-closed",
            f"The time to correct session {session.ref} has passed",
            f"Ask {session.platform}'s support",
        )


def objections_to_time(
    session: Session,
    times: TrueTimes,
    now: datetime,
    confirm_by: datetime | None,
    *,
    early: bool,
) -> Iterator[Problem]:
    """Say why a session may not be confirmed now; `early` where its day has not come."""
    if early:  # whatever times are said: the claim would be for a day that has not come
        yield not_held(session, f"If it was held, `practice session move {session.ref} WHEN` first")
    elif now < times.stop:
        yield not_held(session, f"When it is over: `practice session stop {session.ref}`")
    elif confirm_by is not None and now > confirm_by:
        yield Problem(
            "too-late",
            f"Session {session.ref} had to be confirmed earlier; its time has passed",
            f"Ask {session.platform}'s support, or `practice session cancel {session.ref} --by me`",
        )


def not_held(session: Session, fix: str) -> Problem:
    """Say that a session has not ended, and what to do."""
    return Problem("not-held", f"Session {session.ref} has not ended yet", fix)


def doubt_about_hour(session: Session, times: TrueTimes, zone: tzinfo) -> Problem:
    """Speak up where true times lie far from the appointment's."""
    said, planned = (at.astimezone(zone) for at in (times.start, session.starts_at))
    return warning(
        "times-far",
        f"It is said to have begun at {said:%H:%M}; it was scheduled for {planned:%H:%M}",
        f"If that is a slip, `practice session modify {session.ref} --start T --stop T`",
    )
