"""Sessions to look at, and as a file ready to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.session import app
from practicecli.cli.session.words import LISTED, SessionRef, record, session_id
from practicecli.cli.session.words import show as show_session

if TYPE_CHECKING:
    from collections.abc import Iterator

WEEKS_BACK, WEEKS_AHEAD = 1, 2  # what a terminal shows where no dates are given

BATCH = tuple(
    Column(name, name)
    for name in (
        "session", "cpt", "dx", "start", "stop", "place", "modifier", "note", "sign", "when",
        "minutes", "client_ref",
    )
)  # fmt: skip


@app.command("list", cls=ListCommand)
def list_sessions(
    ctx: typer.Context,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day")] = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="CLIENT", help="Only this client's")
    ] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="STATUS", help="scheduled, confirmed, cancelled, ..."),
    ] = None,
    unconfirmed: Annotated[
        bool, typer.Option("--unconfirmed", help="Over, and not confirmed yet")
    ] = False,
) -> None:
    """List sessions, oldest first; `--unconfirmed --csv` prints a file ready to edit and confirm.

    Example: practice session list --from today --to 2026-12-31
    Example: practice session list --unconfirmed --csv > week.csv
    """
    from practicecli.cache.lookup import resolve
    from practicecli.cache.reading import sessions

    run = App.of(ctx)
    out = run.out
    first, last = _window(run, start, end, everything=bool(unconfirmed or status or client))
    rows = sessions(
        run.db,
        start=first,
        end=last,
        client=resolve(run.db, "client", client) if client else None,
        status=_status(status),
        over_by=shapes.utc(run.now) if unconfirmed else None,
    )
    if unconfirmed and out.asked.csv:
        out.rows(BATCH, _batch(run, rows))
    else:
        out.rows(LISTED, (record(run, row) for row in rows))


@app.command("show")
def show(ctx: typer.Context, session: SessionRef) -> None:
    """Show one session.

    Example: practice session show @last
    """
    run = App.of(ctx)
    show_session(run, session_id(run, session))


def _window(
    run: App, start: str | None, end: str | None, *, everything: bool
) -> tuple[str | None, str | None]:
    from practicecli.domain.days import day_starts, weeks_around
    from practicecli.errors import UsageError

    first = run.day(start) if start else None
    last = run.day(end) if end else None
    if first and last and last < first:
        raise UsageError(
            f"`--to` is {last}, before `--from`, which is {first}",
            hint="A weekday is the next one after today; give dates such as `2026-11-24`",
        )
    out = run.out
    terminal = out.is_terminal and not (out.asked.json or out.asked.csv)
    if terminal and not everything and first is None and last is None:
        first, last = weeks_around(run.today, back=WEEKS_BACK, ahead=WEEKS_AHEAD)
        out.note(f"From {first} to {last}; give `--from` and `--to` for more")
    return (
        shapes.utc(day_starts(first, run.zone)) if first else None,
        shapes.utc(day_starts(last, run.zone, after=1)) if last else None,
    )


def _status(typed: str | None) -> str | None:
    from practicecli.domain.sessions import SessionStatus
    from practicecli.errors import UsageError

    if typed is not None and typed not in set(SessionStatus):
        raise UsageError(f"`--status` takes {', '.join(SessionStatus)}")
    return typed


def _batch(run: App, rows: Iterator[shapes.Row]) -> Iterator[dict[str, Any]]:
    """Give a line of the file for each session, filled from the client's last confirmed one."""
    from practicecli.cache.reading import last_codes

    known: dict[str, tuple[str, str, str]] = {}
    for row in rows:
        if row["client"] not in known:
            known[row["client"]] = last_codes(run.db, row["client"]) or ("", "", "")
        cpt, _, dx = known[row["client"]]
        shape = shapes.session(row, run.zone)
        began, ended = shape["actual_start"], shape["actual_stop"]
        yield {
            "session": row["ref"],
            "cpt": cpt,
            "dx": dx,
            # Left empty where nobody said: the scheduled times are then taken, with a warning.
            "start": began[11:16] if began else "",
            "stop": ended[11:16] if ended else "",
            "place": row["place"],
            "modifier": "",
            "note": "template" if row["note_status"] != "none" else "",
            "sign": "",
            "when": shape["starts_at"],
            "minutes": shape["actual_minutes"] or shape["minutes"],
            "client_ref": row["client_ref"],
        }
