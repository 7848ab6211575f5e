"""Keeping what a client answered, and setting it aside where it was wrong."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.client.words import ClientRef, client_id
from practicecli.cli.measure import app
from practicecli.cli.measure.words import SHOWN, FormName, form_named, record
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from practicecli.domain.measures import Form

_LONGEST = 4_096  # letters of answers; those of the longest form take some hundreds


@app.command("add")
def add(
    ctx: typer.Context,
    client: ClientRef,
    form: FormName,
    answers: Annotated[
        str | None,
        typer.Option(
            "--answers", metavar="0,1,...", help="One for each item; - reads them from stdin"
        ),
    ] = None,
    session: Annotated[
        str | None,
        typer.Option("--session", metavar="SESSION", help="The session it was answered for"),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="When it was answered; else the session's day"),
    ] = None,
) -> None:
    """Score a client's answers and keep them, sealed, on this computer only.

    Example: practice measure add c-7k3fq2w phq9
    Example: practice measure add c-7k3fq2w gad7 --answers 1,2,0,1,0,2,1 --session @last
    """
    from practicecli.actions.desk import must_open
    from practicecli.actions.measures import ANSWERS, add_measure
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    who = client_id(run, client)
    instrument = form_named(run.places, form)
    at, day = _occasion(run, session, on)
    must_open(run.desk, ANSWERS)  # before anybody is asked for a page of answers
    given = _answers(run, instrument, answers)
    with transaction(run.db):
        kept, warnings = add_measure(run.desk, who, instrument, given, day=day, session=at)
    run.out.record(SHOWN, record(run, kept))
    run.out.warn(warnings)
    ref = kept.row.client_ref
    run.out.next_step(f"Next: `practice measure trend {ref} {instrument.key}`")


@app.command("void")
def void(
    ctx: typer.Context,
    client: ClientRef,
    form: FormName,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Those of this day; else the newest")
    ] = None,
) -> None:
    """Set answers aside that were typed wrong: they are kept, and counted no more.

    Example: practice measure void c-7k3fq2w phq9 --on 2026-11-24
    """
    from practicecli.actions.measures import void_measure
    from practicecli.cache.connect import transaction
    from practicecli.cli.measure.words import kept_form

    run = App.of(ctx)
    who = client_id(run, client)
    key, _ = kept_form(run, who, form)
    day = run.day(on) if on else None
    with transaction(run.db):
        aside = void_measure(run.desk, who, key, day)
    run.out.record(SHOWN, record(run, aside))
    run.out.next_step(f"Next: `practice measure add {aside.row.client_ref} {key} --on DATE`")


def _occasion(run: App, session: str | None, on: str | None) -> tuple[str | None, date]:
    """Give the session's id and the day of the answers: what was said, the session's, or today."""
    from practicecli.cache.sessions import get
    from practicecli.cli.session.words import session_id

    at = session_id(run, session) if session else None
    if on:
        return at, run.day(on)
    return at, get(run.db, at).starts_at.astimezone(run.zone).date() if at else run.today


def _answers(run: App, form: Form, typed: str | None) -> tuple[int, ...]:
    from practicecli.domain.measures import AnswersError, read_answers

    if typed is None:
        from practicecli.cli.measure.asking import ask_answers

        return ask_answers(run.prompts, form)
    # What is typed behind an option stays in the shell's history; what is piped does not.
    text = sys.stdin.read(_LONGEST) if typed == "-" else typed
    try:
        return read_answers(text, form)
    except AnswersError as error:
        raise UsageError(
            f"These are not answers to the {form.title}",
            hint=f"`practice measure forms {form.key}` shows its items and answers",
            problems=error.problems,
        ) from error
