"""`practice undo`: taking back the last command, as long as nothing of it has left."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from practicecli.cache.connect import transaction
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand, Noun

app = Noun(help="Take back the last change that was not sent yet")

_COLUMNS = (
    Column("What", "verb"),
    Column("Of", "kind"),
    Column("Ref", "ref", "ref"),
    Column("Done", "at", "instant"),
)


@app.command("undo", cls=ListCommand)
def undo(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Take back what the last command changed, as long as nothing of it was sent.

    Examples: practice undo --dry-run
              practice undo
    """
    from practicecli.actions.undo import last_command, undo_last
    from practicecli.cli.shapes import instant

    run = App.of(ctx)
    found = last_command(run.desk)
    if not (dry_run or yes) and (len(found) > 1 or run.prompts.possible):
        for one in found:
            run.out.note(f"  {one.verb} of {one.kind} {one.ref}, {instant(one.at, run.zone)}")
        run.prompts.insist("Take this back?" if len(found) == 1 else f"Take all {len(found)} back?")
    if not dry_run:
        with transaction(run.db):
            found = undo_last(run.desk)
    shown = [{**asdict(one), "at": instant(one.at, run.zone)} for one in found]
    run.out.rows(_COLUMNS, shown)
    run.out.note("Nothing was changed" if dry_run else "Taken back")
