"""`practice sync`: push, then pull, platform after platform; and how things stand with each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand, Noun
from practicecli.errors import Exit

if TYPE_CHECKING:
    from practicecli.sync.run import Report

app = Noun(help="Send what waits, fetch what is new", invoke_without_command=True)

CHANGES = (
    Column("Ref", "ref", "ref"),
    Column("Platform", "platform"),
    Column("Kind", "kind"),
    Column("Verb", "verb"),
    Column("Queued", "queued_at", "instant"),
    Column("State", "state"),
)
STATUS = (
    Column("Unsent", "unsent"),
    Column("Waiting for the note key", "waiting_for_unlock"),
    Column("Refused", "refused"),
    Column("Conflicts", "conflicts"),
    Column("Last sync", "last_sync_at", "instant"),
)


@app.callback()
def sync(
    ctx: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be sent, change nothing")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--platform", metavar="NAME", help="Only this platform")
    ] = None,
) -> None:
    """Send what waits, then fetch what is new, platform after platform.

    Example: practice sync
    Example: practice sync --dry-run
    """
    if ctx.invoked_subcommand is not None:
        return
    run = App.of(ctx)
    for name in only or []:
        _must_be_there(run, name)
    if dry_run:
        _show_waiting(run, only or [])
        return
    _sync(run, only or [])


def _sync(run: App, only: list[str]) -> None:
    from practicecli.actions.figures import work_out_anew
    from practicecli.cache.connect import transaction
    from practicecli.cli.sync.opening import opener
    from practicecli.sync.lock import only_sync
    from practicecli.sync.run import exit_of, sync_all, to_json
    from practicecli.vault.keys import audit_key
    from practicecli.vault.seal import Seal

    out = run.out
    with only_sync(run.places.data_dir):
        reports = sync_all(
            run.db,
            opener(run),
            seal=Seal(run.keys.notes),
            audit_key=audit_key(run.keys),
            now=run.tell_time,  # a sandbox may say during the talk that its clock moved on
            only=only,
        )
    with transaction(run.db):
        work_out_anew(run.desk)  # sessions that came from elsewhere have no clocks yet
    if out.asked.json:
        out.stdout.write(json.dumps(to_json(reports)) + "\n")
    else:
        if not reports:
            out.say("No platform here has an API; what is done in portals you enter yourself")
        for name, report in reports.items():
            for line in _lines(name, report):
                out.say(line)
    code = exit_of(reports.values())
    if code is not Exit.DONE:
        raise typer.Exit(code)


def _lines(name: str, report: Report) -> list[str]:
    lines = [f"{name}: {report.pushed} sent, {report.pulled} fetched"]
    if report.waiting_for_unlock:
        lines.append(f"  {report.waiting_for_unlock} notes wait for the note key")
    for one in report.refused:
        lines.append(f"  refused: {one.get('verb')} of {one.get('kind')} {one.get('ref')}")
        lines += [f"    {found['code']}: {found['message']}" for found in one.get("problems", [])]
    lines += [
        f"  conflict: {one.get('verb')} of {one.get('kind')} {one.get('ref')}"
        for one in report.conflicts
    ]
    if report.error is not None:
        lines.append(f"  not finished: {report.error}")
    return lines


@app.command("status")
def status(ctx: typer.Context) -> None:
    """Show what waits, what was refused, what is in conflict, and when the last sync went well.

    Example: practice sync status
    """
    from practicecli.cache.waiting import standing

    run = App.of(ctx)
    found = standing(run.db)
    found["last_sync_at"] = shapes.instant(found["last_sync_at"], run.zone)
    run.out.record(STATUS, found)


@app.command("conflicts", cls=ListCommand)
def conflicts(ctx: typer.Context) -> None:
    """List what both sides changed, which a person has to decide.

    Example: practice sync conflicts
    """
    from practicecli.cache.waiting import changes

    run = App.of(ctx)
    run.out.rows(CHANGES, _shown(run, changes(run.db, ("conflict",))))


def _show_waiting(run: App, only: list[str]) -> None:
    from practicecli.cache.waiting import changes

    rows = [
        row for row in changes(run.db, ("waiting", "sent")) if not only or row["platform"] in only
    ]
    run.out.rows(CHANGES, _shown(run, rows))
    run.out.note("Nothing was sent: this was a dry run")


def _shown(run: App, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "queued_at": shapes.instant(row["queued_at"], run.zone)} for row in rows]


def _must_be_there(run: App, name: str) -> None:
    from practicecli.cache.platforms import get

    get(run.db, name)
