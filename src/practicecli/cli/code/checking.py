"""Codes held against every rule before there is a claim, with or without a practice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.code import app
from practicecli.cli.code.words import On, codes_of, licence_of, service_day
from practicecli.cli.output import Output
from practicecli.errors import Exit, UsageError

if TYPE_CHECKING:
    from practicecli.domain.policy import Policy

CHECKED = (
    Column("Units", "units"),
    Column("Modifiers", "modifiers"),
    Column("Place of service", "place_of_service"),
)


@app.command("check")
def check(  # noqa: PLR0913, PLR0917 - the options are the command
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
    em_minutes: Annotated[
        int | None,
        typer.Option("--em-minutes", metavar="N", min=0, help="Of these, a medical visit took"),
    ] = None,
    same_day: Annotated[
        list[str] | None,
        typer.Option(
            "--same-day", metavar="CPT", help="A code of another session that day; repeats"
        ),
    ] = None,
    on: On = None,
) -> None:
    """Say all that stands against these codes before there is a claim; exit 5 if anything blocks.

    Example: practice code check 90837 90785 --minutes 55 --dx F41.1
    Example: practice code check 90834 --minutes 45 --dx F43.10 --place video-home --payer aetna
    Example: practice code check 99213 90833 --minutes 50 --em-minutes 20 --dx F41.1 --license MD
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
    day = service_day(run, on)
    asked = CodesAsked(
        cpt=codes_of(cpt), dx=codes_of(dx), minutes=minutes,
        licence=licence or licence_of(run, day), place=place, payer=payer_of(payer), plan=plan,
        on=day, modifiers=codes_of(modifier), em_minutes=em_minutes,
        same_day=codes_of(same_day),
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


def _policy(name: str) -> Policy | None:
    from practicecli.figures.load import policies

    if not name:
        return None
    if name not in policies():
        known = ", ".join(f"`{one}`" for one in policies())
        raise UsageError(f"`--platform` takes one of {known}")
    return policies()[name]
