"""Clients to look at, and what is missing before one can be paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.client import app
from practicecli.cli.client.asking import COMPARED, compared, eligibility
from practicecli.cli.client.words import LISTED, ClientRef, client_id, show
from practicecli.cli.command import ListCommand
from practicecli.errors import Exit

if TYPE_CHECKING:
    from practicecli.domain.people import Client
    from practicecli.domain.problems import Problem


@app.command("list", cls=ListCommand)
def list_clients(
    ctx: typer.Context,
    archived: Annotated[bool, typer.Option("--archived", help="Those in the archive too")] = False,
) -> None:
    """List the clients, in the order they came.

    Example: practice client list
    Example: practice client list --archived --json
    """
    from practicecli.cache.reading import clients

    run = App.of(ctx)
    run.out.rows(LISTED, (shapes.client(row) for row in clients(run.db, archived=archived)))


@app.command("show")
def show_client(ctx: typer.Context, client: ClientRef) -> None:
    """Show what is known of one client.

    Example: practice client show c-7k3fq2w
    """
    run = App.of(ctx)
    show(run, client_id(run, client))


@app.command("check")
def check(
    ctx: typer.Context,
    client: ClientRef,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask the platform what the insurance covers, too")
    ] = False,
) -> None:
    """Say what is missing before this client's sessions can be paid for; exit 8 if anything is.

    Examples: practice client check c-7k3fq2w
              practice client check c-7k3fq2w --ask
    """
    from practicecli.cache import people
    from practicecli.cli.objections import verdict

    run = App.of(ctx)
    one = people.client(run.db, client_id(run, client))
    said = eligibility(run, one) if ask else None
    problems = _missing(run, one)
    told = {
        "ref": one.ref,
        "ok": not problems,
        "problems": [problem.as_dict() for problem in problems],
        **({} if said is None else {"eligibility": said}),
    }
    verdict(run.out, (), told, problems, clear=f"Nothing is missing for client {one.ref}")
    if said is not None and not run.out.asked.json:
        run.out.say("")
        run.out.rows(COMPARED, compared(one, said))
    if problems:
        raise typer.Exit(Exit.OPEN)


def _missing(run: App, one: Client) -> list[Problem]:
    from practicecli.cache import people
    from practicecli.domain.people import objections_to_billing
    from practicecli.figures.load import policy

    return list(
        objections_to_billing(
            one,
            provider=people.provider(run.db),
            bills=policy(run.platforms[one.platform].policy).bills,
            state=one.state,
            on=run.today,
        )
    )
