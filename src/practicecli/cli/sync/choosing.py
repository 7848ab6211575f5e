"""The text in which a person writes a third way, and what was written in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from practicecli.cli.sync.fieldforms import INSTANTS, stored, title, written
from practicecli.domain.problems import Problem, blocking
from practicecli.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo

    from practicecli.cli.sync.fieldforms import Rules

# What these say goes with the verb of the change: another one is another command.
_FIXED = frozenset({"status", "client", "fee_cents", "text"})
_OF_A_CLAIM = frozenset({"cpt", "modifiers", "actual_start", "actual_stop"})
_HEAD = """\
# Write after each `=` what is to stand, then save and close.
# Lines that begin with # are not read. A text left as it is changes nothing.
"""
_AGAIN = "Type the same again and put it right"


def writable(fields: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name the fields for which a person may write a value."""
    return [one["name"] for one in fields if one["name"] not in _FIXED]


def write_fields(fields: Sequence[Mapping[str, Any]], zone: tzinfo) -> str:
    """Write the fields that differ, a line each, with both sides above it."""
    parts = [_HEAD]
    for one in fields:
        name = one["name"]
        mine, theirs = (written(name, one[side], zone) for side in ("mine", "theirs"))
        parts.append(f"\n# {title(name)}\n#   here:  {mine}\n#   there: {theirs}\n")
        if name not in _FIXED:
            parts.append(f"{name} = {mine}\n")
    return "".join(parts)


def read_fields(
    text: str, fields: Sequence[Mapping[str, Any]], rules: Rules
) -> dict[str, str | None]:
    """Give the fields that were written otherwise than they stood, as they are stored.

    Raises RefusedError with all that stands against them, UsageError where nothing was written.
    """
    known = {one["name"]: one for one in fields if one["name"] not in _FIXED}
    found: dict[str, str | None] = {}
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, name, value in _lines(text):
        if name not in known or value is None:
            told = f"Line {number} is none of {', '.join(f'`{one} =`' for one in sorted(known))}"
            problems.append(Problem("edit-line", told, _AGAIN))
            continue
        if name in seen:
            problems.append(Problem("edit-line", f"`{name}` is written twice", _AGAIN))
            continue
        seen.add(name)
        try:
            _take(found, known[name], value, rules)
        except RefusedError as refused:
            problems += refused.problems
    problems += _objections(found, rules)
    if problems:
        raise RefusedError("Nothing was changed", problems)
    if not found:
        raise UsageError(
            "Nothing was written, so nothing was changed",
            hint="`--mine` sends what is here as it is",
        )
    return found


def _lines(text: str) -> Iterator[tuple[int, str, str | None]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            name, equals, value = (part.strip() for part in line.partition("="))
            yield number, name, value if equals else None


def _take(found: dict[str, str | None], field: Mapping[str, Any], value: str, rules: Rules) -> None:
    name, zone = field["name"], rules.book.zone
    if value == written(name, field["mine"], zone).strip():
        return
    if value and value == written(name, field["theirs"], zone).strip():
        found[name] = field["theirs"]  # to the second, and to the letter
        return
    found[name] = stored(name, value, rules)


def _objections(found: Mapping[str, object], rules: Rules) -> Iterator[Problem]:
    """Say what stands against the fields together: an end before its start, codes and times."""
    sets = {**rules.sets, **found}
    longest = rules.book.policies[rules.platform].longest_minutes
    if found.keys() & {"starts_at", "ends_at"} and sets.get("starts_at") and sets.get("ends_at"):
        from practicecli.domain.sessions import objections_to_scheduling

        for one in objections_to_scheduling(
            _at(sets["starts_at"]), _at(sets["ends_at"]), longest_minutes=longest, overlapping=[]
        ):
            yield replace(one, fix="Write `starts_at` and `ends_at` anew")
    minutes = None
    if sets.get("actual_start") and sets.get("actual_stop"):
        from practicecli.domain.sessions import TrueTimes, objections_to_times

        times = TrueTimes(_at(sets["actual_start"]), _at(sets["actual_stop"]), assumed=False)
        minutes = times.minutes if times.stop > times.start else None
        if found.keys() & INSTANTS:
            for one in objections_to_times(times, longest_minutes=longest):
                yield replace(one, fix="Write `actual_start` and `actual_stop` anew")
    if found.keys() & _OF_A_CLAIM:
        yield from _objections_to_codes(sets, minutes, rules)


def _objections_to_codes(
    sets: Mapping[str, object], minutes: int | None, rules: Rules
) -> list[Problem]:
    from practicecli.domain.codes import objections_to_codes

    book = rules.book
    cpt, modifiers = (str(sets.get(name) or "").split() for name in ("cpt", "modifiers"))
    # Place and payer only raise doubts, which are told when the session is confirmed.
    return blocking(
        objections_to_codes(
            cpt,
            minutes=minutes,
            licence=book.license_type(rules.state, rules.day),
            place="office",
            payer=book.payer(""),
            plan="",
            on=rules.day,
            modifiers=modifiers,
            policy=book.policies.get(rules.platform),
            table=book.cpt,
        )
    )


def _at(text: object) -> datetime:
    return datetime.fromisoformat(str(text))
