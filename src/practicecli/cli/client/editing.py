"""Keeping what is known of a client current."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.client import app
from practicecli.cli.client.fields import (
    Address,
    Alias,
    Born,
    Email,
    MemberId,
    Name,
    Payer,
    Phone,
    Plan,
    Platform,
    State,
    YesNo,
    read_fields,
)
from practicecli.cli.client.words import ClientRef, client_id, show
from practicecli.domain.people import ClientStatus
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


@app.command("edit")
def edit(  # noqa: PLR0913, PLR0917 - a client has so many fields
    ctx: typer.Context,
    client: ClientRef,
    payment_method: Annotated[
        YesNo | None, typer.Option("--payment-method", help="Is a card or an account on file")
    ] = None,
    forms: Annotated[
        YesNo | None, typer.Option("--forms", help="Are the standard forms acknowledged")
    ] = None,
    insurance: Annotated[
        YesNo | None, typer.Option("--insurance", help="Is the insurance verified")
    ] = None,
    name: Name = None,
    born: Born = None,
    platform: Platform = None,
    payer: Payer = None,
    plan: Plan = None,
    member_id: MemberId = None,
    address: Address = None,
    state: State = None,
    phone: Phone = None,
    email: Email = None,
    alias: Alias = None,
    no_alias: Annotated[
        list[str] | None, typer.Option("--no-alias", metavar="TEXT", help="Forget one; repeats")
    ] = None,
    status: Annotated[
        ClientStatus | None, typer.Option("--status", help="Where they stand with you")
    ] = None,
    covered_from: Annotated[
        str | None, typer.Option("--covered-from", metavar="DATE", help="First day of coverage")
    ] = None,
    covered_until: Annotated[
        str | None, typer.Option("--covered-until", metavar="DATE", help="Last day of coverage")
    ] = None,
) -> None:
    """Change what is known of a client; `none` forgets a value.

    Example: practice client edit c-7k3fq2w --payment-method yes --forms yes
    Example: practice client edit c-7k3fq2w --alias "Tuesday couple"
    """
    run = App.of(ctx)
    typed = {
        "name": name, "born": born, "platform": platform, "payer": payer, "plan": plan,
        "member_id": member_id, "address": address, "state": state, "phone": phone, "email": email,
        "covered_from": covered_from, "covered_until": covered_until,
    }  # fmt: skip
    values = read_fields(typed, today=run.today)
    in_place = {"payment_method": payment_method, "forms": forms, "insurance": insurance}
    values |= {field: said is YesNo.YES for field, said in in_place.items() if said is not None}
    if status is not None:
        values["status"] = status
    if not values and not alias and not no_alias:
        raise UsageError(
            "Nothing says what to change", hint="`practice client edit --help` lists what can be"
        )
    _change(run, client, values, alias or (), no_alias or ())


@app.command("archive")
def archive(ctx: typer.Context, client: ClientRef) -> None:
    """Take a client off the caseload; nothing is removed.

    Example: practice client archive c-7k3fq2w
    """
    run = App.of(ctx)
    _change(run, client, {"status": ClientStatus.ARCHIVED}, (), ())
    run.out.next_step("`practice client edit CLIENT --status active` brings them back")


def _change(
    run: App, typed: str, values: dict[str, Any], more: Sequence[str], fewer: Sequence[str]
) -> None:
    from practicecli.actions.clients import edit_client
    from practicecli.cache import people
    from practicecli.cache.connect import transaction

    desk = run.desk
    with transaction(run.db):
        identity = client_id(run, typed)
        if more or fewer:
            kept = people.client(run.db, identity).with_aliases(more, but=fewer)
            values = {**values, "aliases": kept}
        edit_client(desk, identity, values)
    show(run, identity)
