"""Adding, correcting and ending authorizations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.authorization import app
from practicecli.cli.authorization.words import AuthorizationRef, authorization_id, show
from practicecli.cli.client.words import ClientRef, client_id
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from practicecli.actions.authorizations import Terms

_NOTHING = "none"  # typed for a value that is to be forgotten

Number = Annotated[
    str | None, typer.Option("--number", metavar="N", help="The payer's number; may be unknown")
]
Units = Annotated[
    str | None, typer.Option("--units", metavar="N", help="How many sessions are allowed")
]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Its last service date")]
Codes = Annotated[
    list[str] | None,
    typer.Option("--cpt", metavar="CODE", help="Only for this code; repeats. Else any"),
]
Used = Annotated[
    int | None, typer.Option("--used", metavar="N", help="Units used that are not in here")
]
Payer = Annotated[
    str | None, typer.Option("--payer", metavar="PAYER", help="By whom, else the client's payer")
]


@app.command("add")
def add(
    ctx: typer.Context,
    client: ClientRef,
    starts: Annotated[str, typer.Option("--from", metavar="DATE", help="Its first service date")],
    number: Number = None,
    units: Units = None,
    until: Until = None,
    cpt: Codes = None,
    used: Used = None,
    payer: Payer = None,
) -> None:
    """Keep what a payer allowed: each confirmed or booked session takes one unit.

    One session is one unit, also where its code is billed in several.

    Example: practice authorization add c-7k3fq2w --number A1234 --units 12 --from 2026-11-01
    """
    from practicecli.actions.authorizations import add_authorization
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    who = client_id(run, client)
    terms = _terms(run, number, units, starts, until, cpt, used, payer)
    with transaction(run.db):
        identity, warnings = add_authorization(run.desk, who, terms)
    show(run, identity)
    run.out.warn(warnings)


@app.command("edit")
def edit(
    ctx: typer.Context,
    authorization: AuthorizationRef,
    starts: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Its first service date")
    ] = None,
    number: Number = None,
    units: Units = None,
    until: Until = None,
    cpt: Codes = None,
    used: Used = None,
    payer: Payer = None,
) -> None:
    """Correct an authorization; `none` takes a number, units, codes or the last day away.

    Example: practice authorization edit u-7k3fq2w --units 20 --until 2027-05-31
    """
    from practicecli.actions.authorizations import edit_authorization
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = authorization_id(run, authorization)
    terms = _terms(run, number, units, starts, until, cpt, used, payer)
    with transaction(run.db):
        warnings = edit_authorization(run.desk, identity, terms)
    show(run, identity)
    run.out.warn(warnings)


@app.command("end")
def end(
    ctx: typer.Context,
    authorization: AuthorizationRef,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Its last day; today if not said")
    ] = None,
) -> None:
    """End an authorization: it counts up to that day, and is no deadline any more.

    Example: practice authorization end u-7k3fq2w --on 2026-12-31
    """
    from practicecli.actions.authorizations import end_authorization
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = authorization_id(run, authorization)
    with transaction(run.db):
        end_authorization(run.desk, identity, run.day(on) if on else run.today)
    show(run, identity)


def _terms(
    run: App,
    number: str | None,
    units: str | None,
    starts: str | None,
    until: str | None,
    cpt: list[str] | None,
    used: int | None,
    payer: str | None,
) -> Terms:
    from practicecli.actions.authorizations import Terms
    from practicecli.cli.session.words import codes

    typed = {
        "number": number, "units": units, "ends": until, "codes": " ".join(cpt or []) or None
    }  # fmt: skip
    forget = {name for name, text in typed.items() if text and text.strip() == _NOTHING}
    return Terms(
        number=None if "number" in forget or number is None else number.strip(),
        units=None if "units" in forget or units is None else _count(units),
        starts=None if starts is None else run.day(starts),
        ends=None if "ends" in forget or until is None else run.day(until),
        codes=None if "codes" in forget or cpt is None else codes(cpt),
        used_before=used,
        payer=payer,
        forget=forget,
    )


def _count(typed: str) -> int:
    words = typed.strip()
    if words.isascii() and words.isdigit():
        return int(words[:9])
    raise UsageError("`--units` takes a whole number, such as `12`")
