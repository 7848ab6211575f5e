"""Now, and time zones.

Instants are aware datetimes in UTC; stored as text that compares as time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

_WIDTH = len("2026-11-24T20:00:00Z")


def now(
    env: Mapping[str, str], *, offset_seconds: int = 0, sandboxed: bool, naive: tzinfo = UTC
) -> datetime:
    """Tell the time in UTC, whole seconds: `PRACTICE_NOW` or the clock, plus the offset.

    A `PRACTICE_NOW` without an offset is read in the zone `naive`. Both are only for sandboxes:
    raises UsageError where a real platform could see an invented time.
    """
    said = env.get("PRACTICE_NOW", "").strip()
    if not sandboxed:
        if said:
            raise _usage(
                "`PRACTICE_NOW` is only for practice with sandbox platforms",
                "Unset `PRACTICE_NOW`, or use it with `practice demo`",
            )
        return datetime.now(UTC).replace(microsecond=0)
    start = _said(said, naive) if said else datetime.now(UTC).replace(microsecond=0)
    return start + timedelta(seconds=offset_seconds)


def _said(text: str, naive: tzinfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=naive)
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        raise _usage(
            "`PRACTICE_NOW` is not a time", "Set it to a time such as `2026-11-24T15:00:00-05:00`"
        ) from error


def zone(name: str) -> ZoneInfo:
    """Find an IANA time zone by its name; raises UsageError."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _usage(
            f"`{name}` is not a time zone known here", "Give one such as `America/New_York`"
        ) from error


def iso_utc(moment: datetime) -> str:
    """Give an instant as it is stored, `YYYY-MM-DDTHH:MM:SSZ`.

    Raises ValueError for a naive one.
    """
    if moment.tzinfo is None:
        raise ValueError("an instant needs its zone")
    # Not strftime: on some systems it does not fill the year up to four digits.
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def from_iso_utc(text: str) -> datetime:
    """Read an instant as `iso_utc` gave it; raises ValueError for any other form."""
    if len(text) != _WIDTH or text[-1] != "Z" or text[10] != "T":
        raise ValueError("not a stored instant")
    return datetime.fromisoformat(text)


def local_iso(text: str, where: tzinfo) -> str:
    """Give a stored instant as people and scripts see it: ISO 8601 with the zone's offset."""
    return from_iso_utc(text).astimezone(where).isoformat()


def exists_twice(naive: datetime, where: tzinfo) -> bool:
    """Whether this wall time is passed twice, as in the hour when clocks go back."""
    return _both(naive, where)[0] < _both(naive, where)[1]


def resolve_wall(naive: datetime, where: tzinfo, fold: int | None = None) -> datetime:
    """Turn a wall time into an instant in UTC; `fold` 0 is the earlier of two, 1 the later.

    Raises RefusedError (`no-such-time`, with both choices) in the gap of spring and UsageError
    where the time exists twice and `fold` was not given.
    """
    first, second = _both(naive, where)
    if first > second:
        raise _no_such_time(naive, first.astimezone(where), second.astimezone(where))
    if first < second and fold is None:
        raise _usage(
            f"`{naive:%Y-%m-%d %H:%M}` exists twice in {where}: clocks go back in that hour",
            "Add `--fold 0` for the earlier or `--fold 1` for the later",
        )
    return second if fold else first


def _both(naive: datetime, where: tzinfo) -> tuple[datetime, datetime]:
    # Across a gap the two offsets swap places, so that the first comes out after the second.
    first, second = (naive.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first, second


def _no_such_time(naive: datetime, later: datetime, earlier: datetime) -> Exception:
    from practicecli.domain.problems import Problem
    from practicecli.errors import RefusedError

    choices = f"`{earlier:%Y-%m-%d %H:%M}` or `{later:%Y-%m-%d %H:%M}`"
    sentence = (
        f"`{naive:%Y-%m-%d %H:%M}` does not exist in {later.tzinfo}: clocks go forward over it"
    )
    problem = Problem("no-such-time", sentence, f"Type {choices}")
    return RefusedError(sentence, [problem], hint=f"Type {choices}")


def _usage(sentence: str, hint: str) -> Exception:
    from practicecli.errors import UsageError

    return UsageError(sentence, hint=hint)
