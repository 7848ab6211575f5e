"""What a session costs a client: one explained, those to come, and what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.client import app
from practicecli.cli.client.words import client_id
from practicecli.cli.code.words import codes_of
from practicecli.cli.command import ListCommand
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from practicecli.actions.costing import Account


@app.command("cost", cls=ListCommand)
def cost(
    ctx: typer.Context,
    client: Annotated[
        str | None,
        typer.Argument(metavar="CLIENT", help="The client's ref; only --changes goes without"),
    ] = None,
    cpt: Annotated[
        list[str] | None,
        typer.Option("--cpt", metavar="CODE", help="A code; repeats. The session's, if left out"),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The service date; today if left out")
    ] = None,
    coming: Annotated[
        int | None,
        typer.Option("--next", metavar="N", min=1, help="The next N scheduled sessions instead"),
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="What has changed, and where it will, instead")
    ] = False,
) -> None:
    """Tell what a session costs the client, step by step; an estimate until the payer decides.

    Sessions before it in the plan year are counted towards deductible and out-of-pocket maximum.

    Examples: practice client cost c-7k3fq2w --cpt 90837
              practice client cost c-7k3fq2w --next 8
              practice client cost c-7k3fq2w --changes
    """
    _check(client, one=bool(cpt or on), coming=coming is not None, changes=changes)
    run = App.of(ctx)
    if changes:
        _show_changes(run, client)
        return
    account = _account(run, client or "")
    if coming is not None:
        _show_coming(run, account, coming)
    else:
        _show_one(run, account, codes_of(cpt), on)


def _check(client: str | None, *, one: bool, coming: bool, changes: bool) -> None:
    if [one, coming, changes].count(True) > 1:
        raise UsageError(
            "`--next` and `--changes` go with no other option",
            hint="Ask for one thing at a time: `--cpt` with `--on`, `--next`, or `--changes`",
        )
    if client is None and not changes:
        raise UsageError(
            "It does not say whose session is meant",
            hint="Give the client: `practice client cost CLIENT`; `practice client list` has them",
        )


def _account(run: App, client: str) -> Account:
    from practicecli.actions.costing import Account

    return Account.of(run.db, run.book, client_id(run, client))


def _show_one(run: App, account: Account, cpt: tuple[str, ...], on: str | None) -> None:
    from practicecli.actions.costing import cost_on
    from practicecli.cli.client import cost_page

    found = cost_on(account, cpt, run.day(on) if on else run.today)
    record = cost_page.record_of(account, found)
    if run.out.asked.json:
        run.out.record((), record)
    elif run.out.asked.csv:
        run.out.rows(cost_page.SHOWN, [record])
    elif run.out.asked.plain:
        run.out.record(cost_page.SHOWN, record)
        run.out.rows(cost_page.STEPS, record["steps"])
    else:
        cost_page.explain(run.out, found, record)
    if record["assumed_rate"]:
        payer = record["payer"]
        run.out.next_step(
            f"Your own rate: `practice rate set {record['platform']} {payer}"
            f" {record['cpt'][0]} AMOUNT --from DATE`"
        )


def _show_coming(run: App, account: Account, count: int) -> None:
    from practicecli.actions.costing import coming
    from practicecli.cli.client import cost_page

    found = coming(account, run.today, count)
    if not found:
        run.out.note(
            f"No session of client {account.client.ref} is scheduled:"
            f" `practice session schedule {account.client.ref} WHEN`"
        )
    columns = cost_page.ON_A_SCREEN if run.out.lays_out else cost_page.COMING
    run.out.rows(columns, cost_page.coming_of(found))
    if found:
        run.out.note("These are estimates; each counts the sessions before it")
        if run.out.lays_out:
            run.out.note(
                "Left after the session: of the deductible, and until the out-of-pocket maximum"
            )


def _show_changes(run: App, client: str | None) -> None:
    from practicecli.cache.costs import changes
    from practicecli.cli.client import cost_changes_page as page
    from practicecli.domain.cost_changes import Effect

    identity = None if client is None else client_id(run, client)
    listed: list[dict[str, Any]] = [
        page.change_of(row, run.zone) for row in changes(run.db, identity)
    ]
    if client is not None:
        from practicecli.actions.costing import turns_ahead

        account = _account(run, client)
        listed += [page.turn_of(account, turn) for turn in turns_ahead(account, run.today)]
    columns = page.CHANGES[1:] if client and run.out.lays_out else page.CHANGES
    run.out.rows(columns, listed)
    if any(one["effect"] == Effect.AHEAD.value for one in listed):
        run.out.note("`ahead`: it costs other than the session before it, which is what it was")
