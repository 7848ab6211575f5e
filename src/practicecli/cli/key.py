"""`practice key`: keys to hand out, for cron or for the safe."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from practicecli.cache.connect import transaction
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import Noun
from practicecli.errors import LockedOutError, UsageError

app = Noun(help="Hand out keys, for cron or for recovery")

_COLUMNS = (Column("Written", "path"), Column("Opens", "opens"))


@app.command("export")
def export(
    ctx: typer.Context,
    cron: Annotated[
        str, typer.Option(metavar="PATH", help="A key file that opens the data and no note")
    ] = "",
    recovery: Annotated[
        str, typer.Option(metavar="FILE", help="A sheet to print, which opens everything")
    ] = "",
) -> None:
    """Write a key for unattended jobs, or a new recovery sheet, to a file that is not there yet.

    Example: practice key export --cron ~/.practice-cron.key
    """
    from practicecli.actions.desk import log
    from practicecli.vault.keyfile import export_cron, refuse_beside_the_practice
    from practicecli.vault.recovery import write_recovery

    run = App.of(ctx)
    desk = run.desk  # opens the practice: a key that does not fit is not handed on
    if bool(cron) == bool(recovery):
        raise UsageError(
            "Give either `--cron PATH` or `--recovery FILE`",
            hint="`practice key export --cron PATH` is for unattended jobs",
        )
    if recovery and None in (run.keys.notes, run.keys.private):
        raise LockedOutError(
            "The key that was given does not open all, so a sheet of it would not bring all back",
            hint="Use the key that `practice init` made, not the one for cron",
        )
    path = cron or recovery
    with transaction(run.db):
        what = "cron" if cron else "sheet"
        log(desk, [("key-export", "practice", desk.book.provider.id, what)])
        if cron:
            export_cron(path, run.keys, run.places)
        else:
            refuse_beside_the_practice(path, run.places)
            write_recovery(path, run.keys)
    opens = ["data"] if cron else ["data", "notes", "private notes"]
    run.out.record(_COLUMNS, {"path": str(Path(path).absolute()), "opens": opens})
    if cron:
        run.out.next_step(f"In the crontab: `PRACTICE_KEY=file:{Path(path).absolute()}`")
