"""One row of a batch: from cells by name to a record, or to every reason why not."""

from __future__ import annotations

import re
from datetime import datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from practicecli.domain.incoming import ConfirmRow, InvalidRow
from practicecli.domain.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

REQUIRED: Final = ("session", "cpt", "dx")
OPTIONAL: Final = ("start", "stop", "place", "modifier", "note", "sign")
# Our own lists print these beside the columns that count; a script that sends them back is right.
CONTEXT: Final = frozenset(
    {
        "when",
        "minutes",
        "client_ref",
        "client",
        "id",
        "ref",
        "platform",
        "starts_at",
        "ends_at",
        "status",
        "state",
        "actual_start",
        "actual_stop",
        "actual_minutes",
        "times_assumed",
        "note_status",
        "confirm_by",
        "sign_by",
        "edit_until",
        "claim",
        "expected_cents",
        "expected_payout_on",
        "sent",
        "warnings",
    }
)
_SPELLINGS: Final = {"modifiers": "modifier"}

_SEPARATORS: Final = re.compile(r"[\s,;]+")
_TIME: Final = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)?[ T]?(?P<hour>\d{1,2}):(?P<rest>\d\d(?::\d\d)?)"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?P<zone>Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_NOTES: Final = frozenset({"template", "upload", "none"})
_YES: Final = frozenset({"yes", "y", "true", "1", "x"})
_NO: Final = frozenset({"", "no", "n", "false", "0"})
_NOON: Final = 12


def known_name(heading: str) -> str:
    """Give the name of a column as this program spells it."""
    name = heading.strip().casefold().replace(" ", "_").replace("-", "_")
    return _SPELLINGS.get(name, name)


@lru_cache(maxsize=1024)  # a practice bills a handful of codes, in thousands of rows
def codes(cell: str) -> tuple[str, ...]:
    """Split the codes of one cell, upper-case, in their order."""
    return tuple(_SEPARATORS.sub(" ", cell).upper().split())


def iso_time(cell: str) -> str:
    """Give a time, or a day and a time, as ISO text; raises ValueError."""
    found = _TIME.fullmatch(cell)
    if found is None:
        raise ValueError
    hour = int(found["hour"])
    if half := found["half"]:
        if not 1 <= hour <= _NOON:
            raise ValueError
        hour = hour % _NOON + (_NOON if half in "pP" else 0)
    clock = f"{hour:02}:{found['rest']}"
    if found["day"] is None:
        if found["zone"]:
            raise ValueError
        time.fromisoformat(clock)
        return clock
    whole = f"{found['day']}T{clock}{found['zone'] or ''}"
    datetime.fromisoformat(whole)
    return whole


def confirm_row(row: int, cells: Mapping[str, str]) -> ConfirmRow | InvalidRow:
    """Give the record of one row, or all that is wrong with its form; missing codes are no form."""
    problems: list[Problem] = []
    session = cells.get("session", "").strip()
    if not session:
        problems.append(Problem("no-session", f"Row {row} names no session", "Give its ref"))
    times = {name: _time(row, name, cells, problems) for name in ("start", "stop")}
    note = cells.get("note", "").strip().casefold() or None
    if note is not None and note not in _NOTES:
        problems.append(
            Problem(
                "bad-note",
                f"Row {row} has a `note` that is none of ours",
                "Use `template`, `upload` or `none`; the text goes through `practice note write`",
            )
        )
    sign = cells.get("sign", "").strip().casefold()
    if sign not in _YES and sign not in _NO:
        problems.append(
            Problem("bad-sign", f"Row {row} has an unclear `sign`", "Use `yes` or leave it empty")
        )
    if problems:
        return InvalidRow(row, session or None, tuple(problems))
    return ConfirmRow(
        row=row,
        session=session,
        cpt=codes(cells.get("cpt", "")),
        dx=codes(cells.get("dx", "")),
        start=times["start"],
        stop=times["stop"],
        place=cells.get("place", "").strip().casefold() or None,
        modifiers=codes(cells.get("modifier", "")),
        note=note,
        sign=sign in _YES,
    )


def _time(row: int, name: str, cells: Mapping[str, str], problems: list[Problem]) -> str | None:
    cell = cells.get(name, "").strip()
    if not cell:
        return None
    try:
        return iso_time(cell)
    except ValueError:
        problems.append(
            Problem(
                "bad-time",
                f"Row {row} has a `{name}` that is not a time",
                "Write `15:00`, `3:00 PM` or `2026-11-24T15:00`",
            )
        )
        return None
