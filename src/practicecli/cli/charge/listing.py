"""Charges as a list, one of them with its timeline, and what clients still owe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.charge import app
from practicecli.cli.charge.words import LAID_OUT, LISTED, ChargeRef, charge_id, ready, record
from practicecli.cli.charge.words import show as show_charge
from practicecli.cli.client.words import client_id
from practicecli.cli.command import ListCommand
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.actions.expected_charges import ExpectedCharge
    from practicecli.domain.ageing import Balance

EXPECTED = "expected"
TO_COME = (
    Column("Session", "session_ref", "ref"),
    Column("Client", "client_name"),
    Column("Platform", "platform"),
    Column("Kind", "kind"),
    Column("Charged on", "charged_on", "date"),
    Column("Expected", "amount_cents", "money"),
    Column("As of", "as_of", "date"),
)
OWED = (
    Column("Client", "client_ref", "ref"),
    Column("Name", "client_name"),
    Column("Open", "open_cents", "money"),
    Column("0-30", "days_0_30_cents", "money"),
    Column("31-60", "days_31_60_cents", "money"),
    Column("61-90", "days_61_90_cents", "money"),
    Column("Over 90", "over_90_cents", "money"),
    Column("Oldest", "oldest", "date"),
    Column("Failed", "failed_cents", "money"),
    Column("Disputed", "disputed_cents", "money"),
    Column("Owed", "owed_cents", "money"),
    Column("Paid", "paid_cents", "money"),
)
_KEYS = {
    "0-30": "days_0_30_cents",
    "31-60": "days_31_60_cents",
    "61-90": "days_61_90_cents",
    "over-90": "over_90_cents",
}


@app.command("list", cls=ListCommand)
def list_charges(
    ctx: typer.Context,
    client: Annotated[
        str | None, typer.Option("--client", metavar="C", help="Only this client's")
    ] = None,
    only_open: Annotated[
        bool, typer.Option("--open", help="Only those of which something has not come")
    ] = False,
    status: Annotated[
        str | None,
        typer.Option(
            "--status", metavar="STATUS", help="Only these: owed, failed, paid, expected, ..."
        ),
    ] = None,
) -> None:
    """List what clients were charged, oldest first; `--status expected` what they will be.

    Example: practice charge list --open
    Example: practice charge list --client c-7k3fq2w
    """
    run = App.of(ctx)
    who = client_id(run, client) if client else None
    if status == EXPECTED:
        run.out.rows(TO_COME, _to_come(run, who))
        run.out.note("Shares of insured clients are estimates until the payer decides")
        return
    ready(run)
    wanted = _status(status)
    columns = LAID_OUT if run.out.lays_out else LISTED
    run.out.rows(columns, _records(run, who, wanted, only_open=only_open))


@app.command("show")
def show(ctx: typer.Context, charge: ChargeRef) -> None:
    """Show one charge with all that happened to it.

    Example: practice charge show g-7k3fq2w
    """
    run = App.of(ctx)
    show_charge(run, charge_id(run, charge))


@app.command("balance", cls=ListCommand)
def balance(
    ctx: typer.Context,
    client: Annotated[str | None, typer.Argument(metavar="CLIENT", help="Only this client")] = None,
) -> None:
    """Say what each client still owes, and for how long: by the day it was due, else charged.

    Example: practice charge balance
    """
    run = App.of(ctx)
    who = client_id(run, client) if client else None
    ready(run)
    run.out.rows(OWED[:8] if run.out.lays_out else OWED, _balances(run, who))


def _status(typed: str | None) -> str | None:
    from practicecli.domain.charges import ChargeStatus

    words = [one.value for one in ChargeStatus]
    if typed is not None and typed not in words:
        raise UsageError(
            f"`{typed}` is no status of a charge", hint=f"There are {', '.join(words)}, {EXPECTED}"
        )
    return typed


def _records(
    run: App, client: str | None, status: str | None, *, only_open: bool
) -> Iterator[dict[str, Any]]:
    from practicecli.cache.charges import shown

    for found in shown(run.db, client=client):
        one = found.charge
        if status is not None and one.status != status:
            continue
        if only_open and not (one.open_cents or one.disputed_cents):
            continue
        yield record(run, found)


def _to_come(run: App, client: str | None) -> Iterator[dict[str, Any]]:
    from practicecli.actions.expected_charges import expected_charges

    for found in expected_charges(run.desk, client or ""):
        shape = _expected(found)
        if not run.out.asked.json:
            shape["client_name"] = found.session.client_name
        yield shape


def _expected(found: ExpectedCharge) -> dict[str, Any]:
    one, asked = found.session, found.asked
    return {
        "id": None,
        "ref": None,
        "client": one.client,
        "client_ref": one.client_ref,
        "session": one.session,
        "session_ref": one.session_ref,
        "platform": one.platform,
        "kind": found.kind,
        "amount_cents": asked and asked.cents,
        "estimate": asked is not None and asked.estimate,
        "as_of": asked.as_of.isoformat() if asked and asked.as_of else None,
        "status": EXPECTED,
        "charged_on": found.on and found.on.isoformat(),
    }


def _balances(run: App, client: str | None) -> Iterator[dict[str, Any]]:
    from practicecli.cache import charges
    from practicecli.cache.people import names
    from practicecli.domain.ageing import Balance, balances

    rows = charges.open_charges(run.db) if client is None else charges.open_of(run.db, client)
    found = balances(rows, today=run.today, zone=run.zone)
    if client is not None and not found:
        found = [Balance(client)]
    known = names(run.db, [one.client for one in found])
    for one in found:
        ref, name = known[one.client]
        shape = _owed(one, ref)
        if not run.out.asked.json:
            shape["client_name"] = name
        yield shape


def _owed(one: Balance, ref: str) -> dict[str, Any]:
    return {
        "client": one.client,
        "client_ref": ref,
        "owed_cents": one.owed,
        "paid_cents": one.paid,
        "open_cents": one.open,
        "oldest": one.oldest and one.oldest.isoformat(),
        **{_KEYS[name]: cents for name, cents in one.buckets.items()},
        "failed_cents": one.failed,
        "disputed_cents": one.disputed,
    }
