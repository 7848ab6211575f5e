"""Answered questionnaires as a list."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.client.words import client_id
from practicecli.cli.command import ListCommand
from practicecli.cli.measure import app
from practicecli.cli.measure.words import record

LISTED = (
    Column("On", "on", "date"),
    Column("Client", "client_ref", "ref"),
    Column("Name", "client_name"),
    Column("Form", "form"),
    Column("Score", "score", "number"),
    Column("Severity", "severity", "ref"),  # never cut, nor is an alarm
    Column("Flags", "flags", "ref"),
    Column("Change", "change", "number"),
    Column("Of", "most", "number"),
    Column("Session", "session_ref", "ref"),
)
LAID_OUT = LISTED[:-3]  # eighty columns hold no more


@app.command("list", cls=ListCommand)
def list_measures(
    ctx: typer.Context,
    client: Annotated[
        str | None, typer.Argument(metavar="CLIENT", help="Only this client's answers")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Those that were set aside too")
    ] = False,
) -> None:
    """List what clients answered with its score, oldest first; that it was opened is logged.

    Example: practice measure list c-7k3fq2w
    """
    from practicecli.actions.measures import read_measures
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    who = client_id(run, client) if client else None
    with transaction(run.db):
        found = read_measures(run.desk, who, void=everything)
    columns = LAID_OUT if run.out.lays_out else LISTED
    shown = (*columns, Column("Void", "void")) if everything else columns
    run.out.rows(shown, (record(run, one) for one in found))
