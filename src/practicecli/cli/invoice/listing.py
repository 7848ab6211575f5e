"""Invoices as a list, and one of them with its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.client.words import client_id
from practicecli.cli.command import ListCommand
from practicecli.cli.invoice import app
from practicecli.cli.invoice.words import LISTED, InvoiceNumber, invoice_id, lines_of, record
from practicecli.cli.invoice.words import show as show_invoice

if TYPE_CHECKING:
    from collections.abc import Iterator


@app.command("list", cls=ListCommand)
def list_invoices(
    ctx: typer.Context,
    client: Annotated[
        str | None, typer.Option("--client", metavar="C", help="Only this client's")
    ] = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only those not paid in full")] = False,
) -> None:
    """List the invoices you made, by number.

    Example: practice invoice list --open
    """
    run = App.of(ctx)
    who = client_id(run, client) if client else None
    run.out.rows(LISTED, _records(run, who, only_open=only_open))


@app.command("show")
def show(ctx: typer.Context, invoice: InvoiceNumber) -> None:
    """Show one invoice: its lines, its payments and what is open.

    Example: practice invoice show 12
    """
    run = App.of(ctx)
    show_invoice(run, invoice_id(run, invoice))


def _records(run: App, client: str | None, *, only_open: bool) -> Iterator[dict[str, Any]]:
    from practicecli.cache.invoices import shown

    for found in shown(run.db, client=client):
        shape = record(run, found, lines_of(run, found))
        if shape["balance_cents"] or not only_open:
            yield shape
