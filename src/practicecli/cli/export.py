"""`practice export`: everything, in files that need no program of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from practicecli.cache.connect import transaction
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import Noun
from practicecli.cli.memberships import Membership
from practicecli.errors import UsageError

app = Noun(help="Write everything to files that need no program of ours")

_COLUMNS = (Column("Folder", "path"), Column("Rows", "tables"))
_JOURNAL = (Column("File", "path"), Column("Entries", "entries", "number"))


@app.command("export")
def export(
    ctx: typer.Context,
    folder: Annotated[
        str, typer.Option("--all", help="Write every table into this new folder", metavar="PATH")
    ] = "",
    hledger: Annotated[
        str, typer.Option("--hledger", help="Write the money into this journal", metavar="FILE")
    ] = "",
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day, with --hledger")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The last day, with --hledger")
    ] = None,
    membership: Membership = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over the file, with --hledger")
    ] = False,
) -> None:
    """Write everything but psychotherapy notes as CSV and JSON into a new folder, not encrypted.

    Or the money alone, as a journal for hledger: refs in it, no names.

    Example: practice export --all my-export
    Example: practice export --hledger practice.journal --from 2026-01-01
    """
    from practicecli.actions.desk import log
    from practicecli.actions.exporting import tables_to_export
    from practicecli.files.export import export_all

    run = App.of(ctx)
    db = run.db  # "no practice here" is told before anything else
    if hledger and not folder:
        _journal(run, hledger, start, end, membership or [], force=force)
        return
    if hledger or not folder:
        raise UsageError(
            "It takes `--all` or `--hledger`, one of them",
            hint="Type `practice export --all PATH`, or `practice export --hledger FILE`",
        )
    if start or end or membership or force:
        raise UsageError("`--all` writes everything: days and `--force` go with `--hledger`")
    desk = run.desk
    with transaction(db):
        counts = export_all(tables_to_export(desk), Path(folder))
        log(desk, [("export", "practice", desk.book.provider.id, "")])
    run.out.record(_COLUMNS, {"path": str(Path(folder).absolute()), "tables": counts})
    run.out.note("These files are not encrypted: keep them on an encrypted disk, or delete them")


def _journal(
    run: App, path: str, start: str | None, end: str | None, membership: list[str], *, force: bool
) -> None:
    from practicecli.cli.journal import write_journal
    from practicecli.cli.report.words import span_of

    span = span_of(run, start, end, everything=not (start or end))
    told = write_journal(run, path, span, membership, force=force)
    if path != "-":
        run.out.record(_JOURNAL, told)
        run.out.note("This file is not encrypted: keep it on an encrypted disk, or delete it")
