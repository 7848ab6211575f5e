"""Authorizations as a list, or one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.authorization import app
from practicecli.cli.authorization.words import (
    LISTED,
    AuthorizationRef,
    authorization_id,
    record,
    show,
)
from practicecli.cli.client.words import client_id
from practicecli.cli.command import ListCommand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


@app.command("list", cls=ListCommand)
def list_authorizations(
    ctx: typer.Context,
    client: Annotated[
        str | None, typer.Argument(metavar="CLIENT", help="Only this client's")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that were ended, too")] = False,
) -> None:
    """List authorizations with what is used, booked and left of them.

    Example: practice authorization list
    Example: practice authorization list c-7k3fq2w --all
    """
    run = App.of(ctx)
    who = client_id(run, client) if client else None
    run.out.rows(LISTED, _records(run, who, everything=everything))


@app.command("show")
def show_authorization(ctx: typer.Context, authorization: AuthorizationRef) -> None:
    """Show one authorization, and what to mind about it.

    Example: practice authorization show u-7k3fq2w
    """
    run = App.of(ctx)
    show(run, authorization_id(run, authorization))


def _records(run: App, client: str | None, *, everything: bool) -> Iterator[dict[str, Any]]:
    import json

    from practicecli.cache import authorizations, people

    held = (
        authorizations.of_clients(run.db, [client]) if client else authorizations.everything(run.db)
    )
    visits = authorizations.visits(run.db, held)
    clients = people.clients(run.db, json.dumps(list(held)))
    for identity, each in held.items():
        for one in each:
            if everything or not one.ended:
                yield record(run, one, visits[identity], clients[identity].ref)
