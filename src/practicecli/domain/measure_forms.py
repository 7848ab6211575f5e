"""A questionnaire from a file: what is wrong with it, and the record it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from practicecli.domain.measures import Band, Flag, Form, Item

_KEY = re.compile(r"[a-z][a-z0-9-]{0,30}")
_LONGEST = 500  # letters of one text
_MOST_ITEMS, _MOST_ANSWERS, _MOST_TIMES, _HIGHEST_FOOT = 200, 101, 100, 9
_TEXTS = ("about", "licence", "source", "read", "sure")
_TOP = {"key", "title", "question", "answers", "items", "bands", "lowest", "times", "reversed",
        "flags", "change", *_TEXTS}  # fmt: skip
_OF_FLAG = {"flag", "item", "at_least", "says", "ask", "write", "source", "sure"}
_OF_CHANGE = {"points", "source", "sure"}


def form_from(row: Mapping[str, Any]) -> Form:
    """Make the record of a form that `objections_to_form` found nothing against."""
    usual = row.get("answers", ())
    change = row.get("change", {})
    return Form(
        key=row["key"],
        title=row["title"],
        question=row["question"],
        items=tuple(Item(one["text"], tuple(one.get("answers", usual))) for one in row["items"]),
        bands=tuple(Band(one["from"], one["to"], one["severity"]) for one in row["bands"]),
        about=row.get("about", ""),
        licence=row.get("licence", ""),
        source=row.get("source", ""),
        lowest=row.get("lowest", 0),
        times=row.get("times", 1),
        reversed=frozenset(row.get("reversed", ())),
        flags=tuple(
            Flag(
                one["flag"], one["item"], one["at_least"], one["says"], one["ask"], one["write"]
            )
            for one in row.get("flags", ())
        ),
        points=change.get("points"),
        why_points=change.get("source", ""),
    )  # fmt: skip


def objections_to_form(row: Mapping[str, Any]) -> Iterator[str]:
    """Say, a sentence each, why these values are no questionnaire; silence means they are one."""
    yield from _strangers(row, _TOP, "a questionnaire")
    if not (isinstance(row.get("key"), str) and _KEY.fullmatch(row["key"])):
        yield "`key` is one word of small letters and digits, such as `sleep7`"
    yield from (
        f"`{name}` is missing or not one line of text"
        for name in ("title", "question")
        if not _is_text(row.get(name))
    )
    yield from (
        f"`{name}` is not one line of text"
        for name in _TEXTS
        if name in row and not _is_text(row[name])
    )
    if not _is_number(row.get("lowest", 0), 0, _HIGHEST_FOOT):
        yield f"`lowest` is a whole number from 0 to {_HIGHEST_FOOT}"
    if not _is_number(row.get("times", 1), 1, _MOST_TIMES):
        yield f"`times` is a whole number from 1 to {_MOST_TIMES}"
    yield from _objections_to_change(row.get("change", {}))
    wrong = list(_objections_to_items(row))
    yield from wrong
    if not wrong:  # the rest is held against the items
        size = len(row["items"])
        reverse = row.get("reversed", [])
        if not isinstance(reverse, list) or not all(_is_number(one, 1, size) for one in reverse):
            yield f"`reversed` is a list of numbers of items, from 1 to {size}"
        yield from _objections_to_flags(row.get("flags", []), row)
        yield from _objections_to_bands(row.get("bands"), row)


def _objections_to_items(row: Mapping[str, Any]) -> Iterator[str]:
    items = _tables(row.get("items"))
    if items is None or not 1 <= len(items) <= _MOST_ITEMS:
        yield f"There are no `[[items]]`, or more than {_MOST_ITEMS}"
        return
    for number, item in enumerate(items, start=1):
        yield from (f"Item {number}: {one}" for one in _strangers(item, {"text", "answers"}, "it"))
        if not _is_text(item.get("text")):
            yield f"Item {number}: `text` is missing or not one line of text"
        if not _is_scale(item.get("answers", row.get("answers"))):
            yield f'Item {number}: `answers` is a list of words, such as `["Never", "Often"]`'


def _objections_to_flags(flags: object, row: Mapping[str, Any]) -> Iterator[str]:
    tables = _tables(flags)
    if tables is None:
        yield "`flags` are tables: `[[flags]]`"
        return
    for number, flag in enumerate(tables, start=1):
        where = f"Flag {number}"
        yield from (f"{where}: {one}" for one in _strangers(flag, _OF_FLAG, "a flag"))
        if not (isinstance(flag.get("flag"), str) and _KEY.fullmatch(flag["flag"])):
            yield f"{where}: `flag` is one word of small letters, such as `risk-item-9`"
        if not _is_number(flag.get("item"), 1, len(row["items"])):
            yield f"{where}: `item` is the number of an item, from 1 to {len(row['items'])}"
        elif not _can_be_raised(flag, row):
            yield f"{where}: `at_least` is the answer to that item from which it is raised"
        for name in ("says", "ask", "write"):
            if not _is_text(flag.get(name)):
                yield f"{where}: `{name}` is missing or not one line of text"


def _objections_to_bands(bands: object, row: Mapping[str, Any]) -> Iterator[str]:
    tables = _tables(bands)
    if not tables:
        yield "There are no `[[bands]]`"
        return
    wrong = [
        number
        for number, band in enumerate(tables, start=1)
        if set(band) != {"from", "to", "severity"}
        or not _is_text(band["severity"])
        or type(band["from"]) is not int
        or type(band["to"]) is not int
    ]
    yield from (f"Band {one}: it holds `from`, `to` and `severity`" for one in wrong)
    if not wrong and _has_a_range(row):
        yield from _objections_to_limits(tables, row)


def _objections_to_limits(
    bands: Sequence[Mapping[str, Any]], row: Mapping[str, Any]
) -> Iterator[str]:
    """Find gaps and overlaps: every score has one severity."""
    bare = {name: row[name] for name in ("items", "answers", "lowest", "times") if name in row}
    form = form_from({**bare, "key": "", "title": "", "question": "", "bands": []})
    expected = form.least
    for number, band in enumerate(bands, start=1):
        if band["from"] != expected or band["to"] < band["from"]:
            yield f"Band {number}: it begins at {expected}, where the one before it ends"
            return
        expected = band["to"] + 1
    if expected - 1 != form.most:
        yield f"The last band ends at {form.most}, the highest score there is"


def _has_a_range(row: Mapping[str, Any]) -> bool:
    return _is_number(row.get("lowest", 0), 0, _HIGHEST_FOOT) and _is_number(
        row.get("times", 1), 1, _MOST_TIMES
    )


def _objections_to_change(change: object) -> Iterator[str]:
    if not isinstance(change, Mapping):
        yield "`change` is a table: `[change]`"
    elif change:
        yield from _strangers(change, _OF_CHANGE, "`[change]`")
        if not _is_number(change.get("points"), 1, 1000):
            yield "`[change]`: `points` is a whole number from 1 on"
        if not _is_text(change.get("source", "none")):
            yield "`[change]`: `source` is not one line of text"


def _can_be_raised(flag: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    answers = row["items"][flag["item"] - 1].get("answers", row.get("answers"))
    lowest = row.get("lowest", 0)
    if not _is_number(lowest, 0, _HIGHEST_FOOT):
        return True  # that is told already
    return _is_number(flag.get("at_least"), lowest, lowest + len(answers) - 1)


def _strangers(row: Mapping[str, Any], known: set[str], what: str) -> Iterator[str]:
    for name in sorted(set(row) - known):
        shown = name if len(name) <= _LONGEST and name.isprintable() else "..."
        yield f"`{shown}` is no field of {what}"


def _tables(value: object) -> Sequence[Mapping[str, Any]] | None:
    if isinstance(value, list) and all(isinstance(one, Mapping) for one in value):
        return value
    return None


def _is_scale(value: object) -> bool:
    if not isinstance(value, list) or not 2 <= len(value) <= _MOST_ANSWERS:  # noqa: PLR2004
        return False
    return all(_is_text(one) for one in value)


def _is_number(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    return bool(value.strip()) and len(value) <= _LONGEST and value.isprintable()
