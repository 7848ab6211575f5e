"""The times a person types: ISO, or a small grammar of our own. Nothing is guessed.

    2026-11-24 15:00   2026-11-24T15:00   today 3pm   tomorrow 15:00   mon 15:00
    in 2h   in 3d 15:00

A weekday is the next one after today. All else is refused: for appointments a guess is a harm.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

EXAMPLES = "`2026-11-24 15:00`, `today 3pm`, `tomorrow 15:00`, `mon 15:00` or `in 2h`"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]+(\S+))?$", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2})(?::(\d{2}))?)?\s*(am|pm)?$", re.ASCII | re.IGNORECASE)
_SPAN = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?$", re.ASCII)
_LONGEST_SPAN = 32  # characters; no span of a life is longer
_YEARS = range(1900, 2200)  # outside them a year is a slip, and the calendar's ends are near
_NOON = 12


class NotATimeError(ValueError):
    """What was typed is not in the grammar; the text says what is."""


class NoSuchTimeError(NotATimeError):
    """What was typed is a time that the spring change skips on that day."""


def read_clock(text: str) -> time:
    """Read a time of day: `15:00`, `9:05`, `10:00:00`, `3pm`, `3:30 pm`. A bare `15` is refused."""
    found = _CLOCK.match(text.strip())
    if not found:
        raise NotATimeError(f"`{text}` is not a time of day; type it as `15:00` or `3pm`")
    hour, minute, second, half = found.groups()
    value = int(hour)
    if half:
        if not 1 <= value <= _NOON:
            raise NotATimeError(f"`{text}` is not a time of day; type it as `15:00` or `3pm`")
        value = value % _NOON + (_NOON if half.lower() == "pm" else 0)
    elif minute is None:
        raise NotATimeError(f"`{text}` could be morning or evening; type `{value:02d}:00` or `3pm`")
    try:
        return time(value, int(minute or 0), int(second or 0))
    except ValueError as error:
        raise NotATimeError(
            f"`{text}` is not a time of day; type it as `15:00` or `3pm`"
        ) from error


def read_span(text: str) -> timedelta:
    """Read a length of time: `60m`, `1h`, `1h30m`, `3d`, `2w`. A bare number is refused."""
    squeezed = text.strip().lower().replace(" ", "")
    found = _SPAN.match(squeezed) if 0 < len(squeezed) <= _LONGEST_SPAN else None
    if not found:
        raise NotATimeError(
            f"`{text}` is not a length of time; type it as `60m`, `1h30m`, `3d` or `2w`"
        )
    weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    try:
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    except OverflowError as error:
        raise NotATimeError(f"`{text}` is too long") from error


def read_day(text: str, *, today: date) -> date:
    """Read a day: ISO, `today`, `tomorrow`, `yesterday`, or a weekday (the next after today)."""
    word = text.strip().lower()
    near = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if word in near:
        return today + timedelta(days=near[word])
    if len(word) >= len("mon"):
        for number, name in enumerate(DAYS):
            if name.startswith(word):
                return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    try:
        return _within(date.fromisoformat(word))
    except ValueError as error:
        raise NotATimeError(
            f"`{text}` is not a day; type it as `2026-11-24`, `today`, `tomorrow` or `mon`"
        ) from error


def read_moment(text: str, *, now: datetime) -> datetime:
    """Read a moment. `now` is aware, in the practice's zone.

    The answer is wall time there, naive, unless the text carries an offset or is a span from now:
    then it is aware.
    """
    words = text.strip()
    iso = _ISO.match(words)
    if iso:
        return _iso(words, iso)
    lead, _, rest = words.partition(" ")
    if lead.lower() == "in":
        return _from_now(rest, now)
    if lead.lower() == "now" and not rest:
        return now.replace(tzinfo=None)
    if not rest:
        raise NotATimeError(f"`{text}` is not a time; type it as {EXAMPLES}")
    try:
        return datetime.combine(read_day(lead, today=now.date()), read_clock(rest))
    except NotATimeError as error:
        raise NotATimeError(f"`{text}` is not a time; type it as {EXAMPLES}") from error


def _iso(words: str, found: re.Match[str]) -> datetime:
    day, clock = found.groups()
    if clock is None:
        raise NotATimeError(f"`{words}` says no time of day; type it as `{day} 15:00`")
    try:
        on = _within(date.fromisoformat(day))
    except ValueError as error:
        raise NotATimeError(f"`{words}` is not a time; type it as {EXAMPLES}") from error
    if ":" in clock:  # a bare `15` could be morning or evening; `3pm` is read below
        try:
            return datetime.fromisoformat(f"{day}T{clock}")
        except ValueError:
            pass
    try:
        return datetime.combine(on, read_clock(clock))
    except ValueError as error:
        raise NotATimeError(f"`{words}` is not a time; type it as {EXAMPLES}") from error


def _from_now(rest: str, now: datetime) -> datetime:
    span, _, clock = rest.strip().partition(" ")
    later = read_span(span)
    here = now.replace(second=0, microsecond=0)
    try:
        if clock:
            return datetime.combine(_within((here + later).date()), read_clock(clock))
        # Elapsed time, so that `in 2h` is two hours even on the night the clocks change.
        then = (here.astimezone(UTC) + later).astimezone(here.tzinfo)
        _within(then.date())
    except (OverflowError, ValueError) as error:
        raise NotATimeError(f"`in {rest.strip()}` is not a time; type it as {EXAMPLES}") from error
    return then


def _within(day: date) -> date:
    if day.year not in _YEARS:
        raise ValueError(day.year)
    return day


def clock_on(text: str, day: date, zone: tzinfo) -> datetime:
    """Read a time of day, or a whole ISO moment, as an instant on a session's day.

    A time that the spring change skips is refused; one that the autumn change repeats is the first.
    """
    words = text.strip()
    if _ISO.match(words):
        moment = _iso(words, _ISO.match(words))  # type: ignore[arg-type]
    else:
        moment = datetime.combine(day, read_clock(words))
    if moment.tzinfo is None:
        local = moment.replace(tzinfo=zone)
        if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
            raise NoSuchTimeError(f"`{text}` does not exist on {day}: the clocks go forward then")
        moment = local
    return moment.astimezone(UTC)
