"""What to work out estimated tax from: a base, not advice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.memberships import Membership, monthly_fees
from practicecli.cli.report import app
from practicecli.cli.report.words import Bars, Force, Html, Report, deliver, platforms_of

if TYPE_CHECKING:
    from practicecli.domain.tax import Period

_PERIODS = (
    Column("Period", "period"),
    Column("Received", "received_cents", "money"),
    Column("Memberships", "membership_cents", "money"),
    Column("Base", "base_cents", "money"),
    Column("92.35 %", "self_employment_cents", "money"),
    Column("Due", "due_on", "date"),
)
_BY_PLATFORM = (
    Column("Platform", "platform"),
    Column("Received", "received_cents", "money"),
    Column("Memberships", "membership_cents", "money"),
)
_SUMS = ("received_cents", "membership_cents", "base_cents", "self_employment_cents")
_NOTES: tuple[str, ...] = (
    "A base to work from, not advice: cash basis, before any other expense of yours",
    "92.35 % of it is what self-employment tax is on (Schedule SE, line 4a)",
    "Due dates are those of Form 1040-ES, moved off weekends and legal holidays",
    "Memberships count for the months in which you held sessions there",
    "What was received, line by line: `practice report income --unfold`",
)


@app.command("tax", cls=ListCommand)
def tax(
    ctx: typer.Context,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="YEAR",
            min=2000,
            max=2100,
            show_default=False,
            help="The tax year; else this one",
        ),
    ] = None,
    membership: Membership = None,
    html: Html = None,
    force: Force = False,
) -> None:
    """Add up what was received by the periods of estimated tax, and by platform for the 1099s.

    Example: practice report tax --year 2026
    """
    run = App.of(ctx)
    run.db  # noqa: B018 - "no practice here" is told before anything else
    deliver(run, tax_report(run, year or run.today.year, membership or []), html, force=force)


def tax_report(run: App, year: int, given: list[str]) -> Report:
    """Work out a year's bases."""
    from practicecli.cache.income import Span
    from practicecli.cache.reports import member_months
    from practicecli.domain.tax import periods
    from practicecli.figures.tax import quarters

    fees = {name: fee.monthly_cents for name, fee in monthly_fees(run.db, given).items()}
    months = member_months(run.db, Span(date(year, 1, 1), date(year, 12, 31)))
    rows = [_row(run, one, months, fees) for one in periods(quarters(), year)]
    by_platform = _by_platform(rows)
    return Report(
        title=f"Base of estimated tax {year}",
        about=f"Received in {year}, by the periods of estimated tax",
        columns=_PERIODS,
        rows=rows,
        total={"period": "Total", **{key: sum(row[key] for row in rows) for key in _SUMS}},
        charts=(Bars("Base by period", "period", (("Base", "base_cents"),)),),
        notes=_NOTES,
        beside=(
            Report(
                title=f"By platform {year}",
                about="What came from each, to hold against its 1099",
                columns=_BY_PLATFORM,
                rows=by_platform,
            ),
        ),
    )


def _row(
    run: App, period: Period, months: list[tuple[str, str]], fees: dict[str, int]
) -> dict[str, Any]:
    from practicecli.cache.income import Asked, Span, received
    from practicecli.domain.tax import base, memberships
    from practicecli.figures.tax import se_hundredths

    span = Span(period.first, period.last)
    came = received(run.db, Asked("platform", span, platforms_of(run).through))
    paid = memberships(months, fees, period)
    found = base(period, sum(came.values()), sum(paid.values()), se_hundredths())
    return {
        "period": f"{period.first.year}-Q{period.number}",
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "due_on": period.due_on.isoformat(),
        "received_cents": found.received_cents,
        "membership_cents": found.membership_cents,
        "base_cents": found.base_cents,
        "self_employment_cents": found.self_employment_cents,
        "platforms": [
            {
                "platform": name,
                "received_cents": came.get(name, 0),
                "membership_cents": paid.get(name, 0),
            }
            for name in sorted({*came, *paid})
        ],
    }


def _by_platform(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        for one in row["platforms"]:
            empty = {"platform": one["platform"], "received_cents": 0, "membership_cents": 0}
            kept = found.setdefault(one["platform"], empty)
            kept["received_cents"] += one["received_cents"]
            kept["membership_cents"] += one["membership_cents"]
    return [found[name] for name in sorted(found)]
