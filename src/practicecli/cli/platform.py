"""`practice platform`: who bills, how each is reached, and by which figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cache.connect import transaction
from practicecli.cli import own
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand, Noun
from practicecli.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.vault.tokens import Tokens

app = Noun(help="Connect the platforms you are paid through")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Such as headway")]
_FIGURES = (
    Column("Figure", "what"),
    Column("Value", "value"),
    Column("Sure", "sure"),
    Column("Source", "source"),
)


def _records(run: App) -> dict[str, dict[str, Any]]:
    from practicecli.cache.outbox import count_waiting
    from practicecli.cache.platforms import everything

    waiting = count_waiting(run.db)
    return {name: own.platform(one, run.zone, waiting) for name, one in everything(run.db).items()}


@app.command("list", cls=ListCommand)
def list_platforms(ctx: typer.Context) -> None:
    """List the platforms that are set up, and what waits for each.

    Example: practice platform list
    """
    run = App.of(ctx)
    run.out.rows(own.PLATFORM, _records(run).values())


@app.command("show")
def show(ctx: typer.Context, name: Name) -> None:
    """Show how a platform is reached and every figure it is held to, with where it comes from.

    Example: practice platform show headway
    """
    from practicecli.cli.policyfigures import policy_figures
    from practicecli.figures.load import policies
    from practicecli.vault.tokens import Tokens

    run = App.of(ctx)
    there = _records(run).get(name)
    if there is None and name not in policies():
        raise _unknown(name)
    figures = policy_figures(name)
    record: dict[str, Any] = {
        **(there or {"name": name, "policy": name, "remote": None}),
        "logged_in": there is not None and name in Tokens(run.places, run.keys).names(),
        "assumed": [one["what"] for one in figures if one["sure"] == "assumed"],
    }
    if run.out.asked.json:
        run.out.record(own.PLATFORM, {**record, "figures": figures})
        return
    run.out.record(own.PLATFORM, {**record, "remote": record["remote"] or "not set up here"})
    run.out.say("")
    if not run.out.is_terminal or run.out.asked.plain:
        run.out.rows(_FIGURES, figures)
        return
    for one in figures:  # sources are long, and a table would cut them
        run.out.say(f"{one['what']}: {one['value']} ({one['sure']})\n    {one['source']}")


def _unknown(name: str) -> RefusedError:
    from practicecli.actions.opening import objection_to_platform
    from practicecli.figures.load import policies

    return RefusedError(
        f"`{name}` is not a platform we have figures for",
        [objection_to_platform(name, sorted(policies()))],
    )


@app.command("add")
def add(
    ctx: typer.Context,
    name: Name,
    remote: Annotated[
        str,
        typer.Option(
            metavar="REMOTE", help="manual, sandbox: or https://ADDRESS", show_default=False
        ),
    ],
) -> None:
    """Set up a platform, or change how it is reached.

    Example: practice platform add alma --remote manual
    """
    from practicecli.actions.opening import credential_everywhere
    from practicecli.actions.provider import add_platform
    from practicecli.cli.addresses import platform_at, read_remote
    from practicecli.figures.load import payers, policies

    run = App.of(ctx)
    db = run.db  # "no practice here" is told before anything else
    address = read_remote(remote)
    if name not in policies():
        raise _unknown(name)
    one = platform_at(name, address)
    _keep_apart(run, one.is_manual or one.sandbox)
    with transaction(db):
        add_platform(run.desk, one)
        if one.sandbox:
            credential_everywhere(run.desk, payers())
    run.out.record(own.PLATFORM, _records(run)[name])
    if not one.is_manual and remote != "sandbox:":
        run.out.next_step(f"Next: `practice platform login {name} --token-file FILE`")


def _keep_apart(run: App, harmless: bool) -> None:
    # Under an invented time nothing may be told to a real platform.
    if not harmless and run.env.get("PRACTICE_NOW"):
        raise UsageError(
            "A real platform is not added under an invented time", hint="Unset `PRACTICE_NOW`"
        )


@app.command("login")
def login(
    ctx: typer.Context,
    name: Name,
    token_file: Annotated[
        str,
        typer.Option("--token-file", help="A file of yours alone with the token in one line",
                     metavar="FILE", show_default=False),
    ],
) -> None:  # fmt: skip
    """Keep the access token a platform gave you, sealed with your key.

    Example: practice platform login headway --token-file FILE
    """
    from practicecli.vault.tokens import read_token_file

    run = App.of(ctx)
    _must_be_there(run, name)
    tokens = _tokens(run)
    tokens.put(name, read_token_file(token_file))
    _log(run, name, "login")
    _say_logged_in(run, name, tokens.names())


@app.command("logout")
def logout(ctx: typer.Context, name: Name) -> None:
    """Forget the access token of a platform.

    Example: practice platform logout headway
    """
    run = App.of(ctx)
    _must_be_there(run, name)
    tokens = _tokens(run)
    if tokens.delete(name):
        _log(run, name, "logout")
    _say_logged_in(run, name, tokens.names())


def _must_be_there(run: App, name: str) -> None:
    from practicecli.cache.platforms import get

    get(run.db, name)


def _tokens(run: App) -> Tokens:
    from practicecli.vault.tokens import Tokens

    return Tokens(run.places, run.keys)


def _log(run: App, name: str, verb: str) -> None:
    from practicecli.actions.desk import log

    with transaction(run.db):
        log(run.desk, [(verb, "platform", name, "")])


def _say_logged_in(run: App, name: str, known: Iterable[str]) -> None:
    record = {**_records(run)[name], "logged_in": name in set(known)}
    run.out.record((*own.PLATFORM, Column("Logged in", "logged_in")), record)
