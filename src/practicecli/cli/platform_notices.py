"""What platforms told by themselves, to read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.platform import app

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

LISTED = (
    Column("When", "at", "moment"),
    Column("Platform", "platform"),
    Column("What", "code", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("Session", "session_ref", "ref"),
    Column("Message", "message"),
    Column("Amount", "amount_cents", "money"),
)


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
    run.out.rows(LISTED, (_notice(row, run.zone) for row in rows))


def _first_moment(run: App, typed: str | None) -> str:
    from practicecli.domain.days import day_starts
    from practicecli.domain.when import NotATimeError, read_day
    from practicecli.errors import UsageError

    if typed is None:
        return ""
    try:
        return shapes.utc(day_starts(read_day(typed, today=run.today), run.zone))
    except NotATimeError as error:
        raise UsageError(str(error)) from error


def _notice(row: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    return {**row, "at": shapes.instant(row["at"], zone)}
