"""Reading psychotherapy notes: the one command that prints them, and one that only counts."""

from __future__ import annotations

from typing import Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.client.words import ClientRef
from practicecli.cli.command import ListCommand
from practicecli.cli.private import app
from practicecli.cli.private.words import client_of, entry_shape, held_shape, opened

_LISTED = (
    Column("Client", "client_ref", "ref"),
    Column("Name", "client_name"),
    Column("Entries", "entries", "number"),
    Column("First", "first_at", "moment"),
    Column("Last", "last_at", "moment"),
)


@app.command("show")
def show(ctx: typer.Context, client: ClientRef) -> None:
    """Show all psychotherapy notes about a client; that they were opened is logged.

    Example: practice private show c-7k3fq2w
    """
    from practicecli.actions.private import open_private

    run = App.of(ctx)
    file = opened(run, ctx)
    identity = client_of(run, file, client)
    found = open_private(run.desk, file, identity) if file is not None else []
    shapes = [entry_shape(one, run) | {"text": one.body} for one in found]
    if run.out.asked.json:
        run.out.rows((), shapes)
        return
    if not shapes:
        run.out.note("No psychotherapy notes are kept about this client")
    for shape in shapes:
        _print(run, shape)


def _print(run: App, shape: dict[str, Any]) -> None:
    lines = [f"  {line}".rstrip() for line in shape["text"].strip("\n").splitlines()]
    run.out.say("\n".join([f"{shape['ref']}, {shape['at']}:", *lines, ""]))


@app.command("list", cls=ListCommand)
def list_clients(ctx: typer.Context) -> None:
    """Count the psychotherapy notes by client; none of them is opened.

    Example: practice private list
    """
    from practicecli.cache.private import counts

    run = App.of(ctx)
    db = run.db  # "no practice here" is told before anything else
    file = opened(run, ctx)
    records = [held_shape(one, run) for one in counts(file)] if file is not None else []
    if not run.out.asked.json:  # JSON holds refs; a person also sees the name
        from practicecli.cache.reading import clients

        names = {row["id"]: row["name"] for row in clients(db, archived=True)}
        records = [one | {"client_name": names.get(one["client"], "")} for one in records]
    run.out.rows(_LISTED, records)
