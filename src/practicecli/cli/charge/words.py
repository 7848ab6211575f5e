"""What the charge commands share: their arguments, and how a charge is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.cell import Column

if TYPE_CHECKING:
    from practicecli.cache.charges import Event, Shown
    from practicecli.cli.app import App

ChargeRef = Annotated[
    str, typer.Argument(metavar="CHARGE", help="The charge's ref, or the end of one")
]
On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day it was; today without it")
]
LAID_OUT = (
    Column("Ref", "ref", "ref"),
    Column("Charged", "charged_on", "date"),
    Column("Client", "client_name"),
    Column("Kind", "kind"),
    Column("Amount", "amount_cents", "money"),
    Column("Open", "open_cents", "money"),
    Column("Status", "status", "ref"),
)
LISTED = (
    *LAID_OUT[:4],
    Column("Platform", "platform"),
    Column("Session", "session_ref", "ref"),
    Column("Amount", "amount_cents", "money"),
    Column("Paid", "paid_cents", "money"),
    Column("Refunded", "refunded_cents", "money"),
    Column("Open", "open_cents", "money"),
    Column("Status", "status", "ref"),
    Column("Due on", "due_on", "date"),
    Column("Invoice", "invoice_number", "number"),
)
SHOWN = (
    Column("Ref", "ref", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("Name", "client_name"),
    Column("Session", "session_ref", "ref"),
    Column("Platform", "platform"),
    Column("Kind", "kind"),
    Column("For", "for"),
    Column("Charged", "charged_on", "date"),
    Column("Amount", "amount_cents", "money"),
    Column("Paid", "paid_cents", "money"),
    Column("Refunded", "refunded_cents", "money"),
    Column("Open", "open_cents", "money"),
    Column("Status", "status"),
    Column("Due on", "due_on", "date"),
    Column("Invoice", "invoice_number", "number"),
    Column("Look after by", "chase_by", "instant"),
)


def ready(run: App) -> None:
    """Give charges of an earlier version their refs and sums before anybody asks for one."""
    from practicecli.actions.chasing import chase_told
    from practicecli.cache.charges import are_named
    from practicecli.cache.connect import transaction

    if not are_named(run.db):
        with transaction(run.db):
            chase_told(run.desk)


def charge_id(run: App, typed: str) -> str:
    """Find the one charge that was meant. Raises NotFoundError, AmbiguousError."""
    from practicecli.cache.lookup import resolve

    ready(run)
    return resolve(run.db, "charge", typed)


def cents(typed: str) -> int:
    """Read an amount. Raises UsageError."""
    from practicecli.domain.money import NotMoneyError, read_cents
    from practicecli.errors import UsageError

    try:
        return read_cents(typed)
    except NotMoneyError as error:
        raise UsageError(str(error), hint="Type it as `75.00`") from error


def record(run: App, found: Shown) -> dict[str, Any]:
    """Give a charge as it is shown: JSON holds refs, a person also sees the client's name."""
    one = found.charge
    shape: dict[str, Any] = {
        "id": one.id,
        "ref": one.ref,
        "client": one.client,
        "client_ref": found.client_ref,
        "session": one.session,
        "session_ref": found.session_ref,
        "platform": one.platform,
        "kind": one.kind,
        "amount_cents": one.amount_cents,
        "paid_cents": one.paid_cents,
        "refunded_cents": one.refunded_cents,
        "open_cents": one.open_cents,
        "disputed_cents": one.disputed_cents,
        "status": one.status.value,
        "charged_at": one.at.astimezone(run.zone).isoformat(),
        "charged_on": one.at.astimezone(run.zone).date().isoformat(),
        "due_on": one.due_on and one.due_on.isoformat(),
        "invoice": one.invoice,
        "invoice_ref": found.invoice_ref,
        "invoice_number": found.number,
        "chase_by": one.chase_by and one.chase_by.astimezone(run.zone).isoformat(),
        "told_by_platform": one.told,
    }
    if not run.out.asked.json:
        shape["client_name"] = found.client_name
    return shape


def show(run: App, identity: str) -> dict[str, Any]:
    """Print a charge as it now is, with all that happened to it; give its record."""
    from practicecli.cache import charges

    found = next(charges.shown(run.db, identity=identity))
    shape = record(run, found)
    steps = charges.events(run.db, identity)
    shape["for"] = next((one.detail for one in steps if one.what == "charged"), "")
    shape["timeline"] = _timeline(run, found, steps)
    shown = shape if run.out.asked.json else shape | _unsaid(shape)
    run.out.record(SHOWN, shown)
    if not run.out.asked.json:
        _tell(run, shape["timeline"])
    return shape


def _unsaid(shape: dict[str, Any]) -> dict[str, Any]:
    """Leave out sums that say nothing."""
    return {name: None for name in ("paid_cents", "refunded_cents") if not shape[name]}


def _timeline(run: App, found: Shown, steps: list[Event]) -> list[dict[str, Any]]:
    told = [
        {
            "at": shapes.instant(one.at, run.zone),
            "on": _local(run, one.at) if one.what == "told" else one.day,
            "what": one.what,
            "amount_cents": one.amount_cents,
            "detail": one.detail,
        }
        for one in steps
    ]
    if any(one["what"] == "charged" for one in told):
        return told
    at = found.charge.at.astimezone(run.zone)
    # One that came by a feed, or with a missed session, has no entry of its own for its beginning.
    first = {
        "at": at.isoformat(), "on": at.date().isoformat(), "what": "charged",
        "amount_cents": found.charge.amount_cents, "detail": "",
    }  # fmt: skip
    return [first, *told]


def _local(run: App, at: str) -> str:
    """Give the day of an instant that a platform told of, in the practice's zone."""
    return (shapes.instant(at, run.zone) or "")[:10]


def _tell(run: App, timeline: list[dict[str, Any]]) -> None:
    from practicecli.cli.text import money

    for one in timeline:
        sum_ = "" if one["amount_cents"] is None else money(one["amount_cents"])
        detail = one["detail"]
        if one["what"] in {"invoiced", "freed"}:
            detail = f"invoice {detail}"
        run.out.say(f"  {one['on']}  {one['what']:<11}  {sum_:>10}  {detail}".rstrip())
