"""Adding clients, from a file or from what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli import shapes
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
    read_fields,
)
from practicecli.cli.client.words import LISTED, show
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from practicecli.domain.incoming import IncomingClient

_LARGEST = 8 * 1024 * 1024  # bytes of JSON; a client takes some three hundred


@app.command("add")
def add(  # noqa: PLR0913, PLR0917 - a client has so many fields
    ctx: typer.Context,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help="JSON of one client or a list, or -"),
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
    ready: Annotated[
        bool, typer.Option("--ready", help="Everything is in place; sandbox and manual platforms")
    ] = False,
) -> None:
    """Add a client, from a file that keeps the name out of your shell's history.

    Example: practice client add --from ana.json
    Example: practice client add --name "Ana Example" --platform headway --payer aetna --ready
    """
    typed = {
        "name": name, "born": born, "platform": platform, "payer": payer, "plan": plan,
        "member_id": member_id, "address": address, "state": state, "phone": phone, "email": email,
    }  # fmt: skip
    said = _said(source, typed, tuple(alias or ()))
    _add(App.of(ctx), said, ready=ready, one=source is None or len(said) == 1)


def _said(
    source: str | None, typed: dict[str, str | None], aliases: tuple[str, ...]
) -> list[IncomingClient]:
    from practicecli.domain.incoming import IncomingClient

    values = read_fields(typed)
    if source is None:
        if not values.get("name"):
            raise UsageError(
                "Nothing says who the client is",
                hint="Give a file with `--from FILE`, or `--name NAME`",
            )
        return [IncomingClient(**values, aliases=aliases)]
    if values or aliases:
        raise UsageError(
            "`--from` holds all there is to say of a client",
            hint="Leave out the other options, or change it later with `practice client edit`",
        )
    from practicecli.cli.given import text_of
    from practicecli.files.clientjson import read_client_json

    return read_client_json(text_of(source, limit=_LARGEST))


def _add(run: App, said: list[IncomingClient], *, ready: bool, one: bool) -> None:
    from practicecli.actions.clients import add_client
    from practicecli.cache.connect import transaction
    from practicecli.cache.reading import client

    desk = run.desk
    with transaction(run.db):
        added = [add_client(desk, each, ready=ready) for each in said]
    if not one:
        run.out.rows(LISTED, (shapes.client(client(run.db, each.id)) for each in added))
        return
    show(run, added[0].id)
    run.out.next_step(f"Schedule with `practice session schedule {added[0].ref} WHEN --for 60m`")
