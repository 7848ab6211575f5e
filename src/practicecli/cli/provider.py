"""`practice provider`: the therapist's own name, licences and credentialing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cache.connect import transaction
from practicecli.cli import own
from practicecli.cli.app import App
from practicecli.cli.command import Noun
from practicecli.domain.problems import Problem
from practicecli.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from datetime import date

app = Noun(help="Keep your own name, licences and credentialing")
license_app = Noun(help="Keep the licences you hold, one a state")
credential_app = Noun(help="Keep which payers have you in their network")
app.add_typer(license_app, name="license")
app.add_typer(credential_app, name="credential")

_FIELDS = ("name", "credentials", "npi", "zone", "tax_id", "address", "phone", "taxonomy")
_LONGEST = 1000  # characters; an address in four lines has some two hundred


class Standing(StrEnum):
    """Where a payer stands with the provider."""

    ACTIVE = "active"
    PENDING = "pending"
    NONE = "none"


def _show(run: App) -> None:
    from practicecli.cache import people

    record = own.provider(people.provider(run.db))
    run.out.record(own.PROVIDER, record if run.out.asked.json else own.told(record))


@app.command("show")
def show(ctx: typer.Context) -> None:
    """Show your own record, with licences and the payers that have you in their network.

    Example: practice provider show --json
    """
    _show(App.of(ctx))


@app.command("edit")
def edit(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Your name, as claims show it")
    ] = None,
    credentials: Annotated[str | None, typer.Option(metavar="LETTERS", help="Such as LMHC")] = None,
    npi: Annotated[str | None, typer.Option(metavar="NPI", help="Your NPI, ten digits")] = None,
    zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Such as America/New_York")
    ] = None,
    tax_id: Annotated[
        str | None, typer.Option("--tax-id", metavar="ID", help="EIN or SSN, for claims")
    ] = None,
    address: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The practice's address")
    ] = None,
    phone: Annotated[str | None, typer.Option(metavar="TEXT", help="The practice's number")] = None,
    taxonomy: Annotated[
        str | None, typer.Option(metavar="CODE", help="The NUCC taxonomy code")
    ] = None,
) -> None:
    """Change your own record; what is not given stays as it is.

    Example: practice provider edit --phone 212-555-0100 --taxonomy 101YM0800X
    """
    from practicecli.actions.provider import edit_provider

    run = App.of(ctx)
    db = run.db  # "no practice here" is told before anything else
    given = (name, credentials, npi, zone, tax_id, address, phone, taxonomy)
    values = {
        field: value for field, value in zip(_FIELDS, given, strict=True) if value is not None
    }
    if not values:
        raise UsageError("Nothing to change was given", hint="`practice provider edit --help`")
    if problems := _objections(values):
        raise RefusedError("Your record was not changed", problems)
    with transaction(db):
        edit_provider(run.desk, values)
    _show(run)


def _objections(values: dict[str, str]) -> list[Problem]:
    from practicecli import clock
    from practicecli.domain.people import npi_is_sound

    found = [
        Problem(name, f"`--{name.replace('_', '-')}` cannot be stored so", "Give a shorter text")
        for name, value in values.items()
        if len(value) > _LONGEST or "\0" in value
    ]
    found += [
        Problem(name, f"`--{name}` is empty", "Give a text, or leave the option out")
        for name in ("name", "credentials")
        if not values.get(name, "filled").strip()
    ]
    if "npi" in values and not npi_is_sound(values["npi"]):
        found.append(
            Problem("npi", "That is not an NPI: its check digit is wrong", "Type the digits again")
        )
    if "zone" in values:
        try:
            clock.zone(values["zone"])
        except UsageError as error:
            found.append(Problem("zone", str(error), error.hint))
    return found


@license_app.command("add")
def add_license(
    ctx: typer.Context,
    state: Annotated[str, typer.Argument(metavar="STATE", help="Two letters, such as NJ")],
    kind: Annotated[
        str, typer.Option("--type", metavar="TYPE", help="Such as LMHC", show_default=False)
    ],
    until: Annotated[str | None, typer.Option(help="Its last day", metavar="DATE")] = None,
) -> None:
    """Record a licence, or renew the one you hold in that state.

    Example: practice provider license add NJ --type LPC --until 2027-11-30
    """
    from practicecli.actions.provider import add_license as record_license
    from practicecli.domain.people import License
    from practicecli.figures.load import states

    run = App.of(ctx)
    db = run.db
    last_day = _last_day(until, run.today) if until else None
    held = License(state.upper(), kind.strip(), last_day)
    if held.state not in states():
        raise RefusedError(
            "The licence was not recorded",
            [Problem("state", f"`{state}` is not a state", "Give two letters, such as `NJ`")],
        )
    with transaction(db):
        record_license(run.desk, held)
        _sandboxes_follow(run)
    _show(run)


def _last_day(typed: str, today: date) -> date:
    from practicecli.domain.when import NotATimeError, read_day

    try:
        return read_day(typed, today=today)
    except NotATimeError as error:
        raise UsageError(f"`--until`: {error}") from error


def _sandboxes_follow(run: App) -> None:
    from practicecli.actions.opening import credential_everywhere
    from practicecli.figures.load import payers

    if any(one.sandbox for one in run.platforms.values()):
        credential_everywhere(run.desk, payers())


@credential_app.command("set")
def set_credential(
    ctx: typer.Context,
    payer: Annotated[str, typer.Argument(metavar="PAYER", help="Such as aetna")],
    state: Annotated[str, typer.Argument(metavar="STATE", help="Two letters")],
    status: Annotated[Standing, typer.Argument(metavar="STATUS", help="active, pending or none")],
) -> None:
    """Record whether a payer has you in its network in a state.

    Example: practice provider credential set aetna NY active
    """
    from practicecli.actions.provider import set_credential as record_credential
    from practicecli.figures.load import payer as payer_of
    from practicecli.figures.load import states

    run = App.of(ctx)
    db = run.db
    if state.upper() not in states():
        raise RefusedError(
            "Nothing was recorded",
            [Problem("state", f"`{state}` is not a state", "Give two letters, such as `NY`")],
        )
    known: Any = payer_of(payer)
    with transaction(db):
        record_credential(run.desk, known.key, state.upper(), status.value)
    _show(run)
