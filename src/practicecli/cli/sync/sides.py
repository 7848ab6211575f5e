"""Both sides of what a platform did not take, for a list and before a decision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from practicecli.cli import cell, shapes, tables
from practicecli.cli.cell import Column
from practicecli.cli.sync.fieldforms import FEE, INSTANTS, title, written
from practicecli.cli.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import tzinfo

    from practicecli.cli.output import Output

FIELDS = (
    Column("Ref", "ref", "ref"),
    Column("Platform", "platform"),
    Column("Verb", "verb"),
    Column("Field", "name"),
    Column("Here", "mine"),
    Column("There", "theirs"),
    Column("Before", "base"),
)
_SIDES = FIELDS[4:]
_GONE = "taken out there"
_ANY_WIDTH = 1_000_000


def show(out: Output, found: Sequence[Mapping[str, Any]], zone: tzinfo) -> None:
    """Write conflicts field by field: a table where it fits whole, else a block for each."""
    if not (out.is_terminal or out.asked.plain) or out.asked.csv:
        out.rows(FIELDS, list(_for_script(found, zone, cents=out.asked.csv)))
        return
    rows = list(_for_person(found, zone))
    if out.asked.plain or _fits(out, rows):
        out.rows(FIELDS, rows)
    else:
        out.say("\n\n".join(_block(one, zone) for one in found))


def on_stderr(out: Output) -> Output:
    """Give the way out for what a question is about: words, whatever form the answer has."""
    return replace(out, stdout=out.stderr, asked=replace(out.asked, json=False, csv=False))


def _fits(out: Output, rows: Sequence[Mapping[str, Any]]) -> bool:
    shown = [[cell.for_person(one, row, out.now, out.zone) for one in FIELDS] for row in rows]
    whole = tables.table([one.title for one in FIELDS], shown, width=_ANY_WIDTH)
    return max(map(tables.cells, whole.splitlines())) <= out.width


def _block(one: Mapping[str, Any], zone: tzinfo) -> str:
    lines = [f"{one['ref']}: {one['verb']} of a {one['kind']}, {one['platform']}"]
    for row in _for_person([one], zone):
        lines.append(f"  {row['name']}")
        lines += [f"    {side.title + ':':8}{row[side.key]}".rstrip() for side in _SIDES]
    return safe("\n".join(lines), lines=True)


def _for_person(found: Iterable[Mapping[str, Any]], zone: tzinfo) -> Iterator[Mapping[str, Any]]:
    for one, field in _fields(found):
        shown = {side.key: written(field["name"], field.get(side.key), zone) for side in _SIDES}
        gone = {"theirs": _GONE} if one["gone"] else {}
        yield {**one, **shown, **gone, "name": title(field["name"])}


def _for_script(
    found: Iterable[Mapping[str, Any]], zone: tzinfo, *, cents: bool
) -> Iterator[Mapping[str, Any]]:
    for one, field in _fields(found):
        name = field["name"]
        sides = {side.key: field.get(side.key) for side in _SIDES}
        if name in INSTANTS:
            sides = {key: shapes.instant(value, zone) for key, value in sides.items()}
        elif name == FEE and not cents:
            sides = {key: written(name, value, zone) for key, value in sides.items()}
            name = title(name)
        gone = {"theirs": _GONE} if one["gone"] else {}
        yield {**one, **sides, **gone, "name": name}


def _fields(
    found: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for one in found:
        for field in one["fields"] or [{"name": "everything", "mine": one["verb"]}]:
            yield one, field
