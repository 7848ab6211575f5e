"""What is due, for cron: counts and refs, each thing once per threshold."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.command import Noun
from practicecli.errors import UsageError

app = Noun(help="Tell, from cron, what is due soon")


@app.command()
def remind(
    ctx: typer.Context,
    within: Annotated[
        str | None, typer.Option("--within", metavar="24h", help="How far ahead to look")
    ] = None,
) -> None:
    """Tell what is due, each thing once per threshold; silent when there is nothing new.

    The text holds counts and refs only, so that it may be mailed.

    Example: practice remind --within 24h
    """
    from practicecli.actions.remind import mark_delivered, reminders_for, threshold_of
    from practicecli.cache.connect import transaction
    from practicecli.cli import screens, shapes
    from practicecli.cli.refresh import refresh
    from practicecli.domain.when import NotATimeError, read_span

    run = App.of(ctx)
    refresh(run)
    threshold = within or f"{run.settings.remind_within_hours}h"
    try:
        span = read_span(threshold)
    except NotATimeError as error:
        raise UsageError(str(error)) from error
    items = screens.due_facts(run.db, run.now, run.zone, span)
    told = reminders_for(run.db, items, threshold=threshold_of(span), channel="stdout")
    out = run.out
    if out.asked.json:
        out.stdout.write(json.dumps([one.as_dict() for one in told]) + "\n")
    else:
        for one in told:
            out.say(one.text())
    out.stdout.flush()  # delivered first, then marked: after a crash once more, never not at all
    with transaction(run.db):
        mark_delivered(run.db, told, at=shapes.utc(run.now))
