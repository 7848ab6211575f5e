"""A calendar's text in pieces small enough to parse one by one, without what is out of its days.

The parser keeps some nine kilobytes for each event; ten years of a practice are more than the
memory an import may take, and all but a few weeks of them would be thrown away.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

EVENTS_A_PIECE: Final = 500
NUMBER: Final = "X-PRACTICECLI-NUMBER"  # the place of an event in the file, for what is said of it
_MARGIN: Final = timedelta(days=3)  # more than any zone, and its date line, can shift a day
_FOLD: Final = re.compile(r"\r?\n[ \t]")
_CALENDAR: Final = re.compile(
    r"^BEGIN:VCALENDAR[ \t]*\n(.*?)^END:VCALENDAR[ \t]*$", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
_OPENING: Final = re.compile(r"^BEGIN:VCALENDAR", re.MULTILINE | re.IGNORECASE)
_EVENT: Final = re.compile(
    r"^BEGIN:VEVENT[ \t]*\n(.*?^END:VEVENT)[ \t]*\n", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
_UID: Final = re.compile(r"^UID[^:\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
_START: Final = re.compile(r"^DTSTART[^:\n]*:(\d{8})", re.MULTILINE | re.IGNORECASE | re.ASCII)
_REPEATS: Final = re.compile(r"^(?:RRULE|RDATE|RECURRENCE-ID)[;:]", re.MULTILINE | re.IGNORECASE)


def pieces(text: str, first: date, last: date) -> Iterator[str]:
    """Give calendars that together hold what may happen on the days; raises ValueError for a torso.

    All events of one uid are in one piece. Each event carries its `NUMBER`.
    """
    whole = _FOLD.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    calendars = list(_CALENDAR.finditer(whole))
    if not calendars or len(calendars) != len(_OPENING.findall(whole)):
        raise ValueError
    days = (_digits(first - _MARGIN), _digits(last + _MARGIN))
    number = 0
    for calendar in calendars:
        body = calendar[1]
        series: dict[str, list[str]] = {}
        for event in _EVENT.finditer(body):
            number += 1
            uid = _UID.search(event[1])
            block = f"BEGIN:VEVENT\n{NUMBER}:{number}\n{event[1]}\n"
            series.setdefault(uid[1] if uid else f"\n{number}", []).append(block)
        kept = [events for events in series.values() if _may_happen(events, *days)]
        yield from _packed(_EVENT.sub("", body), kept)


def _packed(head: str, kept: Iterable[list[str]]) -> Iterator[str]:
    piece: list[str] = []
    for events in kept:
        piece += events
        if len(piece) >= EVENTS_A_PIECE:
            yield _calendar(head, piece)
            piece = []
    yield _calendar(head, piece)


def _calendar(head: str, events: list[str]) -> str:
    return f"BEGIN:VCALENDAR\n{head}{''.join(events)}END:VCALENDAR\n"


def _may_happen(events: list[str], earliest: str, latest: str) -> bool:
    for event in events:
        start = _START.search(event)
        if start is None or earliest <= start[1] <= latest or _REPEATS.search(event):
            return True
    return False


def _digits(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"
