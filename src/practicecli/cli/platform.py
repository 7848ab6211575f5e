"""`practice platform`: who bills, how each is reached, and by which figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cache.connect import transaction
from practicecli.cli import own, shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand, Noun
from practicecli.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from practicecli.cache.platforms import Platform
    from practicecli.vault.tokens import Tokens

app = Noun(
    help="Connect the platforms you are paid through",
    modules={
        "practicecli.cli.platform_notices": ("notices",),
        "practicecli.cli.platform_compare": ("compare",),
        "practicecli.cli.platform_edit": ("edit",),
    },
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Such as headway")]
_LOG_IN = (
    Column("Logged in", "logged_in"),
    Column("Access lasts until", "expires_at", "instant"),
    Column("Log-in kept in", "storage"),
)
_MEMBERSHIP = Column("You pay a month", "membership_cents", "money")
_FIGURES = (
    Column("Figure", "what"),
    Column("Value", "value"),
    Column("Sure", "sure"),
    Column("Source", "source"),
)


def _records(run: App) -> dict[str, dict[str, Any]]:
    from practicecli.cache.outbox import count_waiting
    from practicecli.cache.platforms import everything, memberships

    waiting, paid = count_waiting(run.db), memberships(run.db)
    return {
        name: own.platform(one, run.zone, waiting) | {"membership_cents": paid.get(name)}
        for name, one in everything(run.db).items()
    }


def show_again(run: App, name: str) -> None:
    """Print a platform as it now is set up."""
    run.out.record((*own.PLATFORM, _MEMBERSHIP), _records(run)[name])


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

    run = App.of(ctx)
    there = _records(run).get(name)
    if there is None and name not in policies():
        raise _unknown(name)
    figures = policy_figures(name)
    nobody = {"logged_in": False, "expires_at": None, "storage": None}
    standing = nobody if there is None else _standing(run, _tokens(run), _there(run, name))
    record: dict[str, Any] = {
        **(there or {"name": name, "policy": name, "remote": None, "membership_cents": None}),
        **standing,
        "assumed": [one["what"] for one in figures if one["sure"] == "assumed"],
    }
    if run.out.asked.json:
        run.out.record(own.PLATFORM, {**record, "figures": figures})
        return
    shown = {**record, "remote": record["remote"] or "not set up here"}
    run.out.record((*own.PLATFORM, _MEMBERSHIP, *_LOG_IN), shown)
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
    from practicecli.cache.facts import drop_skew
    from practicecli.cli.addresses import platform_at, read_remote
    from practicecli.cli.platform_login import leave
    from practicecli.figures.load import payers, policies

    run = App.of(ctx)
    db = run.db  # "no practice here" is told before anything else
    address = read_remote(remote)
    if name not in policies():
        raise _unknown(name)
    one = platform_at(name, address)
    _keep_apart(run, one.is_manual or one.sandbox)
    before = run.desk.platforms.get(name)
    if before is not None:
        leave(run, before, one, _tokens(run))
    with transaction(db):
        if before is not None and before.remote != one.remote:
            drop_skew(db, name)
        add_platform(run.desk, one)
        if one.sandbox:
            credential_everywhere(run.desk, payers())
    run.out.record(own.PLATFORM, _records(run)[name])
    if not one.is_manual and remote != "sandbox:":
        run.out.next_step(f"Next: `practice platform login {name}`")


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
        str | None,
        typer.Option("--token-file", help="A file of yours alone with the token in one line",
                     metavar="FILE", show_default=False),
    ] = None,
) -> None:  # fmt: skip
    """Log in to a platform: it shows a code to type on the platform's own page, and waits.

    For scripts, a file can hold a token that the platform gave you instead.

    Example: practice platform login headway
    Example: practice platform login headway --token-file FILE
    """
    from practicecli.cli.platform_login import log_in, must_be_ours
    from practicecli.cli.sync.opening import lock
    from practicecli.vault.tokens import Token, origin_of, read_token_file

    run = App.of(ctx)
    one = _there(run, name)
    tokens = _tokens(run)
    token = (
        log_in(run, one)
        if token_file is None
        else Token(read_token_file(token_file), origin=origin_of(one.remote))
    )
    if token is not None:
        must_be_ours(run, one, token)
        with lock(run):
            tokens.put(name, token)
        _log(run, name, "login")
    _say_logged_in(run, one, tokens)


@app.command("logout")
def logout(ctx: typer.Context, name: Name) -> None:
    """End the log-in at a platform, there and here.

    Example: practice platform logout headway
    """
    from practicecli.cli.platform_login import end_there
    from practicecli.cli.sync.opening import lock

    run = App.of(ctx)
    one = _there(run, name)
    tokens = _tokens(run)
    with lock(run):
        forgotten = tokens.delete(name)
    if forgotten is not None:
        _log(run, name, "logout")
        end_there(run, one, forgotten)  # without the lock: it may take its time
    _say_logged_in(run, one, tokens)


def _there(run: App, name: str) -> Platform:
    from practicecli.cache.platforms import get

    return get(run.db, name)


def _tokens(run: App) -> Tokens:
    from practicecli.vault.tokens import Tokens

    return Tokens(run.places, run.keys)


def _log(run: App, name: str, verb: str) -> None:
    from practicecli.actions.desk import log

    with transaction(run.db):
        log(run.desk, [(verb, "platform", name, "")])


def _standing(run: App, tokens: Tokens, one: Platform) -> dict[str, Any]:
    """Say whether there is a log-in, until when and where it lies; never what it is."""
    from practicecli.vault.tokens import STORAGE

    kept = tokens.find(one.name, one.remote)
    return {
        "logged_in": kept is not None,
        "expires_at": None if kept is None else shapes.instant(kept.expires_at, run.zone),
        "storage": None if kept is None else STORAGE,
    }


def _say_logged_in(run: App, one: Platform, tokens: Tokens) -> None:
    record = {**_records(run)[one.name], **_standing(run, tokens, one)}
    run.out.record((*own.PLATFORM, *_LOG_IN), record)
