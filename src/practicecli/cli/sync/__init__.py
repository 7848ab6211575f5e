"""`practice sync`: push, then pull, platform after platform; and how things stand with each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import Noun
from practicecli.cli.refresh import follow
from practicecli.errors import Exit

if TYPE_CHECKING:
    from practicecli.domain.problems import Problem
    from practicecli.sync.run import Report

app = Noun(
    help="Send what waits, fetch what is new",
    invoke_without_command=True,
    modules={"practicecli.cli.sync.resolving": ("conflicts", "resolve")},
)

_INDENT = 4  # cells
PLAN = (
    Column("Step", "step"),
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
        bool, typer.Option("--dry-run", help="Say what would be done, change nothing")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--platform", metavar="NAME", help="Only this platform")
    ] = None,
    jitter: Annotated[
        int,
        typer.Option(
            "--jitter",
            metavar="SECONDS",
            min=0,
            max=3600,
            help="For cron: begin at some moment within this time",
        ),
    ] = 0,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept-mass-delete",
            help="Take over what a platform holds, even if much goes with it",
        ),
    ] = False,
) -> None:
    """Send what waits, then fetch what is new, platform after platform.

    Example: practice sync
    Example: practice sync --dry-run
    Example: practice sync --jitter 300
    """
    if ctx.invoked_subcommand is not None:
        return
    run = App.of(ctx)
    for name in only or []:
        _must_be_there(run, name)
    if dry_run:
        _show_plan(run, only or [])
        return
    if jitter:
        _wait_within(jitter)
    _sync(run, only or [], accept=accept)


def _sync(run: App, only: list[str], *, accept: bool) -> None:
    from practicecli.actions.figures import work_out_anew
    from practicecli.actions.following import follow_coverages
    from practicecli.cache.connect import transaction
    from practicecli.cli.sync.opening import opener
    from practicecli.cli.sync.progress import shown
    from practicecli.sync.lock import only_sync
    from practicecli.sync.run import exit_of, sync_all, to_json
    from practicecli.vault.keys import audit_key
    from practicecli.vault.seal import Seal

    out = run.out
    follow(run)
    with shown(out) as progress, only_sync(run.places.data_dir):
        reports = sync_all(
            run.db,
            progress.along(opener(run, locked=True)),
            seal=Seal(run.keys.notes),
            audit_key=audit_key(run.keys),
            now=run.tell_time,  # a sandbox may say during the talk that its clock moved on
            only=only,
            tell=progress.tell,
            accept=accept,
        )
    with transaction(run.db):
        follow_coverages(run.desk)  # a platform may have told of another payer, plan or last day
        work_out_anew(run.desk)  # sessions that came from elsewhere have no clocks yet
    if out.asked.json:
        out.stdout.write(json.dumps(to_json(reports)) + "\n")
    else:
        if not reports:
            out.say("No platform here has an API; what is done in portals you enter yourself")
        for name, report in reports.items():
            for line in _lines(name, report):
                out.wrapped(line, later=_INDENT)
    out.warn([found for name, report in reports.items() for found in _doubts(name, report)])
    code = exit_of(reports.values())
    if code is not Exit.DONE:
        raise typer.Exit(code)


def _doubts(name: str, report: Report) -> list[Problem]:
    from practicecli.domain.skew import doubts_about_clock

    return list(doubts_about_clock(report.skew_seconds, platform=name))


def _wait_within(seconds: int) -> None:
    """Begin at a moment of chance, so that not everybody's cron asks at the full hour."""
    import random
    import time

    time.sleep(random.uniform(0, seconds))  # noqa: S311 - no secret


def _lines(name: str, report: Report) -> list[str]:
    lines = [f"{name}: {report.pushed} sent, {report.pulled} fetched"]
    if report.waiting_for_unlock:
        lines.append(f"  {report.waiting_for_unlock} notes wait for the note key")
    if report.withdrawn:
        lines.append(f"  taken out there: {', '.join(report.withdrawn)}")
    for one in report.refused:
        lines.append(f"  refused: {one.get('verb')} of {one.get('kind')} {one.get('ref')}")
        lines += [f"    {found['code']}: {found['message']}" for found in one.get("problems", [])]
    lines += [
        f"  conflict: {one.get('verb')} of {one.get('kind')} {one.get('ref')}"
        for one in report.conflicts
    ]
    if report.conflicts:
        lines.append("  decide with `practice sync conflicts` and `practice sync resolve REF`")
    if report.error is not None:
        lines.append(f"  not finished: {report.error}")
        lines += [f"    {report.error.hint}"] if report.error.hint else []
    return lines


@app.command("status")
def status(ctx: typer.Context) -> None:
    """Show what waits, what was refused, what is in conflict, and when the last sync went well.

    Example: practice sync status
    """
    from practicecli.cache.waiting import standing

    run = App.of(ctx)
    found = standing(run.db)
    if run.keys.notes is not None:
        found["waiting_for_unlock"] = 0  # the next sync sends them
    found["last_sync_at"] = shapes.instant(found["last_sync_at"], run.zone)
    run.out.record(STATUS, found)
    if run.out.asked.json:
        return
    for one in found["refusals"]:
        run.out.say(f"Refused: {one['verb']} of {one['kind']} {one['ref']} by {one['platform']}")
        for problem in one["problems"]:
            run.out.say(f"  {problem['code']}: {problem['message']}")
        run.out.say(f"  Put it right with `{one['next_step']}`")


def _show_plan(run: App, only: list[str]) -> None:
    from practicecli.cache.waiting import changes
    from practicecli.sync.push import preview

    steps: dict[str, str] = {}
    for name, one in run.desk.platforms.items():
        if not one.is_manual and (not only or name in only):
            steps |= preview(run.db, name, can_open=run.keys.notes is not None).steps()
    rows = [
        {
            **row,
            "step": steps.get(row["id"], "decide"),
            "queued_at": shapes.instant(row["queued_at"], run.zone),
        }
        for row in changes(run.db, ("waiting", "sent", "conflict"))
        if row["platform"] in only or not only
    ]
    run.out.rows(PLAN, rows)
    run.out.note("Nothing was sent: this was a dry run")


def _must_be_there(run: App, name: str) -> None:
    from practicecli.cache.platforms import get

    get(run.db, name)
