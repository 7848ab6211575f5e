"""`practice init`: a practice on this computer, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import Noun
from practicecli.cli.output import Output
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from practicecli.actions.desk import Desk
    from practicecli.cache.connect import Db
    from practicecli.cache.platforms import Platform
    from practicecli.cli.prompts import Prompts
    from practicecli.domain.people import Provider
    from practicecli.vault.keys import Keys

app = Noun(help="Set up a practice on this computer")

_COLUMNS = (
    Column("Practice of", "provider_name"),
    Column("Platforms", "platform_names"),
    Column("Key", "key_source"),
    Column("Recovery sheet", "recovery"),
)
_NEEDED = ("name", "credentials", "npi", "state", "zone", "key")
_QUESTIONS = {
    "name": "Your name, as claims show it",
    "credentials": "Your credentials, such as LMHC",
    "npi": "Your NPI, ten digits",
    "state": "The state you are licensed in, two letters",
    "zone": "Your time zone",
    "key": "Where the key is to lie: `keyring`, `file:PATH`, `command:CMD` or `passphrase`",
}
_EXAMPLE = (
    "Type it as `practice init --name 'Ada Example' --credentials LMHC --npi 1999999984"
    " --state NY --zone America/New_York --key file:PATH`"
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a practice is to start with, checked."""

    provider: Provider
    platforms: tuple[Platform, ...]
    source: str
    recovery: str | None


@app.command("init")
def init(
    ctx: typer.Context,
    name: Annotated[str, typer.Option(help="Your name, as claims show it", metavar="NAME")] = "",
    credentials: Annotated[
        str, typer.Option(help="Such as LMHC, LCSW or PhD", metavar="LETTERS")
    ] = "",
    npi: Annotated[str, typer.Option(help="Your NPI, ten digits", metavar="NPI")] = "",
    state: Annotated[str, typer.Option(help="The state you are licensed in", metavar="ST")] = "",
    zone: Annotated[str, typer.Option(help="Such as America/New_York", metavar="ZONE")] = "",
    key: Annotated[
        str, typer.Option(help="file:PATH, keyring, command:CMD or passphrase", metavar="SOURCE")
    ] = "",
    platform: Annotated[
        list[str] | None,
        typer.Option(help="A platform and how it is reached; repeat it", metavar="NAME=REMOTE"),
    ] = None,
    recovery: Annotated[
        str, typer.Option(help="Write a sheet to print, which opens everything", metavar="FILE")
    ] = "",
) -> None:
    """Set up a practice on this computer, encrypted with a key that lies elsewhere.

    Example: practice init --name "Ada Example" --credentials LMHC --npi 1999999984 --state NY
             --zone America/New_York --key file:PATH --platform alma=manual
    """
    from practicecli.cli.premises import must_be_free

    run = App.of(ctx)
    must_be_free(run.places)
    said = {"name": name, "credentials": credentials, "npi": npi, "state": state, "zone": zone}
    wanted = _checked(run, _answers(run.prompts, {**said, "key": key}), platform or (), recovery)
    provider = _build(run, wanted)
    _show(Output.of(ctx), run.places.profile, wanted, provider)


def _answers(prompts: Prompts, said: Mapping[str, str]) -> dict[str, str]:
    missing = [name for name in _NEEDED if not said[name].strip()]
    if missing and not prompts.possible:
        told = ", ".join(f"`--{name}`" for name in missing)
        are = "are" if len(missing) > 1 else "is"
        raise UsageError(f"{told} {are} missing", hint=_EXAMPLE)
    answers = {name: said[name].strip() for name in _NEEDED}
    for name in missing:
        default = _proposed(name, answers["state"])
        answers[name] = prompts.ask(
            _QUESTIONS[name],
            flag=f"--{name}",
            default=default,
            accept=_ACCEPTED.get(name, _anything),
        )
    return answers


def _anything(_typed: str) -> str:
    return ""


def _npi(typed: str) -> str:
    from practicecli.domain.people import npi_is_sound

    return "" if npi_is_sound(typed) else "That is not an NPI: its check digit is wrong"


def _state(typed: str) -> str:
    from practicecli.figures.load import states

    return "" if typed.upper() in states() else "That is not a state: give two letters, as NY"


def _zone(typed: str) -> str:
    known = "America/New_York, America/Chicago, America/Denver, America/Los_Angeles"
    return "" if _is_zone(typed) else f"That is not a time zone; some are {known}"


_ACCEPTED = {"npi": _npi, "state": _state, "zone": _zone}


def _proposed(name: str, state: str) -> str:
    if name == "key":
        return "keyring"
    return _likely_zone(state) if name == "zone" else ""


def _likely_zone(state: str) -> str:
    """Guess the zone: the computer's, but the state's where that one keeps universal time."""
    from practicecli.figures.load import states

    # The link names the zone; no portable way to ask, and a wrong guess is only a proposal.
    _, found, name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    if found and not name.startswith("Etc/") and name != "UTC":
        return name
    return states().get(state.upper(), ("", ""))[1]


def _checked(run: App, said: Mapping[str, str], typed: Sequence[str], recovery: str) -> _Wanted:
    """Hold the answers against every rule; raises UsageError, RefusedError with all objections."""
    from practicecli.actions.opening import objections_to_opening
    from practicecli.cli.addresses import platform_at, read_pairs
    from practicecli.errors import RefusedError
    from practicecli.figures import load
    from practicecli.vault.keyfile import refuse_beside_the_practice
    from practicecli.vault.unlock import read_source

    source = read_source(said["key"])
    if source.startswith("file:"):
        refuse_beside_the_practice(source.removeprefix("file:"), run.places)
    if recovery:
        refuse_beside_the_practice(recovery, run.places)
    remotes = read_pairs(typed)
    provider = _provider(said)
    problems = objections_to_opening(
        provider,
        remotes,
        states=frozenset(load.states()),
        policies=load.policies(),
        zone_known=_is_zone(said["zone"]),
    )
    if problems:
        raise RefusedError("No practice was made", problems)
    platforms = tuple(platform_at(name, remote) for name, remote in remotes.items())
    return _Wanted(provider, platforms, source, recovery or None)


def _provider(said: Mapping[str, str]) -> Provider:
    from datetime import UTC, datetime

    from practicecli.domain.people import License, Provider
    from practicecli.ids import new_id

    state = said["state"].upper()
    return Provider(
        id=new_id(datetime.now(UTC)),
        name=said["name"],
        credentials=said["credentials"],
        npi=said["npi"],
        zone=said["zone"],
        licenses=(License(state, said["credentials"]),),
    )


def _is_zone(name: str) -> bool:
    from practicecli import clock

    try:
        clock.zone(name)
    except UsageError:
        return False
    return True


def _build(run: App, wanted: _Wanted) -> Provider:
    from practicecli.cli.premises import built_beside, identify
    from practicecli.ids import new_id
    from practicecli.vault.recovery import write_recovery
    from practicecli.vault.unlock import establish

    now = _now(run, wanted)
    device = new_id(now)
    with built_beside(run.places) as fresh:
        keys = establish(wanted.source, fresh, ask=lambda: new_passphrase(run.prompts))
        provider = _fill(run, fresh.database, keys, wanted, now=now, device=device)
        identify(fresh, keys, source=wanted.source, profile=new_id(now), device=device)
        if wanted.recovery:
            write_recovery(wanted.recovery, keys)
    return provider


def _now(run: App, wanted: _Wanted) -> datetime:
    from practicecli import clock

    return clock.now(
        run.env,
        sandboxed=all(one.sandbox or one.is_manual for one in wanted.platforms),
        naive=clock.zone(wanted.provider.zone),
    )


def new_passphrase(prompts: Prompts) -> str:
    """Ask for a new passphrase twice; raises UsageError where the two differ."""
    first = prompts.secret("A new passphrase, 12 characters or more", flag="--key")
    if prompts.secret("The same again", flag="--key") != first:
        raise UsageError("The two passphrases differ", hint="Type the command again")
    return first


def _fill(
    run: App, path: str, keys: Keys, wanted: _Wanted, *, now: datetime, device: str
) -> Provider:
    from practicecli.actions.opening import open_practice
    from practicecli.cache import people
    from practicecli.cache.connect import create_db, transaction
    from practicecli.cache.facts import FIGURES, keep_fact, keep_settings
    from practicecli.cache.migrations import migrate
    from practicecli.cache.schema import STEPS
    from practicecli.figures.load import payers
    from practicecli.settings import load

    db = create_db(path, keys.data)
    try:
        migrate(db, STEPS)
        desk = _desk(db, keys, wanted.provider, now)
        with transaction(db):
            open_practice(desk, device=device, platforms=wanted.platforms, payers=payers())
            # Else the first command that only reads would have to write them.
            keep_fact(db, FIGURES, desk.book.digest)
            settings = load(run.places.settings, run.env)
            if settings.to_store is not None:
                keep_settings(db, settings.to_store)
        return people.provider(db)
    finally:
        db.close()


def _desk(db: Db, keys: Keys, provider: Provider, now: datetime) -> Desk:
    """Make the desk for an empty file: `App` can make none before there is a provider."""
    from practicecli import clock
    from practicecli.actions.desk import Desk
    from practicecli.domain.book import Book
    from practicecli.figures import load
    from practicecli.ids import new_id
    from practicecli.vault.keys import audit_key
    from practicecli.vault.seal import Seal

    book = Book(
        provider=provider,
        zone=clock.zone(provider.zone),
        policies=load.policies(),
        cpt=load.cpt_table(),
        payer=load.payer,
        rate_cents=load.rate_cents,
        dx=lambda _code, _on: None,
        digest=load.DIGEST,
    )
    return Desk(
        db=db,
        book=book,
        platforms={},
        now=now,
        audit_key=audit_key(keys),
        seal=Seal(keys.notes),
        template=load.note_template,
        new_id=new_id,
        batch=new_id(now),
    )


def _show(out: Output, profile: str, wanted: _Wanted, provider: Provider) -> None:
    from practicecli.cli import own

    names = ", ".join(f"{one.name} ({one.remote})" for one in wanted.platforms)
    record: dict[str, Any] = {
        "profile": profile,
        "provider": own.provider(provider),
        "platforms": [own.platform(one, None, {}) for one in wanted.platforms],
        "key_source": wanted.source,
        "recovery": wanted.recovery,
    }
    if not out.asked.json:
        record |= {"provider_name": provider.name, "platform_names": names}
    out.record(_COLUMNS, record)
    if not wanted.recovery:
        out.note("Without the key nothing can be read again: keep a copy of it in a safe place")
    out.note("Next: `practice client add --from FILE`, or `practice today`")
