"""`practice platform edit`: what of a platform's figures is one's own."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.platform import Name, app, show_again
from practicecli.errors import UsageError

NONE = "none"
_HINT = "Give it as `--membership 125.00`, or `--membership none` for the platform's own figure"


@app.command("edit")
def edit(
    ctx: typer.Context,
    name: Name,
    membership: Annotated[
        str | None,
        typer.Option("--membership", metavar="AMOUNT", help="What you truly pay it a month; none"),
    ] = None,
) -> None:
    """Say what you pay a platform a month; comparing, tax and journal go by it from then on.

    Example: practice platform edit alma --membership 95.00
    Example: practice platform edit alma --membership none
    """
    from practicecli.actions.desk import log
    from practicecli.cache.connect import transaction
    from practicecli.cache.platforms import get, keep_membership
    from practicecli.cli.memberships import monthly_cents

    run = App.of(ctx)
    one = get(run.db, name)
    if membership is None:
        raise UsageError("It does not say what is to change", hint=_HINT)
    cents = None if membership == NONE else monthly_cents(membership, _HINT)
    with transaction(run.db):
        keep_membership(run.db, one.name, cents)
        log(run.desk, [("edit", "platform", one.name, f"membership {membership}")])
    show_again(run, one.name)
