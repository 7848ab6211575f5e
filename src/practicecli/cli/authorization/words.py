"""What the authorization commands share: arguments, and how one is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.cell import Column
from practicecli.domain.authorizations import doubts_about_use, use_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from practicecli.cli.app import App
    from practicecli.domain.authorizations import Authorization, Use, Visit
    from practicecli.domain.problems import Problem

AuthorizationRef = Annotated[
    str, typer.Argument(metavar="AUTHORIZATION", help="The authorization's ref, or its end")
]

LISTED = (
    Column("Ref", "ref", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("Payer", "payer"),
    Column("CPT", "cpt"),
    Column("Units", "units", "number"),
    Column("Used", "used_units", "number"),
    Column("Booked", "booked_units", "number"),
    Column("Left", "left_units", "number"),
    Column("Runs out", "runs_out_on", "date"),
    Column("Status", "status"),
)
SHOWN = (
    *LISTED[:2],
    Column("Number", "number"),
    *LISTED[2:8],
    Column("From", "starts_on", "date"),
    Column("Until", "ends_on", "date"),
    *LISTED[8:],
)


def authorization_id(run: App, typed: str) -> str:
    """Find the one that was meant. Raises NotFoundError, AmbiguousError."""
    from practicecli.cache.lookup import resolve

    return resolve(run.db, "authorization", typed)


def record(
    run: App, one: Authorization, visits: Sequence[Visit], client_ref: str
) -> dict[str, Any]:
    """Give an authorization's JSON form, counted as of now."""
    use = use_of(one, visits)
    return {
        "id": one.id,
        "ref": one.ref,
        "client": one.client,
        "client_ref": client_ref,
        "payer": one.payer,
        "number": one.number,
        "cpt": list(one.codes),
        "units": one.units,
        "used_before": one.used_before,
        "used_units": use.used,
        "booked_units": use.booked,
        "left_units": use.left,
        "starts_on": one.starts.isoformat(),
        "ends_on": one.ends and one.ends.isoformat(),
        "runs_out_on": use.runs_out_on and use.runs_out_on.isoformat(),
        "status": _status(one, use, run.today),
        "warnings": [doubt.as_dict() for doubt in _doubts(run, one, use)],
    }


def show(run: App, identity: str) -> None:
    """Print an authorization as it now is, with what it is warned of."""
    from practicecli.cache import authorizations
    from practicecli.cache.reading import client

    one = authorizations.get(run.db, identity)
    visits = authorizations.visits(run.db, {one.client: [one]})[one.client]
    shape = record(run, one, visits, client(run.db, one.client)["ref"])
    run.out.record(SHOWN, shape)
    if not run.out.asked.json:
        run.out.warn(_doubts(run, one, use_of(one, visits)))


def _doubts(run: App, one: Authorization, use: Use) -> list[Problem]:
    from practicecli.figures.authorizations import authorization_limits

    return list(doubts_about_use(one, use, authorization_limits(), run.today))


def _status(one: Authorization, use: Use, today: date) -> str:
    if one.ended:
        return "ended"
    if one.ends is not None and one.ends < today:
        return "over"
    if one.units is not None and use.used >= one.units:
        return "used-up"
    return "coming" if today < one.starts else "active"
