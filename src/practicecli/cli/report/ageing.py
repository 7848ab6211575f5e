"""What is open, by who owes it and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.report import app
from practicecli.cli.report.words import Bars, Force, Html, Report, deliver, platforms_of
from practicecli.domain.ages import NAMES, age

if TYPE_CHECKING:
    from collections.abc import Sequence

    from practicecli.cache.reports import Aged

_NOT_YOURS = "client-to-platform"
_WHO = (
    Column("Owed by", "kind"),
    Column("Platform", "platform"),
    Column("Payer", "payer"),
)
_AGES = (
    Column("0-30", "days_0_30_cents", "money"),
    Column("31-60", "days_31_60_cents", "money"),
    Column("61-90", "days_61_90_cents", "money"),
    Column("Over 90", "days_over_90_cents", "money"),
    Column("Total", "total_cents", "money"),
)
_LINES = (
    *_WHO,
    Column("Session", "session_ref", "ref"),
    Column("Charge", "charge_ref", "ref"),
    Column("Since", "day", "date"),
    Column("Days", "days", "number"),
    Column("Amount", "amount_cents", "money"),
)
_NOTES = (
    "Days count from the service, or from when a client's charge was due",
    f"What clients owe a platform (`{_NOT_YOURS}`) is the platform's money, and not in the total",
)


@app.command("ageing", cls=ListCommand)
def ageing(
    ctx: typer.Context,
    unfold: Annotated[
        bool, typer.Option("--unfold", help="The lines behind each sum, one by one")
    ] = False,
    html: Html = None,
    force: Force = False,
) -> None:
    """Add up what payers, platforms and clients still owe, by how long they have.

    Example: practice report ageing
    Example: practice report ageing --unfold --csv
    """
    run = App.of(ctx)
    deliver(run, _lines(run) if unfold else ageing_report(run), html, force=force)


def ageing_report(run: App) -> Report:
    """Add up what is open by age."""
    from practicecli.cache.reports import aged
    from practicecli.cli.estimates import marks

    found = aged(run.db, platforms_of(run), run.today)
    rows = [_row(one) | marks(run, estimate=_is_guessed(one.kind)) for one in found]
    yours = [row for row in rows if row["kind"] != _NOT_YOURS]
    total = {column.key: sum(row[column.key] for row in yours) for column in _AGES}
    return Report(
        title="Open by age",
        about=f"Open on {run.today}, by age in days",
        columns=(*_WHO, *_AGES),
        rows=rows,
        total={"kind": "Total", **total},
        charts=(Bars("Open, and over 90 days", "label",
                     (("Open", "total_cents"), ("Over 90", "days_over_90_cents"))),),
        notes=(*(_NOTES if len(yours) < len(rows) else _NOTES[:1]), *_estimate(run, rows)),
    )  # fmt: skip


def _is_guessed(kind: str) -> bool:
    return not kind.startswith("client")


def _estimate(run: App, rows: Sequence[dict[str, Any]]) -> list[str]:
    from practicecli.cli.estimates import note

    guessed = any(_is_guessed(row["kind"]) for row in rows)
    return [note(run, "What payers and platforms owe is")] if guessed else []


def _row(one: Aged) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "platform": one.platform,
        "payer": one.payer,
        "label": f"{one.kind}, {one.platform}, {one.payer}",
        "items": one.items,
        **{f"{name}_cents": cents for name, cents in zip(NAMES, one.cents, strict=True)},
        "total_cents": sum(one.cents),
        "oldest_on": one.oldest_on,
    }


def _lines(run: App) -> Report:
    from datetime import date

    from practicecli.cache.reports import owed

    rows: Sequence[dict[str, Any]] = [
        {**one._asdict(), "days": age(date.fromisoformat(one.day), run.today)}
        for one in owed(run.db, platforms_of(run))
    ]
    notes = (*_NOTES[:1], *_estimate(run, rows))
    return Report("Open, line by line", f"Open on {run.today}", _LINES, rows, notes=notes)
