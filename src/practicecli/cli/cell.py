"""One value of a record as a person, a pipe or a CSV file gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from practicecli.cli.text import day, money, plain_money, safe, when

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

Kind = Literal["text", "ref", "money", "number", "instant", "moment", "date"]
TO_THE_RIGHT = frozenset({"money", "number"})
WHOLE = frozenset({"ref", "money", "number", "moment", "date"})


@dataclass(frozen=True, slots=True)
class Column:
    """What a list shows of its records: a title, the record's key, and the kind of value."""

    title: str
    key: str
    kind: Kind = "text"


def for_person(
    column: Column, record: Mapping[str, Any], now: datetime | None, zone: tzinfo | None
) -> str:
    """Show a value short; instants in the practice's zone with a hint, once both are known."""
    value = record.get(column.key)
    if value in (None, ""):
        return ""
    if column.kind == "money":
        return money(int(value))
    if column.kind in {"instant", "moment"} and now is not None and zone is not None:
        shown = when(_instant(value), now, zone)
        # A list has no room for how far away each is.
        return shown.partition(" (")[0] if column.kind == "moment" else shown
    if column.kind == "date" and now is not None:
        here = now.astimezone(zone) if zone else now
        return day(_date(value), here.date())
    return _words(value)


def for_pipe(column: Column, record: Mapping[str, Any]) -> str:
    """Write a value for a script: ISO 8601, money as `1240.00`."""
    value = record.get(column.key)
    if column.kind == "money" and value is not None:
        return plain_money(int(value))
    return _words(value)


def for_csv(column: Column, record: Mapping[str, Any]) -> str | int:
    """Give a value as JSON has it, cents as cents; lists with spaces between, `yes` and `no`."""
    value = record.get(column.key)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return " ".join(map(_words, value)) if isinstance(value, (list, tuple)) else _words(value)


def for_screen_csv(column: Column, record: Mapping[str, Any]) -> str | int:
    """Give the same for a terminal, with nothing in it to obey."""
    value = for_csv(column, record)
    return safe(value) if isinstance(value, str) else value


def _instant(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _date(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _words(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(held)}" for key, held in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_words, value))
    return str(value)
