"""Every deadline over all platforms."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand, Noun
from practicecli.errors import Exit, UsageError

app = Noun(help="List every deadline, soonest first")

LISTED = tuple(
    Column(name, name)
    for name in ("due_at", "kind", "ref", "client_ref", "platform", "hours_left", "overdue", "what")
)


@app.command(cls=ListCommand)
def due(
    ctx: typer.Context,
    within: Annotated[
        str | None, typer.Option("--within", metavar="3d", help="Only what is due in that time")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with 8 if anything is listed")
    ] = False,
) -> None:
    """List every open deadline over all platforms, soonest first.

    Example: practice due --within 3d
    Example: practice due --within 24h --check > due.txt || echo "Something is due"
    """
    from practicecli.cli import screens
    from practicecli.cli.refresh import refresh
    from practicecli.domain.when import NotATimeError, read_span

    run = App.of(ctx)
    out = run.out
    refresh(run)
    try:
        span = read_span(within) if within else None
    except NotATimeError as error:
        raise UsageError(str(error)) from error
    items = screens.due_facts(run.db, run.now, run.zone, span)
    if out.asked.json:
        out.stdout.write(screens.as_json(items))
    elif out.asked.csv or out.asked.plain:
        out.rows(LISTED, items)
    elif out.is_terminal:
        out.stdout.write(
            screens.due_text(items, run.now, run.zone, width=out.width, colour=out.colour)
        )
    else:
        out.stdout.writelines(screens.due_lines(items))
    if check and items:
        raise typer.Exit(Exit.OPEN)
