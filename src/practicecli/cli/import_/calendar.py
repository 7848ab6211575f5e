"""Appointments out of a calendar file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.import_ import app
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from practicecli.actions.importing import EventResult

SHOWN = (
    Column("Starts", "starts_at", "instant"),
    Column("Min", "minutes", "number"),
    Column("Outcome", "outcome"),
    Column("Client", "client_name"),
    Column("Session", "session_ref", "ref"),
    Column("Entry", "summary"),
    Column("Why", "reason"),
)
_NAMELESS = frozenset({"unmatched", "ambiguous", "skipped"})


@app.command("calendar", cls=ListCommand)
def calendar(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="An iCalendar file (.ics); -")],
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; four weeks back")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day; 26 weeks ahead")
    ] = None,
    place: Annotated[
        str | None,
        typer.Option("--place", metavar="PLACE", help="office, video-home or video, for all"),
    ] = None,
    allow_overlap: Annotated[
        bool, typer.Option("--allow-overlap", help="Groups: several clients at one time")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Schedule what a calendar holds for your clients; a second run changes only what changed.

    Example: practice import calendar work.ics --dry-run
    Example: practice import calendar work.ics --from 2026-11-01 --to 2027-01-31 --yes
    """
    from practicecli.actions.importing import import_calendar, import_window
    from practicecli.cli.given import opened
    from practicecli.cli.import_.rehearsal import ending, rehearsed
    from practicecli.domain.sessions import PLACES
    from practicecli.files.calendar import read_calendar

    if place is not None and place not in PLACES:
        raise UsageError(f"`--place` takes {', '.join(f'`{one}`' for one in PLACES)}")
    run = App.of(ctx)
    first, last = (None if typed is None else run.day(typed) for typed in (start, end))
    window = import_window(run.today, first, last)
    with opened(file) as (stream, name):
        found = read_calendar(stream, name=name, zone=run.zone, start=window[0], end=window[1])
    run.out.warn(found.problems)
    run.out.note(f"From {window[0]} to {window[1]}")
    desk = run.desk
    results = rehearsed(
        run,
        lambda: import_calendar(
            desk, found.events, window=window, place=place, allow_overlap=allow_overlap
        ),
        lambda done, real: _show(run, done, real=real),
        dry_run=dry_run,
        yes=yes,
    )
    ending(results)


def _show(run: App, results: Sequence[EventResult], *, real: bool) -> None:
    from practicecli.actions.importing import unnamed

    refs = _refs(run)
    results = results if real else unnamed(results)
    run.out.rows(SHOWN, (_shape(run, result, refs, real=real) for result in results))
    told = {result.outcome.value for result in results}
    if "unmatched" in told or "ambiguous" in told:
        run.out.note(
            "Say whose an entry is with `practice client edit CLIENT --alias TEXT`,"
            " then type the same again"
        )
    if "missing" in told:
        run.out.note(
            "What is missing was scheduled from a calendar and is not in this one;"
            " `practice session cancel SESSION --by me` takes it out"
        )


def _refs(run: App) -> dict[str, tuple[str, str]]:
    """Give ref and name of every client, by id."""
    from practicecli.cache.people import caseload

    return {one.id: (one.ref, one.name) for one in caseload(run.db)}


def _shape(
    run: App, result: EventResult, clients: dict[str, tuple[str, str]], *, real: bool
) -> dict[str, Any]:
    from practicecli.domain.refs import ref_of

    step, event = result.step, result.step.event
    session = result.session if real or step.session_id else None
    who = clients.get(result.client or "", (None, ""))
    reason = "; ".join(problem.message for problem in result.problems) or step.reason
    shape: dict[str, Any] = {
        "outcome": result.outcome.value,
        "starts_at": event and shapes.instant(shapes.utc(event.starts_at), run.zone),
        "minutes": event and event.minutes,
        "session": session,
        "session_ref": session and ref_of("session", session),
        "client_ref": who[0],
        "candidates": [clients[one][0] for one in step.candidates if one in clients],
        # A summary is only of use where it has to be told whose it is.
        "summary": event.summary if event and result.outcome.value in _NAMELESS else "",
        "reason": reason,
        "problems": [problem.as_dict() for problem in result.problems],
    }
    if not run.out.asked.json:
        shape["client_name"] = who[1]
        if shape["candidates"]:
            shape["reason"] = f"{reason}: {', '.join(shape['candidates'])}"
    return shape
