"""`practice config`: settings, and where each value comes from."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand, Noun
from practicecli.errors import UsageError

app = Noun(help="Read and change settings")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Such as default_place")]
_NAME_AND_VALUE = (Column("Setting", "name"), Column("Value", "value"))
_WITH_ORIGIN = (*_NAME_AND_VALUE, Column("From", "origin"))


def _records(run: App) -> dict[str, dict[str, Any]]:
    settings = run.settings
    return {
        name: {"name": name, "value": value, "origin": settings.origins[name]}
        for name, value in settings.as_dict().items()
    }


@app.command("list", cls=ListCommand)
def list_settings(
    ctx: typer.Context,
    show_origin: Annotated[
        bool, typer.Option("--show-origin", help="Also tell what set each value")
    ] = False,
) -> None:
    """List every setting with its value.

    Example: practice config list --show-origin
    """
    run = App.of(ctx)
    columns = _WITH_ORIGIN if show_origin else _NAME_AND_VALUE
    run.out.rows(columns, _records(run).values())


@app.command("get")
def get(ctx: typer.Context, name: Name) -> None:
    """Print one setting's value.

    Example: practice config get default_place
    """
    run = App.of(ctx)
    record = _found(run, name)
    if run.out.asked.json:
        run.out.record(_WITH_ORIGIN, record)
    else:
        run.out.say(str(record["value"]))


def _found(run: App, name: str) -> dict[str, Any]:
    there = _records(run)
    if name not in there:
        known = ", ".join(f"`{one}`" for one in there)
        raise UsageError(f"There is no setting `{name}`", hint=f"Known are {known}")
    return there[name]


@app.command("set")
def set_setting(
    ctx: typer.Context,
    name: Name,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What it is to be")],
) -> None:
    """Set one setting in the settings file.

    Example: practice config set default_place office
    """
    from practicecli.settings_file import set_value

    run = App.of(ctx)
    _found(run, name)
    set_value(run.places.settings, name, value)
    _show_again(run, ctx, name)


@app.command("unset")
def unset(ctx: typer.Context, name: Name) -> None:
    """Take one setting out of the settings file, so that our default holds again.

    Example: practice config unset default_place
    """
    from practicecli.settings_file import unset_value

    run = App.of(ctx)
    _found(run, name)
    unset_value(run.places.settings, name)
    _show_again(run, ctx, name)


def _show_again(run: App, ctx: typer.Context, name: str) -> None:
    after = App(ctx)  # `run` remembers the settings as they were
    after.db, after.keys = run.db, run.keys
    run.out.record(_WITH_ORIGIN, _found(after, name))


@app.command("path")
def path(ctx: typer.Context) -> None:
    """Print where the settings file lies, or would lie.

    Example: practice config path
    """
    from practicecli.cli.output import Output

    run, out = App.of(ctx), Output.of(ctx)
    if out.asked.json:
        out.record((), {"path": run.places.settings})
    else:
        out.say(run.places.settings)
