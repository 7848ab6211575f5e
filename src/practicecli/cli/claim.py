"""Claims at the prompt: where each stands, and what to do about one that was not paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand, Noun
from practicecli.domain.claims import OPEN, ClaimStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

app = Noun(help="Follow claims to their payment")

ClaimRef = Annotated[str, typer.Argument(metavar="CLAIM", help="The claim's ref, or its end")]

LISTED = (
    Column("Ref", "ref", "ref"),
    Column("Day", "service_date", "date"),
    Column("Client", "client_name"),
    Column("Payer", "payer"),
    Column("Platform", "platform"),
    Column("Status", "status"),
    Column("Billed", "billed_cents", "money"),
    Column("Paid", "payer_paid_cents", "money"),
    Column("Owes", "client_owes_cents", "money"),
)
SHOWN = (
    *LISTED[:2],
    Column("Session", "session_ref", "ref"),
    *LISTED[2:7],
    Column("Allowed", "allowed_cents", "money"),
    *LISTED[7:],
)


@app.command("list", cls=ListCommand)
def list_claims(
    ctx: typer.Context,
    status: Annotated[
        ClaimStatus | None,
        typer.Option("--status", metavar="STATUS", help="Only these: denied, pending, paid, ..."),
    ] = None,
) -> None:
    """List the claims, oldest first.

    Example: practice claim list --status denied
    """
    run = App.of(ctx)
    run.out.rows(LISTED, _records(run, None if status is None else [status]))


@app.command("show")
def show(ctx: typer.Context, claim: ClaimRef) -> None:
    """Show one claim with all that happened to it.

    Example: practice claim show m-7k3fq2w
    """
    run = App.of(ctx)
    record = _one(run, claim)
    run.out.record(SHOWN, record)
    _tell(run, record, steps=True)


@app.command("status", cls=ListCommand)
def status(
    ctx: typer.Context,
    claim: Annotated[
        str | None, typer.Argument(metavar="CLAIM", help="The claim's ref; without it, all open")
    ] = None,
) -> None:
    """Say where a claim stands and what to do next; without a ref, list all that is not settled.

    Example: practice claim status
    Example: practice claim status m-7k3fq2w
    """
    run = App.of(ctx)
    if claim is None:
        run.out.rows(LISTED, _records(run, OPEN))
        return
    record = _one(run, claim)
    if run.out.asked.json:
        run.out.record((), record)
    elif run.out.asked.csv:
        run.out.rows(LISTED, [record])
    else:
        last = record["timeline"][-1]
        run.out.say(
            f"{record['ref']} is {record['status']} since {last['at'][:10]}: {last['detail']}"
        )
        _tell(run, record, steps=False)


def _records(run: App, statuses: Sequence[str] | None) -> Iterator[dict[str, Any]]:
    from practicecli.cache.timelines import claims_with_events

    for row, events in claims_with_events(run.db, statuses):
        yield _record(run, row, events)


def _one(run: App, typed: str) -> dict[str, Any]:
    from practicecli.cache.lookup import resolve
    from practicecli.cache.reading import claim, claim_events

    identity = resolve(run.db, "claim", typed)
    return _record(run, claim(run.db, identity), claim_events(run.db, identity))


def _record(run: App, row: shapes.Row, events: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    shape = shapes.claim(row, events, _denial(row), run.zone)
    if not run.out.asked.json:
        shape["client_name"] = row["client_name"]
    return shape


def _denial(row: shapes.Row) -> dict[str, Any] | None:
    """Say what the payer's reason means; None where it gave none."""
    if not row["denial_carc"]:
        return None
    from practicecli.figures import load

    known = load.denial(row["denial_carc"])
    remark = load.remark(row["denial_rarc"]) if row["denial_rarc"] else None
    meaning = known.meaning if known else "A reason this program has no words for"
    return {
        "group": row["denial_group"] or (known.group if known else ""),
        "carc": row["denial_carc"],
        "rarc": row["denial_rarc"],
        "meaning": f"{meaning}; {remark}" if remark else meaning,
        "next_step": known.next_step if known else "Read the payer's answer, and ask the payer",
    }


def _tell(run: App, record: dict[str, Any], *, steps: bool) -> None:
    if run.out.asked.json:
        return
    if steps:
        for step in record["timeline"]:
            run.out.say(
                f"  {step['at'][:16].replace('T', ' ')}  {step['status']}  {step['detail']}"
            )
    if denial := record["denial"]:
        reason = "-".join(part for part in (denial["group"], denial["carc"]) if part)
        beside = f" {denial['rarc']}" if denial["rarc"] else ""
        run.out.say(f"Denied as {reason}{beside}: {denial['meaning']}")
        run.out.say(f"Next: {denial['next_step']}")
