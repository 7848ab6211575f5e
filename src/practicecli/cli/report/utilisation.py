"""How the hours were used, by week or month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.report import app
from practicecli.cli.report.words import (
    All,
    Bars,
    Force,
    From,
    Html,
    Report,
    To,
    deliver,
    in_words,
    span_of,
)
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from practicecli.cache.income import Span
    from practicecli.cache.reports import Used

_COUNTS = (
    Column("Booked", "booked", "number"),
    Column("Held", "held", "number"),
    Column("Cancelled", "cancelled", "number"),
    Column("Late", "late_cancelled", "number"),
    Column("No-show", "no_show", "number"),
    Column("Missed %", "missed", "number"),
    Column("Hours", "hours", "number"),
)
_SHARE = Column("Used %", "used", "number")
_SUMS = ("booked", "held", "unconfirmed", "to_come", "cancelled", "late_cancelled", "no_show",
         "minutes", "minutes_offered")  # fmt: skip
_NOTES: tuple[str, ...] = (
    "Held are confirmed sessions, by their true times",
    "Missed are late cancellations and no-shows, among them and those held",
)


@app.command("utilisation", cls=ListCommand)
def utilisation(
    ctx: typer.Context,
    by: Annotated[str, typer.Option("--by", metavar="week|month", help="Weeks or months")] = "week",
    start: From = None,
    end: To = None,
    everything: All = False,
    hours: Annotated[
        int | None,
        typer.Option("--hours-per-week", metavar="N", min=1, max=168, help="Hours you offer"),
    ] = None,
    html: Html = None,
    force: Force = False,
) -> None:
    """Count what became of sessions, how many were missed, and the hours in session.

    Example: practice report utilisation --by month --hours-per-week 25
    """
    run = App.of(ctx)
    run.db  # noqa: B018 - "no practice here" is told before anything else
    if by not in {"week", "month"}:
        raise UsageError("`--by` takes `week` or `month`")
    span = span_of(run, start, end, everything=everything)
    deliver(run, utilisation_report(run, by, span, hours), html, force=force)


def utilisation_report(run: App, by: str, span: Span, hours: int | None = None) -> Report:
    """Count sessions by week or month."""
    from practicecli.cache.reports import used
    from practicecli.cli.shapes import utc

    found = used(run.db, by, span, utc(run.now))
    rows = [_row(one, by, span, hours) for one in found]
    total = {key: sum(row[key] or 0 for row in rows) for key in _SUMS}
    share = (_SHARE,) if hours else ()
    notes = _NOTES
    if total["unconfirmed"]:
        notes += (f"{total['unconfirmed']} are over and not confirmed: `practice report unbilled`",)
    return Report(
        title=f"Hours by {by}",
        about=f"Sessions and hours by {by}: {in_words(span)}",
        columns=(Column(by.capitalize(), by, "ref"), *_COUNTS, *share),
        rows=rows,
        total={by: "Total", **total, **_rates(total)},
        charts=(Bars("Sessions held and missed", by,
                     (("Held", "held"), ("Missed", "missed_sessions")), kind="number"),),
        notes=notes,
    )  # fmt: skip


def _row(one: Used, by: str, span: Span, hours: int | None) -> dict[str, Any]:
    from practicecli.domain.utilisation import days_within, month_of, week_of

    counts = one._asdict()
    bucket = counts.pop("bucket")
    first, last = (week_of if by == "week" else month_of)(_day(bucket))
    days = days_within(first, last, *span)
    row = {
        by: bucket,
        **counts,
        "missed_sessions": one.late_cancelled + one.no_show,
        "minutes_offered": hours * 60 * days // 7 if hours else None,
    }
    return {**row, **_rates(row)}


def _day(bucket: str) -> date:
    return date.fromisoformat(bucket if bucket.count("-") > 1 else f"{bucket}-01")


def _rates(row: dict[str, Any]) -> dict[str, Any]:
    """Give the rates in hundredths of a percent, and beside them in words."""
    from practicecli.domain.utilisation import hundredths

    missed = row["late_cancelled"] + row["no_show"]
    rate = hundredths(missed, row["held"] + missed)
    share = hundredths(row["minutes"], row["minutes_offered"] or 0)
    return {
        "missed_hundredths": rate,
        "used_hundredths": share,
        "missed": _percent(rate),
        "used": _percent(share),
        "hours": f"{row['minutes'] // 60}:{row['minutes'] % 60:02}",
    }


def _percent(value: int | None) -> str | None:
    return None if value is None else f"{value // 100}.{value % 100:02}"
