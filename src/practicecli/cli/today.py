"""The day on one screen."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.command import Noun

app = Noun(help="Show the day: sessions, deadlines, the next payout")


@app.command()
def today(
    ctx: typer.Context,
    date: Annotated[
        str | None, typer.Option("--date", metavar="D", help="Another day, such as `mon`")
    ] = None,
) -> None:
    """Show the day: sessions, what needs doing, deadlines near, the next payout, unsent work.

    Example: practice today
    Example: practice today --date tomorrow
    """
    from practicecli.cli import screens
    from practicecli.cli.refresh import refresh
    from practicecli.domain.when import NotATimeError, read_day
    from practicecli.errors import UsageError

    run = App.of(ctx)
    out = run.out
    refresh(run)
    try:
        day = read_day(date, today=run.today) if date else run.today
    except NotATimeError as error:
        raise UsageError(str(error)) from error
    facts = screens.today_facts(run.db, run.now, run.zone, day, named=not out.asked.json)
    if out.asked.json:
        out.stdout.write(screens.as_json(facts))
    else:
        out.stdout.write(
            screens.today_text(facts, run.now, run.zone, width=out.width, colour=out.colour)
        )
