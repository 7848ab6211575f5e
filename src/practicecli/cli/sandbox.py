"""`practice sandbox`: a platform to try things on, embedded in the practice or served."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cache.connect import transaction
from practicecli.cache.facts import OFFSET
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import Noun
from practicecli.cli.output import Output
from practicecli.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from practicecli.places import Places

app = Noun(help="Run a platform to try things on")

Data = Annotated[
    str,
    typer.Option("--data", metavar="FILE", help="The sandbox's file; else the practice's own"),
]
_TIME = (Column("Sandbox time", "now"), Column("Seconds ahead", "offset_seconds"))
_TOKEN = (Column("NPI", "npi"), Column("Token", "token"))


def embedded_file(places: Places) -> str:
    """Tell where the embedded sandbox keeps its own data."""
    from practicecli.cli.sync.opening import SANDBOX_FILE

    return str(Path(places.data_dir) / SANDBOX_FILE)


@app.command("serve")
def serve(
    ctx: typer.Context,
    data: Annotated[
        str,
        typer.Option("--data", metavar="FILE", help="The sandbox's file", show_default=False),
    ],
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="0 takes a free one")
    ] = 0,
) -> None:
    """Serve a sandbox to this computer until Ctrl-C; tells its address on one line of JSON.

    Example: practice sandbox serve --data sandbox.db
    """
    from practicecli import clock
    from practicecli.sandbox.serve import serve as serve_forever

    env = App.of(ctx).env
    clock.now(env, sandboxed=True)  # an unusable PRACTICE_NOW is told before the port is taken
    serve_forever(data, port=port, now=lambda: clock.now(env, sandboxed=True), out=sys.stdout)


@app.command("token")
def token(
    ctx: typer.Context,
    npi: Annotated[str, typer.Option(metavar="NPI", help="The provider's NPI; else your own")] = "",
    data: Data = "",
) -> None:
    """Print an access token of a provider for a sandbox, made if there is none yet.

    Example: practice sandbox token --data sandbox.db --npi 1999999984
    """
    from practicecli.cache import people
    from practicecli.domain.people import npi_is_sound
    from practicecli.sandbox.store import token_for

    run, out = App.of(ctx), Output.of(ctx)
    if data and not npi:
        raise UsageError("`--npi` is missing", hint="Type `--npi` with the provider's NPI")
    whose = npi or people.provider(run.db).npi
    if not npi_is_sound(whose):
        raise UsageError("That is not an NPI: its check digit is wrong",
                         hint="Type the ten digits again, such as `--npi 1999999984`")  # fmt: skip
    made = token_for(data or embedded_file(_with_sandbox(run)), whose)
    if out.asked.json:
        out.record(_TOKEN, {"npi": whose, "token": made})
    else:
        out.say(made)


@app.command("advance")
def advance(
    ctx: typer.Context,
    span: Annotated[str, typer.Argument(metavar="SPAN", help="Such as 20d or 3h")],
    data: Data = "",
) -> None:
    """Let time pass in a sandbox, and for the practice that is tried on it.

    Examples: practice sandbox advance 20d
              practice sandbox advance 3h --data sandbox.db
    """
    from practicecli.cache.facts import keep_fact
    from practicecli.domain.when import NotATimeError, read_span
    from practicecli.sandbox.store import advance as advance_file

    run = App.of(ctx)
    path = data or embedded_file(_with_sandbox(run))
    try:
        seconds = int(read_span(span).total_seconds())
    except NotATimeError as error:
        raise UsageError(str(error), hint="Type it as `practice sandbox advance 20d`") from error
    if data:
        offset = advance_file(path, seconds)
    else:
        with transaction(run.db):  # both clocks, or neither
            offset = advance_file(path, seconds)
            keep_fact(run.db, OFFSET, str(offset))
    _show_time(ctx, run, offset, embedded=not data)


def _show_time(ctx: typer.Context, run: App, offset: int, *, embedded: bool) -> None:
    from datetime import UTC

    from practicecli import clock

    zone = run.zone if embedded else UTC
    now = clock.now(run.env, offset_seconds=offset, sandboxed=True, naive=zone)
    record = {"now": now.astimezone(zone).isoformat(), "offset_seconds": offset}
    Output.of(ctx).record(_TIME, record)


def _with_sandbox(run: App) -> Places:
    from practicecli.cache.platforms import EMBEDDED, everything

    if any(one.remote == EMBEDDED for one in everything(run.db).values()):
        return run.places
    raise RefusedError(
        "No platform of this practice is an embedded sandbox",
        hint="Name a sandbox's file with `--data FILE`",
    )


@app.command("reset")
def reset(
    ctx: typer.Context,
    data: Data = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Forget everything a sandbox holds, its tokens and its time too.

    Example: practice sandbox reset --data sandbox.db --yes
    """
    from practicecli.cache.facts import keep_fact
    from practicecli.sandbox.store import reset as forget

    run, out = App.of(ctx), Output.of(ctx)
    path = data or embedded_file(_with_sandbox(run))
    if "sandbox" not in Path(path).name:
        raise RefusedError(f"`{path}` does not say that it is a sandbox's file; it was not touched")
    if not yes:
        run.prompts.insist("Forget everything this sandbox holds?")
    if data:
        forget(path)
    else:
        with transaction(run.db):
            keep_fact(run.db, OFFSET, "0")
            forget(path)
    out.record((Column("Forgotten", "path"),), {"path": path, "offset_seconds": 0})
