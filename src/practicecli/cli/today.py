"""The day on one screen."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import Noun

app = Noun(help="Show the day: sessions, deadlines, the next payout")

PLAIN = (
    Column("Day", "date"),
    Column("Next payout", "next_payout"),
    Column("Unsent", "unsent"),
    Column("Refused", "refused"),
    Column("Conflicts", "conflicts"),
    Column("Claims turned away", "claims_to_settle"),
    Column("Notices of 7 days", "notices"),
    Column("Costs changed in 7 days", "cost_changes"),
)
SESSIONS = (
    Column("Session", "ref", "ref"),
    Column("Starts", "starts_at", "instant"),
    Column("Minutes", "minutes", "number"),
    Column("Client", "client_name"),
    Column("Platform", "platform"),
    Column("Status", "status"),
    Column("Note", "note_status"),
    Column("Ready to bill", "ready"),
)
DEADLINES = (
    Column("Deadline", "kind"),
    Column("Session", "ref", "ref"),
    Column("By", "due_at", "instant"),
    Column("Overdue", "overdue"),
    Column("What", "what"),
    Column("Type", "command"),
)


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
    from practicecli.cli import money_lines, screens
    from practicecli.cli.refresh import refresh
    from practicecli.cli.terminal import page_width

    run = App.of(ctx)
    out = run.out
    refresh(run)
    day = run.day(date) if date else run.today
    facts = screens.today_facts(run.db, run.now, run.zone, day, named=not out.asked.json)
    if out.asked.json:
        out.stdout.write(screens.as_json(facts))
    elif out.asked.plain:
        payout = money_lines.payout_words(facts["next_payout"], run.now, run.zone)
        out.record(PLAIN, facts | {"next_payout": payout})
        out.rows(SESSIONS, facts["sessions"])
        out.rows(DEADLINES, facts["due"])
    else:
        width = page_width(out.stdout, out.env)
        out.stdout.write(
            screens.today_text(facts, run.now, run.zone, width=width, colour=out.colour)
        )
