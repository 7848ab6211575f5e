"""Reading treatment plans, and seeing who has one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.client.words import ClientRef, client_id
from practicecli.cli.command import ListCommand
from practicecli.cli.plan import app
from practicecli.cli.plan.words import SHOWN, show_plan, show_plans

if TYPE_CHECKING:
    from practicecli.cli.shapes import Row

LISTED = (
    Column("Client", "client_ref", "ref"),
    Column("Name", "client_name"),
    Column("Sessions", "sessions", "number"),
    Column("Plan", "ref", "ref"),
    Column("Since", "signed_at", "moment"),
    Column("Review by", "review_by", "moment"),
    Column("Draft", "draft_ref", "ref"),
)


@app.command("show")
def show(
    ctx: typer.Context,
    client: ClientRef,
    every: Annotated[
        bool, typer.Option("--all", help="Every plan of the client, oldest first, a draft last")
    ] = False,
) -> None:
    """Show a client's plan in force, else the draft; that it was opened is logged.

    Example: practice plan show c-7k3fq2w
    """
    from practicecli.actions.plans import plan_to_show
    from practicecli.cache import plans

    run = App.of(ctx)
    identity = client_id(run, client)
    newest = plan_to_show(run.desk, identity)
    if not every:
        show_plan(run, newest)
        draft = plans.draft(run.db, identity)
        if draft is not None and draft.id != newest:
            run.out.note(f"A draft waits beside it; `practice plan show {client} --all` has both")
        return
    found = show_plans(run, [one.id for one in plans.of_client(run.db, identity)])
    if run.out.asked.json:
        run.out.rows(SHOWN, found)


@app.command("list", cls=ListCommand)
def list_plans(ctx: typer.Context) -> None:
    """List who has a treatment plan and by when it is reviewed; who has sessions but none, first.

    Example: practice plan list
    """
    from practicecli.cache.plans import overview

    run = App.of(ctx)
    found = overview(run.db, shapes.utc(run.now))
    run.out.rows(LISTED, [_listed(run, row) for row in found])


def _listed(run: App, row: Row) -> dict[str, Any]:
    review_by = shapes.instant(row["review_by"], run.zone)
    shape = {
        "client": row["client"],
        "client_ref": row["client_ref"],
        "sessions": row["sessions"],
        "id": row["id"],
        "ref": row["ref"],
        "status": "signed" if row["ref"] else "draft" if row["draft_ref"] else "none",
        "dx": (row["dx"] or "").split(),
        "signed_at": shapes.instant(row["signed_at"], run.zone),
        "review_by": review_by,
        "overdue": review_by is not None and run.now > datetime.fromisoformat(review_by),
        "draft_ref": row["draft_ref"],
    }
    return shape if run.out.asked.json else shape | {"client_name": row["client_name"]}
