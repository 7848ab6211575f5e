"""The clock of a session, and what was entered by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.session import app
from practicecli.cli.session.words import SHOWN, SessionRef, record, session_id, show


@app.command("start")
def start(ctx: typer.Context, session: SessionRef = "@now") -> None:
    """Start the clock of a session.

    Example: practice session start @now
    """
    from practicecli.actions.schedule import start_session
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = session_id(run, session)
    with transaction(run.db):
        start_session(run.desk, identity)
    show(run, identity)


@app.command("stop")
def stop(ctx: typer.Context, session: SessionRef = "@now") -> None:
    """Stop the clock of a session.

    Example: practice session stop s-7k3fq2w
    """
    from practicecli.actions.schedule import stop_session
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = session_id(run, session)
    with transaction(run.db):
        stop_session(run.desk, identity)
    ref = show(run, identity)
    run.out.next_step(f"Next: `practice note write {ref}`")


@app.command("entered")
def entered(
    ctx: typer.Context,
    sessions: Annotated[
        list[str], typer.Argument(metavar="SESSION...", help="Refs of confirmed sessions")
    ],
) -> None:
    """Record that confirmed sessions were entered in the portal of a platform without an API.

    Example: practice session entered s-7k3fq2w s-9m2kd4h
    """
    from practicecli.actions.schedule import mark_entered
    from practicecli.cache.connect import transaction
    from practicecli.cache.reading import session

    run = App.of(ctx)
    identities = [session_id(run, typed) for typed in sessions]
    with transaction(run.db):
        for identity in identities:
            mark_entered(run.desk, identity)
    if len(identities) == 1:
        show(run, identities[0])
    else:
        run.out.rows(SHOWN, [record(run, session(run.db, one)) for one in identities])
