"""What platforms told by themselves, to read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes, tables
from practicecli.cli.app import App
from practicecli.cli.cell import Column, for_person
from practicecli.cli.command import ListCommand
from practicecli.cli.platform import app

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from practicecli.cli.output import Output

LISTED = (
    Column("When", "at", "moment"),
    Column("Platform", "platform"),
    Column("What", "code", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("Session", "session_ref", "ref"),
    Column("Message", "message"),
    Column("Amount", "amount_cents", "money"),
)
HEAD = (
    Column("When", "at", "moment"),
    Column("Platform", "platform"),
    Column("What", "code"),
    Column("Ref", "ref"),
    Column("Amount", "amount_cents", "money"),
)
_INDENT = 2


@app.command("notices", cls=ListCommand)
def notices(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Only this platform's, such as headway")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="From this day on")
    ] = None,
) -> None:
    """List what platforms told by themselves: cards removed, claims denied, plans that ended.

    Example: practice platform notices
    Example: practice platform notices headway --since 2026-11-24
    """
    from practicecli.cache.notices import notices as told
    from practicecli.cache.platforms import get

    run = App.of(ctx)
    if name is not None:
        get(run.db, name)
    rows = told(run.db, platform=name, since=_first_moment(run, since))
    found = (_notice(row, run.zone) for row in rows)
    if run.out.lays_out:
        _lay_out(run.out, list(found))
    else:
        run.out.rows(LISTED, found)


def _lay_out(out: Output, found: list[dict[str, Any]]) -> None:
    """Give each two lines: a message is longer than any column."""
    if not found:
        out.note("Nothing to show")
        return
    heads = [
        [for_person(column, {**one, "ref": _ref(one)}, out.now, out.zone) for column in HEAD]
        for one in found
    ]
    right = [at for at, column in enumerate(HEAD) if column.kind == "money"]
    for head, one in zip(tables.aligned(heads, right=right), found, strict=True):
        out.say(head)
        out.wrapped(f"{' ' * _INDENT}{one['message']}", later=_INDENT)


def _ref(one: Mapping[str, Any]) -> str | None:
    refs: tuple[str | None, ...] = (one["session_ref"], one["client_ref"])
    return next((ref for ref in refs if ref), None)


def _first_moment(run: App, typed: str | None) -> str:
    from practicecli.domain.days import day_starts

    if typed is None:
        return ""
    return shapes.utc(day_starts(run.day(typed), run.zone))


def _notice(row: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    return {**row, "at": shapes.instant(row["at"], zone)}
