"""Saying of a session what its codes follow from."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.session import app
from practicecli.cli.session.marks import (
    Crisis,
    EmMinutes,
    Intake,
    Participants,
    complexity_of,
    occasion_of,
    participants_of,
)
from practicecli.cli.session.words import SessionRef, session_id, show
from practicecli.errors import UsageError


@app.command("mark")
def mark(
    ctx: typer.Context,
    session: SessionRef,
    intake: Intake = False,
    crisis: Crisis = False,
    ordinary: Annotated[
        bool, typer.Option("--ordinary", help="Neither an intake nor a crisis")
    ] = False,
    participants: Participants = None,
    complexity: Annotated[
        str | None,
        typer.Option(
            "--complexity", metavar="FACTOR", help="maladaptive, caregiver, sentinel, play or none"
        ),
    ] = None,
    em_minutes: EmMinutes = None,
) -> None:
    """Say who took part in a session and why it was held: its codes follow from that.

    Example: practice session mark s-7k3fq2w --intake
    Example: practice session mark @last --participants client-family
    Example: practice session mark @last --crisis --complexity none
    """
    from practicecli.actions.marking import Marks, mark_session
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    marks = Marks(
        participants=participants_of(participants),
        occasion=occasion_of(intake=intake, crisis=crisis, ordinary=ordinary),
        complexity=complexity_of(complexity),
        em_minutes=em_minutes,
    )
    if not marks.values():
        raise UsageError(
            "It does not say what to mark", hint="Give `--intake`, `--participants family`, ..."
        )
    identity = session_id(run, session)
    with transaction(run.db):
        mark_session(run.desk, identity, marks)
    ref = show(run, identity)
    run.out.next_step(f"Next: `practice code suggest {ref}`")
