"""Dates, places and sizes in the words of a paper; English whatever the computer speaks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_NOON = 12
_KILO = 1000
PLACES: Final = {
    "office": "Office, in person",
    "video-home": "Video, the client at home",
    "video": "Video, the client elsewhere than at home",
}
PARTICIPANTS: Final = {
    "client": "The client",
    "client-family": "The client with family or partner",
    "family": "Family, without the client",
    "group": "A group",
    "families": "Several families together",
}
OCCASIONS: Final = {"intake": "Intake", "crisis": "Crisis"}


def day(value: date) -> str:
    """Write a date, such as `November 24, 2026`."""
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"


def long_day(value: date) -> str:
    """Write a date with its weekday."""
    return f"{_WEEKDAYS[value.weekday()]}, {day(value)}"


def clock(value: datetime) -> str:
    """Write a time of day with its zone, such as `9:05 AM EST`."""
    return f"{_hour(value)} {_zone(value)}"


def moment(value: datetime) -> str:
    """Write an instant, such as `November 24, 2026, 9:05 AM EST`."""
    return f"{day(value.date())}, {clock(value)}"


def span(start: datetime, stop: datetime) -> str:
    """Write from when to when; what is the same at both ends is said once."""
    if start.date() != stop.date():
        return f"{moment(start)} to {moment(stop)}"
    if _zone(start) != _zone(stop):  # the clocks were changed in between
        return f"{clock(start)} to {clock(stop)}"
    return f"{_hour(start)} to {clock(stop)}"


def size(count: int) -> str:
    """Write a file's size, rounded up so that it is never nothing."""
    if count < _KILO:
        return f"{count} bytes"
    if count < _KILO * _KILO:
        return f"{-(-count // _KILO)} kB"
    return f"{count / _KILO / _KILO:.1f} MB"


def _hour(value: datetime) -> str:
    half = "AM" if value.hour < _NOON else "PM"
    return f"{value.hour % _NOON or _NOON}:{value.minute:02d} {half}"


def _zone(value: datetime) -> str:
    # A zone without a name of letters gives its offset, which says as much.
    return value.tzname() or value.strftime("%z")
