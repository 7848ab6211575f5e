"""The text in which a person writes a third way, and what was written in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

_INSTANTS = frozenset({"starts_at", "ends_at", "actual_start", "actual_stop"})
_FIXED = frozenset({"status", "client", "fee_cents", "text"})
_HEAD = """\
# Write after each `=` what is to stand, then save and close.
# Lines that begin with # are not read. An empty file changes nothing.
"""


def write_fields(fields: Sequence[Mapping[str, Any]], zone: tzinfo) -> str:
    """Write the fields that differ, a line each, with both sides above it."""
    parts = [_HEAD]
    for one in fields:
        name = one["name"]
        mine, theirs = (_shown(name, one[side], zone) for side in ("mine", "theirs"))
        parts.append(f"\n# {name}\n#   here:  {mine}\n#   there: {theirs}\n")
        if name not in _FIXED:
            parts.append(f"{name} = {mine}\n")
    return "".join(parts)


def read_fields(
    text: str, fields: Sequence[Mapping[str, Any]], zone: tzinfo
) -> dict[str, str | None]:
    """Read what was written, as it is stored. Raises UsageError with every line that is wrong."""
    known = {one["name"] for one in fields} - _FIXED
    found: dict[str, str | None] = {}
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = (part.strip() for part in line.partition("="))
        if not equals or name not in known:
            wrong.append(f"line {number} is none of {', '.join(sorted(known))}")
            continue
        try:
            found[name] = _stored(name, value, zone)
        except ValueError:
            wrong.append(f"line {number}: `{name}` takes {_form(name)}")
    if wrong:
        raise UsageError(
            f"Nothing was changed: {'; '.join(wrong)}", hint="Type the same again and put it right"
        )
    if not found:
        raise UsageError("Nothing was written, so nothing was changed")
    return found


def _shown(name: str, value: object, zone: tzinfo) -> str:
    if value is None:
        return ""
    if name in _INSTANTS:
        return datetime.fromisoformat(str(value)).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return str(value)


def _stored(name: str, value: str, zone: tzinfo) -> str | None:
    if name in _INSTANTS:
        moment = datetime.fromisoformat(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if name == "born":
        return date.fromisoformat(value).isoformat() if value else None
    if not value.isprintable():
        raise ValueError(name)
    return value


def _form(name: str) -> str:
    if name in _INSTANTS:
        return "a time such as 2026-11-24 15:00"
    return "a date such as 1990-05-17" if name == "born" else "one line of text"
