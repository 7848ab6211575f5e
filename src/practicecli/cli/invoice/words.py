"""What the invoice commands share: their arguments, and how an invoice is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.cell import Column

if TYPE_CHECKING:
    from practicecli.cache.charges import Shown as ShownCharge
    from practicecli.cache.invoices import Shown
    from practicecli.cli.app import App

InvoiceNumber = Annotated[
    str, typer.Argument(metavar="INVOICE", help="The invoice's number, or its ref")
]
LISTED = (
    Column("No.", "number", "number"),
    Column("Ref", "ref", "ref"),
    Column("Client", "client_name"),
    Column("Made", "issued_on", "date"),
    Column("Due", "due_on", "date"),
    Column("Total", "total_cents", "money"),
    Column("Open", "balance_cents", "money"),
    Column("Status", "status", "ref"),
)
SHOWN = (
    Column("Invoice", "number", "number"),
    Column("Ref", "ref", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("Name", "client_name"),
    Column("Made", "issued_on", "date"),
    Column("Due", "due_on", "date"),
    Column("Status", "status"),
    Column("Total", "total_cents", "money"),
    Column("Paid", "paid_cents", "money"),
    Column("Refunded", "refunded_cents", "money"),
    Column("Open", "balance_cents", "money"),
)


def invoice_id(run: App, typed: str) -> str:
    """Find the invoice that was meant. Raises NotFoundError, AmbiguousError."""
    from practicecli.cache.invoices import find

    return find(run.db, typed)


def lines_of(run: App, found: Shown) -> list[ShownCharge]:
    """Give the charges on an invoice; of one that is void those that once stood on it."""
    from practicecli.cache import charges, invoices

    if not found.invoice.void:
        return list(charges.shown(run.db, invoice=found.invoice.id))
    once = invoices.once_on(run.db, found.invoice.number)
    return [one for each in once for one in charges.shown(run.db, identity=each)]


def record(run: App, found: Shown, lines: list[ShownCharge]) -> dict[str, Any]:
    """Give an invoice as it is shown; one that is void comes to nothing."""
    from practicecli.domain.invoices import standing, sums

    one = found.invoice
    of = sums([] if one.void else [line.charge for line in lines])
    status = standing(one, of, run.today)
    shape: dict[str, Any] = {
        "id": one.id,
        "ref": one.ref,
        "number": one.number,
        "client": one.client,
        "client_ref": found.client_ref,
        "issued_on": one.issued_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "status": status.value,
        "overdue": status == "overdue",
        "total_cents": of.total,
        "paid_cents": of.paid,
        "refunded_cents": of.refunded,
        "balance_cents": of.open,
        "disputed_cents": of.disputed,
    }
    if not run.out.asked.json:
        shape["client_name"] = found.client_name
    return shape


def show(run: App, identity: str) -> dict[str, Any]:
    """Print an invoice as it now is, with its lines and payments; give its record."""
    from practicecli.cache import invoices

    found = next(invoices.shown(run.db, identity=identity))
    lines = lines_of(run, found)
    shape = record(run, found, lines)
    shape["lines"] = [_line(run, one) for one in lines]
    shape["payments"] = _payments(run, lines)
    unsaid = {name: None for name in ("paid_cents", "refunded_cents") if not shape[name]}
    run.out.record(SHOWN, shape if run.out.asked.json else shape | unsaid)
    if not run.out.asked.json:
        _tell(run, shape)
    return shape


def _line(run: App, found: ShownCharge) -> dict[str, Any]:
    from practicecli.cache.charges import words_of
    from practicecli.cache.sessions import get

    one = found.charge
    day, codes = one.at, ""
    if one.session is not None:
        session = get(run.db, one.session)
        day, codes = session.starts_at, " ".join(session.cpt)
    return {
        "charge": one.id,
        "charge_ref": one.ref,
        "session": one.session,
        "session_ref": found.session_ref,
        "on": day.astimezone(run.zone).date().isoformat(),
        "kind": one.kind,
        "for": codes or words_of(run.db, one.id),
        "amount_cents": one.amount_cents,
        "paid_cents": one.paid_cents,
        "open_cents": one.open_cents,
        "status": one.status.value,
    }


def _payments(run: App, lines: list[ShownCharge]) -> list[dict[str, Any]]:
    from practicecli.cache.charges import events

    found = [
        {"charge": line.charge.id, "charge_ref": line.charge.ref, "on": one.day,
         "what": one.what, "amount_cents": one.amount_cents}
        for line in lines
        for one in events(run.db, line.charge.id)
        if one.what in {"paid", "refunded"}
    ]  # fmt: skip
    return sorted(found, key=lambda one: str(one["on"]))


def _tell(run: App, shape: dict[str, Any]) -> None:
    from practicecli.cli.text import money

    for one in shape["lines"]:
        what = f"{one['kind']} {one['for']}".rstrip()
        of = one["session_ref"] or one["charge_ref"]
        run.out.say(f"  {one['on']}  {of}  {money(one['amount_cents']):>10}  {what}")
    for one in shape["payments"]:
        run.out.say(
            f"  {one['on']}  {one['charge_ref']}  {money(one['amount_cents']):>10}  {one['what']}"
        )
