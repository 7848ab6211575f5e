"""CPT codes and diagnoses, looked up and searched, with or without a practice."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.code import app
from practicecli.cli.code.words import service_day
from practicecli.cli.command import ListCommand
from practicecli.cli.output import Output
from practicecli.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from practicecli.domain.cpt import Cpt
    from practicecli.domain.dx import Dx

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
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS|CODE", help="Or PTSD, GAD, OCD")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The service date; else the newest release"),
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="What releases changed for codes your clients have")
    ] = False,
    client: Annotated[
        str, typer.Option("--client", metavar="CLIENT", help="With `--changes`: of this one only")
    ] = "",
) -> None:
    """Find diagnoses in all of ICD-10-CM, by words, by code or by abbreviation.

    Example: practice code dx panic attacks
    Example: practice code dx F41.1 --on 2026-11-24
    Example: practice code dx --changes
    """
    typed = " ".join(words or ()).strip()
    _must_go_together(typed, on=on, changes=changes, client=client)
    run, out = App.of(ctx), Output.of(ctx)
    if changes:
        _show_changes(run, out, client)
        return
    listed = _search(run, typed, service_day(run, on) if on else None)
    out.rows(DX, (_dx(one) for one in listed))
    if not listed:
        out.note("Nothing was found; try fewer words, or the beginning of one")


def _must_go_together(typed: str, *, on: str | None, changes: bool, client: str) -> None:
    if changes and (typed or on):
        raise UsageError("`--changes` goes without words and without `--on`")
    if client and not changes:
        raise UsageError("`--client` goes with `--changes`")
    if not (typed or changes):
        raise UsageError(
            "Words or a code are missing", hint="Type them, as in `practice code dx panic`"
        )


def _show_changes(run: App, out: Output, client: str) -> None:
    from practicecli.cli.code.changes import CHANGES
    from practicecli.cli.code.changes import changes as found

    listed = found(run, client)
    out.rows(CHANGES, listed)
    if not listed:
        out.note("No release held changes a code that your clients have")


def _search(run: App, typed: str, day: date | None) -> list[Dx]:
    """Give what was found; the very code typed also when it was not in force, with its dates."""
    from practicecli.cli.code.own_use import own_use
    from practicecli.cli.codebook import open_codes

    with closing(open_codes(run.places)) as codes:
        found = codes.search(typed, on=day, limit=MOST_SHOWN, used=own_use(run))
        exact = codes.lookup(typed, day)
    return [exact, *(one for one in found if one.code != exact.code)] if exact else found


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
