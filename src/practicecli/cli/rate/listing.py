"""Contract rates as a list, and what was paid otherwise."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.rate import app
from practicecli.cli.rate.words import LISTED, record
from practicecli.errors import Exit

if TYPE_CHECKING:
    from practicecli.actions.rate_check import Checked, Difference

DIFFERENCES = (
    Column("Session", "session_ref", "ref"),
    Column("On", "on", "date"),
    Column("CPT", "cpt", "ref"),
    Column("Agreed", "expected_cents", "money"),
    Column("Paid", "paid_cents", "money"),
    Column("Off", "difference_cents", "money"),
    Column("Platform", "platform"),
    Column("Payer", "payer"),
    Column("Told by", "told_by", "ref"),
    Column("Rate since", "since", "date"),
)
LAID_OUT = DIFFERENCES[:-1]  # eighty columns hold no more


@app.command("list", cls=ListCommand)
def list_rates(
    ctx: typer.Context,
    platform: Annotated[
        str | None, typer.Option("--platform", metavar="NAME", help="Only this platform's")
    ] = None,
    payer: Annotated[
        str | None, typer.Option("--payer", metavar="PAYER", help="Only this payer's")
    ] = None,
    cpt: Annotated[str | None, typer.Option("--cpt", metavar="CODE", help="Only this code")] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Only those that hold on this day")
    ] = None,
) -> None:
    """List contract rates with their first day, and which of them hold today.

    Example: practice rate list --payer aetna
    Example: practice rate list --on 2026-03-01
    """
    from practicecli.cache.rates import everything
    from practicecli.domain.rates import in_force

    run = App.of(ctx)
    key = None if payer is None else _payer_key(payer)
    found = [
        one
        for one in everything(run.db)
        if platform in {None, one.platform} and cpt in {None, one.cpt} and key in {None, one.payer}
    ]
    holding = in_force(found, run.day(on) if on else run.today)
    records = ({**record(one), "holds": one.id in holding} for one in found)
    run.out.rows(LISTED, (each for each in records if on is None or each["holds"]))


@app.command("check", cls=ListCommand)
def check(
    ctx: typer.Context,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first service date")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The last service date")
    ] = None,
) -> None:
    """List sessions that payouts or claims paid otherwise than by contract; exit 8 if there are.

    Where no contract rate is known there is nothing to hold a payment against: those are counted.

    Example: practice rate check --from 2026-01-01
    """
    from practicecli.actions.rate_check import check_rates

    run = App.of(ctx)
    first = run.day(start) if start else date.min
    last = run.day(end) if end else date.max
    found = check_rates(run.db, run.book, first=first, last=last)
    columns = LAID_OUT if run.out.lays_out else DIFFERENCES
    run.out.rows(columns, (_record(run, one) for one in found.differences))
    _tell(run, found)
    if found.differences:
        raise typer.Exit(Exit.OPEN)


def _payer_key(typed: str) -> str:
    from practicecli.figures.load import payer

    return "" if typed.strip().casefold() == "self" else payer(typed.strip()).key


def _record(run: App, one: Difference) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "session": one.session.id,
        "session_ref": one.session.ref,
        "client": one.client.id,
        "client_ref": one.client.ref,
        "on": one.on.isoformat(),
        "cpt": list(one.session.cpt),
        "expected_cents": one.expected_cents,
        "paid_cents": one.paid_cents,
        "difference_cents": one.difference_cents,
        "platform": one.session.platform,
        "payer": one.client.payer,
        "payout_ref": one.payout_ref,
        "claim_ref": one.claim_ref,
        "since": one.since.isoformat(),
        "rates": [
            {"cpt": line.cpt, "units": line.units, "amount_cents": line.price.cents,
             "since": line.price.since and line.price.since.isoformat()}
            for line in one.lines if line.price
        ],
    }  # fmt: skip
    if not run.out.asked.json:
        shape["told_by"] = one.payout_ref or one.claim_ref
    return shape


def _tell(run: App, found: Checked) -> None:
    told = f"{found.right} paid as agreed, {len(found.differences)} not"
    if found.assumed:
        told += (
            f"; {found.assumed} passed over: no contract rate is known for them."
            " Set one with `practice rate set`"
        )
    run.out.note(told)
    if found.differences:
        run.out.next_step("Next: ask who paid; or correct yours with `practice rate set`")
