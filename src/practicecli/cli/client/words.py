"""What the client commands share: their arguments, and how a client is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli import shapes
from practicecli.cli.cell import Column

if TYPE_CHECKING:
    from practicecli.cli.app import App

ClientRef = Annotated[
    str, typer.Argument(metavar="CLIENT", help="The client's ref, or the end of one")
]

LISTED = (
    Column("Ref", "ref", "ref"),
    Column("Name", "name"),
    Column("Platform", "platform"),
    Column("Payer", "payer"),
    Column("Plan", "plan"),
    Column("Status", "status"),
    Column("Ready", "ready"),
)
SHOWN = (
    Column("Ref", "ref", "ref"),
    Column("Name", "name"),
    Column("Also called", "aliases"),
    Column("Born", "born"),
    Column("Platform", "platform"),
    Column("Status", "status"),
    Column("Payer", "payer"),
    Column("Plan", "plan"),
    Column("Member id", "member_id"),
    Column("Covered from", "covered_from"),
    Column("Covered until", "covered_until"),
    Column("Address", "address"),
    Column("State", "state"),
    Column("Phone", "phone"),
    Column("Mail", "email"),
    Column("Ready", "ready"),
    Column("In place", "readiness"),
)


def client_id(run: App, typed: str) -> str:
    """Find the one client that was meant. Raises NotFoundError, AmbiguousError."""
    from practicecli.cache.lookup import resolve

    return resolve(run.db, "client", typed)


def show(run: App, identity: str) -> None:
    """Print a client as they now are."""
    from practicecli.cache.reading import client

    run.out.record(SHOWN, shapes.client(client(run.db, identity)))
