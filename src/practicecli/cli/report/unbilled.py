"""Work that is done and not on its way to being paid."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.report import app
from practicecli.cli.report.words import Bars, Force, Html, Report, deliver, platforms_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_TO_DO = {
    "unconfirmed": "confirm it",
    "unsent": "practice sync",
    "not-entered": "confirm it in the portal, then `practice session entered`",
    "claim-not-sent": "the claim waits at the platform",
}
_SUMMED = (
    Column("Work", "kind"),
    Column("Platform", "platform"),
    Column("Sessions", "sessions", "number"),
    Column("Worth", "amount_cents", "money"),
    Column("Too late", "overdue", "number"),
    Column("Next is lost", "lost_at", "moment"),
    Column("Hours", "hours_left", "number"),
)
_LINES = (
    Column("Session", "session_ref", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("Work", "kind"),
    Column("Platform", "platform"),
    Column("Day", "day", "date"),
    Column("Worth", "amount_cents", "money"),
    Column("Lost at", "lost_at", "moment"),
    Column("Hours", "hours_left", "number"),
)
_NOTE = "A session that is not confirmed is taken to bring what the client's last one did"
_HOURS = "Hours are those left until then; `--unfold` lists the sessions"


@app.command("unbilled", cls=ListCommand)
def unbilled(
    ctx: typer.Context,
    unfold: Annotated[
        bool, typer.Option("--unfold", help="Session by session, soonest lost first")
    ] = False,
    html: Html = None,
    force: Force = False,
) -> None:
    """Add up sessions held but not confirmed, sent or entered, and what is lost when.

    Example: practice report unbilled
    Example: practice report unbilled --unfold
    """
    run = App.of(ctx)
    rows = _rows(run)
    if not unfold:
        deliver(run, unbilled_report(run, rows), html, force=force)
        return
    about = f"Not billed on {run.today}"
    deliver(run, Report("Not billed, by session", about, _LINES, rows, notes=_notes(run)), html,
            force=force)  # fmt: skip


def unbilled_report(run: App, rows: Iterable[dict[str, Any]] | None = None) -> Report:
    """Add up what is not billed, by what has to be done and the platform."""
    from practicecli.cli.estimates import marks

    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in _rows(run) if rows is None else rows:
        empty = {
            "kind": one["kind"], "platform": one["platform"], "sessions": 0, "amount_cents": 0,
            "unpriced": 0, "overdue": 0, "lost_at": None, "hours_left": None,
            "to_do": _TO_DO[one["kind"]], "label": f"{one['kind']}, {one['platform']}",
            **marks(run, estimate=True),
        }  # fmt: skip
        row = found.setdefault((one["kind"], one["platform"]), empty)
        row["sessions"] += 1
        row["amount_cents"] += one["amount_cents"] or 0
        row["unpriced"] += one["amount_cents"] is None
        row["overdue"] += one["overdue"]
        if row["lost_at"] is None and not one["overdue"]:  # they come soonest lost first
            row["lost_at"], row["hours_left"] = one["lost_at"], one["hours_left"]
    summed = sorted(found.values(), key=lambda row: (list(_TO_DO).index(row["kind"]),
                                                     row["platform"]))  # fmt: skip
    sums = ("sessions", "amount_cents", "overdue")
    unknown = sum(row["unpriced"] for row in summed)
    notes = (*_notes(run), _HOURS) if summed else _notes(run)
    if unknown:
        notes += (f"{unknown} of them have no known amount, and add nothing",)
    return Report(
        title="Not billed yet",
        about=f"Not billed on {run.today}",
        columns=_SUMMED,
        rows=summed,
        total={"kind": "Total", **{key: sum(row[key] for row in summed) for key in sums}},
        charts=(Bars("What it is worth", "label", (("Worth", "amount_cents"),)),),
        notes=notes,
    )


def _notes(run: App) -> tuple[str, ...]:
    from practicecli.cli.estimates import note

    return (_NOTE, note(run, "What it stands for is"))


def _rows(run: App) -> list[dict[str, Any]]:
    from practicecli.cache.reports import unbilled as not_billed
    from practicecli.cli.shapes import utc

    return [
        {
            "kind": one.kind,
            "session_ref": one.session_ref,
            "client_ref": one.client_ref,
            "platform": one.platform,
            "day": one.day,
            "amount_cents": one.amount_cents,
            **_lost(run, one.lost_at),
            "to_do": _TO_DO[one.kind],
        }
        for one in not_billed(run.db, platforms_of(run), utc(run.now))
    ]


def _lost(run: App, at: str | None) -> dict[str, Any]:
    """Say when it is lost and how far that is, in whole hours, rounded down."""
    if at is None:
        return {"lost_at": None, "hours_left": None, "overdue": False}
    moment = datetime.fromisoformat(at).astimezone(UTC)
    seconds = int((moment - run.now).total_seconds())
    return {
        "lost_at": moment.astimezone(run.zone).isoformat(),
        "hours_left": seconds // 3600,
        "overdue": seconds < 0,
    }
