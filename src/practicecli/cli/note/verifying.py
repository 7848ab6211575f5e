"""Checking that what was signed is as it was signed."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.note import app
from practicecli.cli.session.words import session_id

COLUMNS = (Column("Checked", "checked", "number"), Column("Not as signed", "broken"))


@app.command("verify")
def verify(
    ctx: typer.Context,
    session: Annotated[
        str | None, typer.Argument(metavar="SESSION", help="Only what is of this session")
    ] = None,
) -> None:
    """Check that notes, addenda, treatment plans and uploads are as they were signed.

    Exit 13 if any is not. The log that all is held against is checked as well.

    Example: practice note verify
    """
    from practicecli.actions.verifying import verified
    from practicecli.cli.note.words import tampered

    run = App.of(ctx)
    found = verified(run.desk, session_id(run, session) if session else None)
    run.out.record(COLUMNS, {"checked": found.checked, "broken": list(found.broken)})
    if found.broken:
        raise tampered(found.broken)
