"""The codes of one session, suggested with the reason of each."""

from __future__ import annotations

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.code import app
from practicecli.cli.session.words import SessionRef, session_id

SUGGESTED = (
    Column("CPT", "cpt"),
    Column("Units", "units"),
    Column("Modifiers", "modifiers"),
    Column("Place", "place"),
    Column("Place of service", "place_of_service"),
)


@app.command("suggest")
def suggest(ctx: typer.Context, session: SessionRef) -> None:
    """Suggest codes, modifiers and place for a session, each with its reason; confirms nothing.

    By true minutes and what is marked; never by what pays more. Exit 0 also where no code fits:
    then the reasons say why.

    Example: practice code suggest s-7k3fq2w
    Example: practice code suggest @last --json
    """
    from practicecli.actions.suggesting import suggestion_for
    from practicecli.cli.objections import verdict

    run = App.of(ctx)
    found = suggestion_for(run.db, run.book, session_id(run, session))
    told = {
        "cpt": list(found.cpt),
        "modifiers": list(found.modifiers),
        "place": found.place,
        "reasons": list(found.reasons),
        "place_of_service": found.place_of_service,
        "units": dict(found.units),
        "minutes": found.minutes,
        "minutes_assumed": found.assumed,
        "problems": [problem.as_dict() for problem in found.problems],
    }
    if not run.out.asked.json:
        for reason in found.reasons:
            run.out.wrapped(reason, later=2)
    verdict(run.out, SUGGESTED, told, found.problems, clear="")
