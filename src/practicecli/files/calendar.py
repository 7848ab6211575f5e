"""A calendar file (RFC 5545) as other programs write it: the occurrences of some days, in UTC."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final  # Any: the libraries are untyped

from practicecli.domain.problems import Problem, warning
from practicecli.errors import UsageError
from practicecli.files.occurrences import LIBRARY_TROUBLE, Window, number_of, occurrences_of
from practicecli.files.pieces import pieces
from practicecli.files.textform import check_text, held

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, tzinfo

    from practicecli.domain.incoming import IncomingEvent

LARGEST: Final = 16 * 1024 * 1024  # bytes; a practice's ten years take some 2 to 8 MB
MOST_IN_ALL: Final = 50_000  # occurrences; over twenty a day for five years
_COMPARE: Final = "Compare the times with your calendar before you schedule"
_HINT: Final = "Export the calendar again as `.ics`, from the program it is kept in"


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The occurrences found, earliest first, and what in the file could not be used."""

    events: list[IncomingEvent]
    problems: list[Problem]


def read_calendar(
    stream: BinaryIO, *, name: str, zone: tzinfo, start: date, end: date
) -> CalendarFile:
    """Give the occurrences that start, or by their series should, from `start` to `end`.

    Both days are included. `zone` is where times without a zone are meant. Raises UsageError.
    """
    if end < start:
        raise UsageError("The last day is before the first", hint="Turn `--from` and `--to` round")
    text = _text(stream, name)
    problems: list[Problem] = []
    events: dict[str, IncomingEvent] = {}
    window = Window(start, end, zone)
    for calendar in _calendars(text, name, (start, end), problems):
        for event in occurrences_of(calendar, window, problems):
            if len(events) == MOST_IN_ALL:
                raise UsageError(
                    f"{name} holds over {MOST_IN_ALL:,} occurrences on these days",
                    hint="Ask for fewer days with `--from` and `--to`",
                )
            known = events.get(event.instance)
            if known is None or event.sequence >= known.sequence:
                events[event.instance] = event
    found = sorted(events.values(), key=lambda event: (event.starts_at, event.instance))
    return CalendarFile(found, list(dict.fromkeys(problems)))


def _text(stream: BinaryIO, name: str) -> str:
    content = held(stream, name, LARGEST)
    check_text(io.BytesIO(content), name)
    text = content.decode("utf-8-sig")
    if not text.lstrip()[:15].upper().startswith("BEGIN:VCALENDAR"):
        raise UsageError(f"{name} is not an iCalendar file", hint=_HINT)
    return text


def _calendars(
    text: str, name: str, days: tuple[date, date], problems: list[Problem]
) -> Iterator[Any]:
    try:
        for piece in pieces(text, *days):
            calendar = _parsed_leniently(piece, problems)
            for event in calendar.walk("VEVENT"):
                _drop_broken(event, problems)
                _name_unknown_zones(event, problems)
            yield _in_its_zone(calendar, problems)
    except LIBRARY_TROUBLE as error:
        raise UsageError(
            f"{name} is not a whole iCalendar file", hint=_HINT, problems=problems
        ) from error


def _parsed_leniently(piece: str, problems: list[Problem]) -> Any:  # noqa: ANN401
    try:
        return _parsed(piece)
    except LIBRARY_TROUBLE:
        # One bad line outside an event stops the parser; without such lines the rest is still good.
        return _parsed(_without_bad_lines(piece, problems))


def _parsed(piece: str) -> Any:  # noqa: ANN401
    from icalendar import Calendar

    with warnings.catch_warnings():
        # It warns of zone names with a vendor's prefix, which it understands rightly.
        warnings.simplefilter("ignore")
        return Calendar.from_ical(piece)


def _without_bad_lines(text: str, problems: list[Problem]) -> str:
    from icalendar import parser

    library: Any = parser
    kept = library.Contentlines()
    for line in library.Contentlines.from_ical(text):
        try:
            if line:
                library.Contentline(line, strict=False).parts()
        except LIBRARY_TROUBLE:
            message = "Some lines of the file make no sense, and were left out"
            problems.append(warning("bad-property", message))
        else:
            kept.append(line)
    return str(kept.to_ical().decode())


def _drop_broken(event: Any, problems: list[Problem]) -> None:  # noqa: ANN401
    broken = [
        key
        for key, value in event.items()
        if any(
            type(part).__name__ == "vBroken"
            for part in (value if isinstance(value, list) else [value])
        )
    ]
    for key in broken:
        del event[key]
    named = dict.fromkeys([*broken, *(key for key, _ in event.errors)])
    problems.extend(_bad_property(number_of(event), key) for key in named)


def _bad_property(number: int, key: str | None) -> Problem:
    what = f"`{key}`" if key else "a line"
    return warning(
        "bad-property",
        f"Event {number} has {what} that makes no sense, and was read without it",
        _COMPARE,
    )


def _name_unknown_zones(event: Any, problems: list[Problem]) -> None:  # noqa: ANN401
    for key in ("DTSTART", "DTEND"):
        value = event.get(key)
        zone = getattr(value, "params", {}).get("TZID")
        if zone and getattr(getattr(value, "dt", None), "tzinfo", True) is None:
            message = f"The time zone `{str(zone)[:40]}` is not known; your own is taken"
            problems.append(warning("unknown-zone", message, _COMPARE))


def _in_its_zone(calendar: Any, problems: list[Problem]) -> Any:  # noqa: ANN401
    """Give floating times the zone that Google and Apple name for the whole calendar."""
    import x_wr_timezone
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    named = calendar.pop("X-WR-TIMEZONE", None)
    if named is None:
        return calendar
    try:
        return x_wr_timezone.to_standard(
            calendar, timezone=WINDOWS_TO_OLSON.get(str(named), str(named))
        )
    except LIBRARY_TROUBLE:
        problems.append(
            warning(
                "unknown-zone",
                "The calendar names a time zone that is not known; your own is taken",
                _COMPARE,
            )
        )
        return calendar
