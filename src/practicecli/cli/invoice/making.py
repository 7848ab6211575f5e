"""Making invoices, noting what was paid on them, taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.charge.words import On, cents, ready
from practicecli.cli.client.words import ClientRef, client_id
from practicecli.cli.invoice import app
from practicecli.cli.invoice.words import InvoiceNumber, invoice_id, show

if TYPE_CHECKING:
    from datetime import date


@app.command("add")
def add(
    ctx: typer.Context,
    client: ClientRef,
    sessions: Annotated[
        list[str] | None,
        typer.Argument(metavar="SESSION...", help="Only these; without any, all that is open"),
    ] = None,
    due: Annotated[
        str | None,
        typer.Option("--due", metavar="30d|DATE", help="How long, or until when, it may be paid"),
    ] = None,
) -> None:
    """Put what a client owes you onto an invoice under the next number.

    Confirmed sessions of a client who pays for themselves are charged at their rate with it.

    Example: practice invoice add c-7k3fq2w
    Example: practice invoice add c-7k3fq2w s-2w7k3fq --due 14d
    """
    from practicecli.actions.invoices import make_invoice
    from practicecli.cache.connect import transaction
    from practicecli.cli.session.words import session_id

    run = App.of(ctx)
    ready(run)
    who = client_id(run, client)
    wanted = [session_id(run, one) for one in sessions or ()]
    due_on = _due(run, due)
    with transaction(run.db):
        made = make_invoice(run.desk, who, wanted, due_on=due_on)
    shape = show(run, made)
    run.out.next_step(f"Next: `practice invoice pay {shape['number']} AMOUNT` when it has come")


@app.command("pay")
def pay(
    ctx: typer.Context,
    invoice: InvoiceNumber,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Such as 75.00")],
    on: On = None,
) -> None:
    """Note what was paid on an invoice; its oldest charge is paid first.

    Example: practice invoice pay 12 150.00 --on 2026-11-23
    """
    from practicecli.actions.invoices import pay_invoice
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = invoice_id(run, invoice)
    sum_, day = cents(amount), run.day(on) if on else None
    with transaction(run.db):
        pay_invoice(run.desk, identity, sum_, day)
    show(run, identity)


@app.command("void")
def void(ctx: typer.Context, invoice: InvoiceNumber) -> None:
    """Take back an invoice on which nothing is paid; its number stays and is not used again.

    Example: practice invoice void 12
    """
    from practicecli.actions.invoices import void_invoice
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = invoice_id(run, invoice)
    with transaction(run.db):
        void_invoice(run.desk, identity)
    show(run, identity)


def _due(run: App, typed: str | None) -> date:
    from practicecli.domain.invoices import due_on
    from practicecli.domain.when import NotATimeError
    from practicecli.errors import UsageError

    try:
        return due_on(typed or f"{run.book.charging.invoice_days}d", run.today)
    except NotATimeError as error:
        raise UsageError(str(error), hint="Type `--due 30d`, or a day") from error
