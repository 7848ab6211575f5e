"""Asking platforms what they know of clients' insurance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.client.asking import ask
from practicecli.cli.client.words import client_id
from practicecli.cli.coverage import app
from practicecli.cli.coverage.listing import changed_words
from practicecli.errors import Exit, PracticeError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from practicecli.actions.eligibility import Checked
    from practicecli.domain.people import Client
    from practicecli.domain.problems import Problem

CHECKED = (
    Column("Client", "client_ref", "ref"),
    Column("Platform", "platform"),
    Column("Status", "status"),
    Column("Asked", "asked_at", "moment"),
    Column("Since the last answer", "changed"),
    Column("Noted here before", "otherwise"),
)
LISTED = tuple(one for one in CHECKED if one.key != "asked_at")
_WELL = "active"


@app.command("check")
def check(
    ctx: typer.Context,
    client: Annotated[
        str | None, typer.Argument(metavar="CLIENT", help="The client's ref, or the end of one")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="All active clients whose platform can be asked")
    ] = False,
    scheduled: Annotated[
        bool, typer.Option("--scheduled", help="Those with a session until the next business day")
    ] = False,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="Those with a session on this day instead"),
    ] = None,
) -> None:
    """Ask the platform what the insurance covers, keep its answer and say what changed.

    Exit 8: somebody is not covered, or the answer is of no use; nothing is changed here then.
    Exit 3: of several, some could not be asked.

    Example: practice coverage check c-7k3fq2w
    Example: practice coverage check --scheduled --on tomorrow
    """
    from practicecli.domain.paydays import until_next_business_day

    run = App.of(ctx)
    if sum((client is not None, everybody, scheduled or on is not None)) != 1:
        raise UsageError(
            "It does not say about whom to ask",
            hint="Give a client's ref, `--all`, or `--scheduled` with `--on DATE`",
        )
    if client is not None:
        _one(run, client_id(run, client))
        return
    if everybody:
        _several(run, None)
    else:
        _several(run, [run.day(on)] if on else until_next_business_day(run.today))


def _one(run: App, client: str) -> None:
    from practicecli.cache import people

    found = ask(run, people.client(run.db, client))
    told = checked_shape(run, found)
    run.out.record(CHECKED, told)
    if not run.out.asked.json:
        _benefits(run, client)
    run.out.warn(found.problems)
    if found.problems and not found.updated:
        raise typer.Exit(Exit.OPEN)


def _benefits(run: App, client: str) -> None:
    from practicecli.cache.coverages import of_client
    from practicecli.cli.coverage.words import benefit_lines, shape
    from practicecli.domain.coverage import Rank, in_force

    now = in_force(of_client(run.db, client), Rank.PRIMARY, run.today)
    if now is not None:
        for line in benefit_lines(shape(now, ref="", state="")["benefits"]):
            run.out.say(line)


def _several(run: App, days: list[date] | None) -> None:
    problems: list[Problem] = []
    rows: list[dict[str, Any]] = []
    for row, found in _asked(run, _whom(run, days)):
        rows.append(row)
        problems += found
    run.out.rows(LISTED, rows)
    run.out.warn(problems)
    if any(row["status"] == "not-asked" for row in rows):
        raise typer.Exit(Exit.PARTIAL)
    if any(row["status"] != _WELL or not row["updated"] for row in rows):
        raise typer.Exit(Exit.OPEN)


def _whom(run: App, days: list[date] | None) -> list[Client]:
    """Give the clients to ask about; of those whose platform is reached by hand, only a note."""
    from practicecli.cache import people
    from practicecli.cache.sessions import clients_of_day

    wanted: set[str] | None = None
    if days is not None:
        wanted = {one for day in days for one in clients_of_day(run.db, day.isoformat())}
    there = [
        one
        for one in people.caseload(run.db)
        if one.status.value == "active" and (wanted is None or one.id in wanted)
    ]
    asked = [one for one in there if not run.platforms[one.platform].is_manual]
    if len(asked) < len(there):
        refs = ", ".join(one.ref for one in there if one not in asked)
        run.out.note(f"Ask in their portals, those platforms are reached by hand: {refs}")
    return asked


def _asked(run: App, clients: list[Client]) -> Iterator[tuple[dict[str, Any], list[Problem]]]:
    """Ask about one after the other; a platform that is out of reach is not asked again."""
    from practicecli.ids import new_id

    batch = new_id(run.now)
    down: dict[str, PracticeError] = {}
    for one in clients:
        try:
            if one.platform in down:
                raise down[one.platform]
            found = ask(run, one, batch)
        except PracticeError as error:
            if error.exit_code in {Exit.TEMPORARY, Exit.LOCKED_OUT}:
                down[one.platform] = error
            yield _not_asked(one, error), []
        else:
            yield checked_shape(run, found), list(found.problems)


def checked_shape(run: App, found: Checked) -> dict[str, Any]:
    """Give the JSON form of an answer that was kept."""
    words = "first answer" if found.first else changed_words(found.changes)
    return {
        "client": found.client.id,
        "client_ref": found.client.ref,
        "platform": found.kept.platform,
        "coverage": found.kept.coverage,
        "asked_at": shapes.instant(found.kept.asked_at, run.zone),
        "status": found.kept.status,
        "first": found.first,
        "changes": list(found.changes),
        "changed": words,
        "taken": list(found.taken),
        "otherwise": changed_words(found.taken) if found.taken else None,
        "unread": list(found.unread),
        "updated": found.updated,
        "problems": [one.as_dict() for one in found.problems],
    }


def _not_asked(one: Client, error: PracticeError) -> dict[str, Any]:
    return {
        "client": one.id,
        "client_ref": one.ref,
        "platform": one.platform,
        "coverage": None,
        "asked_at": None,
        "status": "not-asked",
        "first": False,
        "changes": [],
        "changed": f"{error.code}: {error}",
        "taken": [],
        "otherwise": None,
        "unread": [],
        "updated": False,
        "problems": [],
    }
