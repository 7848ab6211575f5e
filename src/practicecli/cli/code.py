"""Codes at the prompt: looked up, searched and checked, with or without a practice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand, Noun
from practicecli.cli.output import Output
from practicecli.errors import Exit, NoPracticeError, NotFoundError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from practicecli.domain.cpt import Cpt
    from practicecli.domain.dx import Dx
    from practicecli.domain.people import Provider
    from practicecli.domain.policy import Policy

app = Noun(help="Look up and check CPT and diagnosis codes")

On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The service date; today if left out")
]
MOST_SHOWN = 20

CPT = (
    Column("Code", "code", "ref"),
    Column("What", "label"),
    Column("From min", "at_least", "number"),
    Column("To min", "at_most", "number"),
    Column("Add-on to", "bases"),
    Column("Only for", "licences"),
)
DX = (
    Column("Code", "code", "ref"),
    Column("What", "label"),
    Column("Billable", "billable"),
    Column("Unspecified", "unspecified"),
    Column("From", "valid_from"),
    Column("To", "valid_to"),
)
CHECKED = (
    Column("Units", "units"),
    Column("Modifiers", "modifiers"),
    Column("Place of service", "place_of_service"),
)


@app.command("cpt", cls=ListCommand)
def cpt(
    ctx: typer.Context,
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="One code")] = None,
) -> None:
    """List the CPT codes a therapy practice bills, with their minutes.

    Example: practice code cpt
    Example: practice code cpt 90837
    """
    from practicecli.figures.load import cpt_table

    known = cpt_table().codes
    out = Output.of(ctx)
    if code is None:
        out.rows(CPT, (_cpt(one) for one in known.values()))
        return
    typed = code.strip().upper()
    if typed not in known:
        raise NotFoundError(
            f"`{typed[:12]}` is not a code this program knows",
            hint="See them with `practice code cpt`",
        )
    out.record(CPT, _cpt(known[typed]))


@app.command("dx", cls=ListCommand)
def dx(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS|CODE", help="Or PTSD, GAD, OCD")],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The service date; else the newest release"),
    ] = None,
) -> None:
    """Find diagnoses in all of ICD-10-CM, by words, by code or by abbreviation.

    Example: practice code dx generalized anxiety
    Example: practice code dx F41.1 --on 2026-11-24
    """
    from practicecli.cli.codebook import open_codes

    run = App.of(ctx)
    day = _day(run, on) if on else None
    codes = open_codes(run.places)
    try:
        typed = " ".join(words)
        found = {one.code: one for one in codes.search(typed, on=day, limit=MOST_SHOWN)}
        exact = codes.lookup(typed, day)
    finally:
        codes.close()
    # The very code that was asked for is shown also when it was not in force, with its dates.
    listed = [exact, *(one for one in found.values() if one.code != exact.code)] if exact else [
        *found.values()
    ]  # fmt: skip
    out = Output.of(ctx)
    out.rows(DX, (_dx(one) for one in listed))
    if not listed:
        out.note("Nothing was found; try fewer words, or the beginning of one")


@app.command("check")
def check(
    ctx: typer.Context,
    cpt: Annotated[list[str], typer.Argument(metavar="CPT...", help="All codes of the session")],
    minutes: Annotated[
        int | None, typer.Option("--minutes", metavar="M", help="True minutes, not booked")
    ] = None,
    dx: Annotated[
        list[str] | None, typer.Option("--dx", metavar="DX", help="A diagnosis; repeats")
    ] = None,
    licence: Annotated[
        str | None, typer.Option("--license", metavar="LMHC", help="Yours, if left out")
    ] = None,
    place: Annotated[
        str, typer.Option("--place", metavar="PLACE", help="office, video-home or video")
    ] = "office",
    payer: Annotated[
        str, typer.Option("--payer", metavar="PAYER", help="Who pays, such as aetna")
    ] = "",
    plan: Annotated[
        str, typer.Option("--plan", metavar="PLAN", help="commercial, medicare, medicaid or eap")
    ] = "commercial",
    platform: Annotated[
        str, typer.Option("--platform", metavar="NAME", help="Whose blocked codes count, too")
    ] = "",
    modifier: Annotated[
        list[str] | None, typer.Option("--modifier", metavar="MM", help="Given by hand; repeats")
    ] = None,
    on: On = None,
) -> None:
    """Say all that stands against these codes before there is a claim; exit 5 if anything blocks.

    Example: practice code check 90837 90785 --minutes 55 --dx F41.1
    Example: practice code check 90834 --minutes 45 --dx F43.10 --place video-home --payer aetna
    """
    from practicecli.cli.codebook import open_codes
    from practicecli.cli.objections import verdict
    from practicecli.domain.code_check import CodesAsked, check_codes
    from practicecli.domain.telehealth import POS
    from practicecli.figures.load import cpt_table
    from practicecli.figures.load import payer as payer_of

    if place not in POS:
        raise UsageError(f"`--place` takes {', '.join(f'`{one}`' for one in POS)}")
    if minutes is not None and minutes < 0:
        raise UsageError("`--minutes` takes whole minutes, such as `55`")
    run = App.of(ctx)
    day = _day(run, on)
    asked = CodesAsked(
        cpt=_codes(cpt), dx=_codes(dx), minutes=minutes, licence=licence or _licence(run, day),
        place=place, payer=payer_of(payer), plan=plan, on=day, modifiers=_codes(modifier),
    )  # fmt: skip
    codes = open_codes(run.places)
    try:
        found = check_codes(asked, policy=_policy(platform), table=cpt_table(), lookup=codes.lookup)
    finally:
        codes.close()
    told = {
        "ok": found.ok,
        "problems": [problem.as_dict() for problem in found.problems],
        "units": dict(found.units),
        "modifiers": list(found.modifiers),
        "place": place,
        "place_of_service": found.place_of_service,
    }
    verdict(Output.of(ctx), CHECKED, told, found.problems, clear="Nothing stands against it")
    if not found.ok:
        raise typer.Exit(Exit.REFUSED)


@app.command("import")
def import_release(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The official `icd10cm_order_YYYY.txt`")
    ],
    effective: Annotated[
        str | None, typer.Option("--effective", metavar="DATE", help="Its first service date")
    ] = None,
) -> None:
    """Load a newer release of ICD-10-CM; what is known of earlier days stays.

    Example: practice code import icd10cm_order_2028.txt
    """
    from practicecli.cli.codebook import load_release

    run = App.of(ctx)
    run.identity  # noqa: B018 - without a practice there is no folder to keep it in
    day = _iso(effective) if effective else None
    count, release = load_release(run.places, file, effective=day)
    record = {"codes": count, "release": release.name, "effective": release.effective.isoformat()}
    columns = (Column("Codes", "codes"), Column("In force from", "effective"))
    Output.of(ctx).record(columns, record)


def _cpt(one: Cpt) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": one.label,
        "kind": one.kind.value,
        "at_least": one.at_least,
        "at_most": one.at_most,
        "unit_minutes": one.unit_minutes,
        "bases": list(one.bases),
        "licences": sorted(one.licences),
    }


def _dx(one: Dx) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": one.label,
        "billable": one.billable,
        "unspecified": one.unspecified,
        "valid_from": one.valid_from and one.valid_from.isoformat(),
        "valid_to": one.valid_to and one.valid_to.isoformat(),
    }


def _codes(values: list[str] | None) -> tuple[str, ...]:
    return tuple(code.upper() for value in values or [] for code in value.replace(",", " ").split())


def _provider(run: App) -> Provider | None:
    """Give the therapist, where there is a practice."""
    try:
        run.identity  # noqa: B018 - asked first, as it needs no key
    except NoPracticeError:
        return None
    from practicecli.cache.people import provider

    return provider(run.db)


def _licence(run: App, day: date) -> str:
    someone = _provider(run)
    if someone is None:
        return ""
    held = [one for one in someone.licenses if someone.license_in(one.state, day)]
    return held[0].type if held else someone.credentials


def _today(run: App) -> date:
    if _provider(run) is not None:
        return run.today
    from practicecli.clock import now

    return now(run.env, sandboxed=True).astimezone().date()


def _day(run: App, typed: str | None) -> date:
    from practicecli.domain.when import NotATimeError, read_day

    if typed is None:
        return _today(run)
    try:
        # A date says itself; only words such as `today` need the practice's clock.
        return _iso(typed) if typed[:1].isdecimal() else read_day(typed, today=_today(run))
    except NotATimeError as error:
        raise UsageError(str(error)) from error


def _iso(typed: str) -> date:
    from datetime import date

    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise UsageError(f"`{typed}` is not a day; type it as `2026-11-24`") from error


def _policy(name: str) -> Policy | None:
    from practicecli.figures.load import policies

    if not name:
        return None
    if name not in policies():
        known = ", ".join(f"`{one}`" for one in policies())
        raise UsageError(f"`--platform` takes one of {known}")
    return policies()[name]
