"""Charging a client where no platform does it."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.charge import app
from practicecli.cli.charge.words import cents, ready, show
from practicecli.cli.client.words import client_id
from practicecli.errors import UsageError

_WAYS = "Type `practice charge add SESSION [AMOUNT]`, or AMOUNT with `--client C --for TEXT`"


@app.command("add")
def add(
    ctx: typer.Context,
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="SESSION [AMOUNT]", help="The session's ref and what the client pays for it"
        ),
    ],
    client: Annotated[
        str | None,
        typer.Option("--client", metavar="C", help="Charge this client for something else"),
    ] = None,
    words: Annotated[
        str | None, typer.Option("--for", metavar="TEXT", help="What that is for")
    ] = None,
) -> None:
    """Charge a client for a session, or for something else; no platform does it for you.

    Without an amount, a client who pays for themselves owes the session's rate: the one that
    `practice rate set self self CPT AMOUNT --from DATE` said. An insured one owes what
    `practice client cost` tells: an estimate until the payer decides.

    Example: practice charge add s-7k3fq2w
    Example: practice charge add --client c-7k3fq2w 40.00 --for "a letter to the court"
    """
    from practicecli.actions.charging import charge_client, charge_session
    from practicecli.cache.connect import transaction
    from practicecli.cli.session.words import session_id

    run = App.of(ctx)
    ready(run)
    if client is not None:
        if len(what) != 1 or not (words or "").strip():
            raise UsageError("A charge for no session needs an amount and `--for`", hint=_WAYS)
        who, amount = client_id(run, client), cents(what[0])
        with transaction(run.db):
            made = charge_client(run.desk, who, amount, " ".join((words or "").split()))
    else:
        if len(what) > 2 or words is not None:  # noqa: PLR2004 - a session and an amount
            raise UsageError("Too much was given for the charge of a session", hint=_WAYS)
        if what[0].startswith("c-"):
            raise UsageError(f"`{what[0]}` is a client, not a session", hint=_WAYS)
        identity = session_id(run, what[0])
        given = cents(what[1]) if what[1:] else None
        with transaction(run.db):
            made = charge_session(run.desk, identity, given)
    shape = show(run, made)
    run.out.next_step(f"Next: `practice charge pay {shape['ref']}` when it has come")
