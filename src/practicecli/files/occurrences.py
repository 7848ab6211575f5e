"""From the events of one calendar to occurrences: series unrolled, identities that last."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Final

from practicecli.domain.incoming import IncomingEvent
from practicecli.domain.problems import Problem, warning
from practicecli.files.pieces import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

# What the libraries let through when a file lies about itself: "this part is bad".
LIBRARY_TROUBLE: Final = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    OSError,  # a zone by the name of a folder of zones
)
MOST_A_DAY: Final = 24  # an appointment that repeats more often is none
EARLIEST: Final = 1900  # the year; a series that starts before it would be unrolled for minutes
_DAY: Final = timedelta(days=1)
_OFTEN: Final = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_REPEATING: Final = ("RRULE", "RDATE", "RECURRENCE-ID")
_TIMES_OF_DAY: Final = ("BYHOUR", "BYMINUTE", "BYSECOND")
_LONGEST_TEXT: Final = 1000  # characters of a summary or place; more is no name
_LINK: Final = re.compile(
    r"https://(?:[\w-]+\.)*"
    r"(?:zoom\.us|zoomgov\.com|meet\.google\.com|teams\.microsoft\.com|teams\.live\.com|doxy\.me|"
    r"whereby\.com|webex\.com|vsee\.com|vsee\.me|thera-?link\.com|headway\.co|helloalma\.com|"
    r"simplepractice\.com|facetime\.apple\.com|gotomeeting\.com|jit\.si)/[^\s<>\"'\\]+",
    re.IGNORECASE,
)
_LINK_PLACES: Final = (
    "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "URL", "LOCATION",
    "DESCRIPTION",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """The days looked at, both included, and the zone of times that name none."""

    first: date
    last: date
    zone: tzinfo

    def holds(self, instant: datetime) -> bool:
        """Say whether an instant is on one of the days, as they run in the zone."""
        return self.first <= instant.astimezone(self.zone).date() <= self.last

    def instant(self, when: date | datetime) -> datetime:
        """Give the UTC instant of a library's date (its midnight), floating or aware time."""
        if not isinstance(when, datetime):
            when = datetime.combine(when, time())
        return (when if when.tzinfo else when.replace(tzinfo=self.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Group:
    """The events of one uid: the one that counts, and the occurrences that were changed."""

    number: int
    uid: str
    master: Any
    changed: tuple[Any, ...]

    @property
    def repeats(self) -> bool:
        """Whether there is more to it than one event."""
        return bool(self.changed) or any(key in self.master for key in _REPEATING)

    def original_start(self, component: Any, window: Window) -> date | datetime:  # noqa: ANN401
        """Give the start the series had for this occurrence; in UTC where it has a time."""
        named = _one(component, "RECURRENCE-ID")
        when: date | datetime = named.dt if named else _one(component, "DTSTART").dt
        usual = _one(self.master, "DTSTART").dt
        if not isinstance(usual, datetime):
            return when.date() if isinstance(when, datetime) else when
        if not isinstance(when, datetime):  # some programs name only the day
            when = datetime.combine(when, usual.timetz())
        return window.instant(when)


def occurrences_of(
    calendar: Any,  # noqa: ANN401  the library is untyped
    window: Window,
    problems: list[Problem],
) -> Iterator[IncomingEvent]:
    """Give what happens in the window; what is bad about an event is added to the problems."""
    called_off = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    for group in _groups(calendar, problems):
        try:
            for component in _components(group, window, problems):
                yield _incoming(component, group, window, called_off=called_off)
        except LIBRARY_TROUBLE:
            problems.append(_unusable(group.number))


def number_of(event: Any) -> int:  # noqa: ANN401
    """Give the place of an event in its file, from 1; 0 for one inside a damaged one."""
    number = _text(event, NUMBER)
    return int(number) if number.isdecimal() else 0


def _groups(calendar: Any, problems: list[Problem]) -> Iterator[_Group]:  # noqa: ANN401
    by_uid: dict[str, list[tuple[int, Any]]] = {}
    for event in calendar.walk("VEVENT"):
        number = number_of(event)
        try:
            uid = _text(event, "UID").strip() or _made_up_uid(event, number, problems)
            usable = _one(event, "DTSTART").dt.year >= EARLIEST
        except LIBRARY_TROUBLE:
            usable = False
        if not usable:
            problems.append(_unusable(number))
            continue
        while "RECURRENCE-ID" not in event and "UID" not in event and uid in by_uid:
            uid += "+"
        by_uid.setdefault(uid, []).append((number, event))
    for uid, events in by_uid.items():
        yield _group(uid, events, problems)


def _unusable(number: int) -> Problem:
    return Problem(
        "bad-event",
        f"Event {number} of the file could not be read",
        "Schedule it by hand, with `practice session schedule`",
    )


def _made_up_uid(event: Any, number: int, problems: list[Problem]) -> str:  # noqa: ANN401
    problems.append(
        warning(
            "no-uid",
            f"Event {number} has no identity, so a later move of it will look like a new event",
        )
    )
    told = f"{_text(event, 'SUMMARY')} {_one(event, 'DTSTART').dt.isoformat()}"
    return "no-uid-" + hashlib.sha256(told.encode()).hexdigest()[:20]


def _group(uid: str, events: list[tuple[int, Any]], problems: list[Problem]) -> _Group:
    masters = [(number, event) for number, event in events if "RECURRENCE-ID" not in event]
    changed = [event for _, event in events if "RECURRENCE-ID" in event]
    if not masters:
        return _Group(events[0][0], uid, changed[0], tuple(changed))
    # The later one wins where the sequence numbers are alike.
    number, master = max(masters, key=lambda pair: (_sequence(pair[1]), pair[0]))
    if len(masters) > 1:
        problems.append(
            warning(
                "duplicate-event",
                f"Event {number} is in the file {len(masters)} times; its newest form was taken",
            )
        )
    return _Group(number, uid, master, tuple(changed))


def _components(group: _Group, window: Window, problems: list[Problem]) -> Iterator[Any]:
    if not group.repeats:
        if window.holds(window.instant(_one(group.master, "DTSTART").dt)):
            yield group.master
        return
    if _repeats_too_often(group.master):
        message = f"Event {group.number} repeats over {MOST_A_DAY} times a day: no appointment"
        problems.append(Problem("too-often", message, "Schedule it by hand if it is one"))
        return
    given = set()
    for component in _unrolled(group, window):
        original = group.original_start(component, window)
        here = window.holds(window.instant(_one(component, "DTSTART").dt))
        if here or window.holds(window.instant(original)):
            given.add(original)
            yield component
    # One that was moved out of these days must still be seen: it was scheduled in them before.
    for component in sorted(group.changed, key=_sequence, reverse=True):
        original = group.original_start(component, window)
        if original not in given and window.holds(window.instant(original)):
            given.add(original)
            yield component


def _unrolled(group: _Group, window: Window) -> list[Any]:
    import recurring_ical_events
    from icalendar import Calendar

    calendar = Calendar()
    calendar.subcomponents = [group.master, *group.changed]
    if group.master in group.changed:
        calendar.subcomponents = list(group.changed)
    # The library compares days in the zone of each event, which may be a day away from ours.
    found = recurring_ical_events.of(calendar).between(window.first - _DAY, window.last + 2 * _DAY)
    return list(found)


def _repeats_too_often(master: Any) -> bool:  # noqa: ANN401
    rules = master.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if str(rule.get("FREQ", [""])[0]).upper() in _OFTEN:
            return True
        if int(rule.get("INTERVAL", [1])[0]) < 1:
            return True  # the library would never come back from it
        times = 1
        for part in _TIMES_OF_DAY:
            times *= max(1, len(rule.get(part, [])))
        if times > MOST_A_DAY:
            return True
    return False


def _incoming(
    component: Any,  # noqa: ANN401
    group: _Group,
    window: Window,
    *,
    called_off: bool,
) -> IncomingEvent:
    when = _one(component, "DTSTART").dt
    instance = group.uid
    if group.repeats:
        original = group.original_start(component, window)
        form = "%Y%m%dT%H%M%SZ" if isinstance(original, datetime) else "%Y%m%d"
        instance += "/" + original.strftime(form)
    return IncomingEvent(
        uid=group.uid,
        instance=instance,
        starts_at=window.instant(when),
        ends_at=window.instant(_end(component, when)),
        summary=_text(component, "SUMMARY")[:_LONGEST_TEXT].strip(),
        location=_text(component, "LOCATION")[:_LONGEST_TEXT].strip(),
        link=_link(component),
        all_day=not isinstance(when, datetime),
        cancelled=called_off or _text(component, "STATUS").upper() == "CANCELLED",
        sequence=_sequence(component),
        recurring=group.repeats,
    )


def _end(component: Any, start: date | datetime) -> date | datetime:  # noqa: ANN401
    """Give the end as written, else by the duration, else as RFC 5545 (3.6.1) says without both."""
    if named := _one(component, "DTEND"):
        end: date | datetime = named.dt
        if isinstance(end, datetime) and end.tzinfo is None and isinstance(start, datetime):
            return end.replace(tzinfo=start.tzinfo)
        return end
    if lasts := _one(component, "DURATION"):
        length: timedelta = lasts.dt
        return start + length
    return start if isinstance(start, datetime) else start + _DAY


def _link(component: Any) -> str | None:  # noqa: ANN401
    for place in _LINK_PLACES:
        if found := _LINK.search(_text(component, place)):
            return found[0].rstrip(".,;)")
    return None


def _one(component: Any, key: str) -> Any:  # noqa: ANN401
    """Give a property's value, the first where a program wrote it twice."""
    value = component.get(key)
    return value[0] if isinstance(value, list) and value else value


def _text(component: Any, key: str) -> str:  # noqa: ANN401
    return str(_one(component, key) or "")


def _sequence(component: Any) -> int:  # noqa: ANN401
    return int(_one(component, "SEQUENCE") or 0)
