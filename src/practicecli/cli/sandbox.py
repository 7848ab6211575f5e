"""`practice sandbox`: a platform to try things on, embedded in the practice or served."""

from __future__ import annotations

import signal
import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cache.connect import transaction
from practicecli.cache.facts import OFFSET
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import Noun
from practicecli.cli.output import Output
from practicecli.errors import Exit, NoPracticeError, PracticeError, RefusedError, UsageError

if TYPE_CHECKING:
    from datetime import tzinfo

    from practicecli.places import Places
    from practicecli.sandbox.faultfile import Faults

app = Noun(help="Run a platform to try things on")

Data = Annotated[
    str,
    typer.Option("--data", metavar="FILE", help="The sandbox's file; else the practice's own"),
]
_TIME = (Column("Sandbox time", "now"), Column("Seconds ahead", "offset_seconds"))
_TOKEN = (Column("NPI", "npi"), Column("Token", "token"))
_ALLOWED = (Column("Code", "code"), Column("NPI", "npi"), Column("Allowed", "allowed"))
_SCENARIO = (Column("Sandbox", "path"), Column("Scenario", "scenario"))
NO_SCENARIO = "none"
_MOST_BYTES = 1_000_000  # of a file of faults or a scenario, which are typed by hand


def embedded_file(places: Places) -> str:
    """Tell where the embedded sandbox keeps its own data."""
    from practicecli.cli.sync.opening import SANDBOX_FILE

    return str(Path(places.data_dir) / SANDBOX_FILE)


@app.command("serve")
def serve(
    ctx: typer.Context,
    data: Data = "",
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; another is not only yours")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="0 takes a free one")
    ] = 0,
    faults: Annotated[
        str, typer.Option("--faults", metavar="FILE", help="What is to go wrong, in TOML")
    ] = "",
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="FILE", help="What becomes of claims, in TOML")
    ] = "",
) -> None:
    """Serve a sandbox to this computer until Ctrl-C; tells its address on one line of JSON.

    Examples: practice sandbox serve --data sandbox.db
              practice sandbox serve --data sandbox.db --faults faults.toml
    """
    from practicecli import clock
    from practicecli.sandbox.serve import address_of
    from practicecli.sandbox.serve import serve as serve_until_told

    run = App.of(ctx)
    env, address = run.env, address_of(host)
    path, zone = _file_and_zone(run, data)
    wrong = _read_faults(faults) if faults else None
    clock.now(env, sandboxed=True, naive=zone)  # an unusable one is told before the port is taken
    if scenario:
        _keep_scenario(path, scenario)
    _warn_of_strangers(Output.of(ctx), address)
    ended_by = serve_until_told(
        path,
        address=address,
        port=port,
        now=lambda: clock.now(env, sandboxed=True, naive=zone),
        out=sys.stdout,
        faults=wrong,
    )
    if ended_by == signal.SIGINT:
        raise typer.Exit(Exit.INTERRUPTED)


def _file_and_zone(run: App, data: str) -> tuple[str, tzinfo]:
    """Give the file that is meant, and the zone in which its `PRACTICE_NOW` is read."""
    if data:
        return data, UTC
    found = embedded_file(_with_sandbox(run)), run.zone
    run.db.close()  # a server runs for days, and needs nothing of the practice but this
    return found


def _read_faults(file: str) -> Faults:
    from practicecli.cli.given import text_of
    from practicecli.sandbox.faultfile import read_faults

    return read_faults(text_of(file, limit=_MOST_BYTES))


def _keep_scenario(path: str, file: str) -> None:
    from practicecli.cli.given import text_of
    from practicecli.sandbox.scenario import keep

    keep(path, text_of(file, limit=_MOST_BYTES))


def _warn_of_strangers(out: Output, address: str) -> None:
    from practicecli.domain.problems import warning
    from practicecli.sandbox.serve import is_loopback

    if not is_loopback(address):
        told = f"Whoever reaches {address} sees everything: neither the wire nor the file is sealed"
        out.warn([warning("not-loopback", told, "Leave `--host` out to serve this computer only")])


@app.command("token")
def token(
    ctx: typer.Context,
    npi: Annotated[
        str, typer.Option(metavar="NPI", help="The provider's NPI; your own if left out")
    ] = "",
    data: Data = "",
) -> None:
    """Print an access token of a provider for a sandbox, made if there is none yet.

    Example: practice sandbox token --data sandbox.db --npi 1999999984
    """
    from practicecli.sandbox.store import token_for

    run, out = App.of(ctx), Output.of(ctx)
    whose = _whose(run, npi, data)
    made = token_for(data or embedded_file(_with_sandbox(run)), whose)
    if out.asked.json:
        out.record(_TOKEN, {"npi": whose, "token": made})
    else:
        out.say(made)


def _whose(run: App, npi: str, data: str) -> str:
    from practicecli.cache import people
    from practicecli.domain.people import npi_is_sound

    try:
        whose = npi or people.provider(run.db).npi
    except NoPracticeError as error:
        if not data:
            raise
        hint = "Type `--npi` with the provider's NPI"
        raise UsageError("`--npi` is missing", hint=hint) from error
    if not npi_is_sound(whose):
        raise UsageError("That is not an NPI: its check digit is wrong",
                         hint="Type the ten digits again, such as `--npi 1999999984`")  # fmt: skip
    return whose


@app.command("approve")
def approve(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Shown by `practice platform login`")],
    npi: Annotated[
        str, typer.Option(metavar="NPI", help="Who logs in, by NPI; you, if left out")
    ] = "",
    data: Data = "",
    deny: Annotated[bool, typer.Option("--deny", help="Turn the log-in away")] = False,
) -> None:
    """Let a log-in happen that waits for its code, as its page in a browser would.

    Example: practice sandbox approve WXYZ-2345 --npi 1999999984 --data sandbox.db
    """
    from practicecli import clock
    from practicecli.sandbox import login

    run = App.of(ctx)
    whose = "" if deny else _whose(run, npi, data)
    path = _file(run, data)
    now = clock.now(run.env, sandboxed=True, naive=UTC if data else run.zone)
    if deny:
        login.deny(path, code, now=now)
    else:
        login.approve(path, code, whose, now=now)
    told = {"code": code, "npi": whose or None, "allowed": not deny}
    Output.of(ctx).record(_ALLOWED, told)


@app.command("scenario")
def scenario(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A TOML file; `none` forgets it")],
    data: Data = "",
) -> None:
    """Say what becomes of claims and cards in a sandbox; `none` goes back to what always happens.

    Examples: practice sandbox scenario winter.toml --data sandbox.db
              practice sandbox scenario none
    """
    from practicecli.sandbox.scenario import forget

    run = App.of(ctx)
    path = data or embedded_file(_with_sandbox(run))
    if file == NO_SCENARIO:
        forget(path)
    else:
        _keep_scenario(path, file)
    told = {"path": path, "scenario": None if file == NO_SCENARIO else file}
    Output.of(ctx).record(_SCENARIO, told)


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
    try:
        seconds = int(read_span(span).total_seconds())
    except NotATimeError as error:
        raise UsageError(str(error), hint="Type it as `practice sandbox advance 20d`") from error
    path = _file(run, data)
    if data:
        offset = advance_file(path, seconds)
    else:
        with transaction(run.db):  # both clocks, or neither
            offset = advance_file(path, seconds)
            keep_fact(run.db, OFFSET, str(offset))
    _show_time(ctx, run, offset, embedded=not data)


def _show_time(ctx: typer.Context, run: App, offset: int, *, embedded: bool) -> None:
    from practicecli import clock

    zone = _zone_to_show(run, embedded=embedded)
    naive = zone if embedded else UTC  # as the server of a file reads `PRACTICE_NOW`
    now = clock.now(run.env, offset_seconds=offset, sandboxed=True, naive=naive)
    record = {"now": now.astimezone(zone).isoformat(), "offset_seconds": offset}
    Output.of(ctx).record(_TIME, record)


def _file(run: App, data: str) -> str:
    """Give the file that is meant. Raises RefusedError where one that was named is not there."""
    from practicecli.sandbox.store import must_be_there

    if data:
        must_be_there(data)
    return data or embedded_file(_with_sandbox(run))


def _zone_to_show(run: App, *, embedded: bool) -> tzinfo:
    """Give the practice's zone, UTC where there is none, or where its key would have to be asked.

    A sandbox's own file needs no practice, so whatever is wrong with one is not told here.
    """
    if embedded:
        return run.zone
    try:
        asks = not run.identity.key_source.startswith("file:")
        return UTC if asks or run.env.get("PRACTICE_KEY") else run.zone
    except PracticeError:
        return UTC


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
    path = _file(run, data)
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
