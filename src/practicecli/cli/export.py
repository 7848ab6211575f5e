"""`practice export`: everything, in files that need no program of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from practicecli.cache.connect import transaction
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import Noun
from practicecli.errors import UsageError

app = Noun(help="Write everything to files that need no program of ours")

_COLUMNS = (Column("Folder", "path"), Column("Rows", "tables"))


@app.command("export")
def export(
    ctx: typer.Context,
    folder: Annotated[
        str, typer.Option("--all", help="Write every table into this new folder", metavar="PATH")
    ] = "",
) -> None:
    """Write everything but psychotherapy notes as CSV and JSON into a new folder, not encrypted.

    Example: practice export --all my-export
    """
    from practicecli.actions.desk import log
    from practicecli.actions.exporting import tables_to_export
    from practicecli.files.export import export_all

    run = App.of(ctx)
    db = run.db  # "no practice here" is told before anything else
    if not folder:
        raise UsageError("`--all` is missing", hint="Type `practice export --all PATH`")
    desk = run.desk
    with transaction(db):
        counts = export_all(tables_to_export(desk), Path(folder))
        log(desk, [("export", "practice", desk.book.provider.id, "")])
    run.out.record(_COLUMNS, {"path": str(Path(folder).absolute()), "tables": counts})
    run.out.note("These files are not encrypted: keep them on an encrypted disk, or delete them")
