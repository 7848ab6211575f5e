"""All reports on one page."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.report import app
from practicecli.cli.report.words import All, Force, From, To, in_words, span_of, write_page

_WRITTEN = (Column("File", "path"), Column("Reports", "reports", "number"))
_BY = ("month", "platform", "payer", "cpt")


@app.command("html")
def html(
    ctx: typer.Context,
    path: Annotated[str, typer.Argument(metavar="FILE", help="A new file; - is stdout")],
    start: From = None,
    end: To = None,
    everything: All = False,
    force: Force = False,
) -> None:
    """Write all reports as one page with charts, for people who would rather look; no names in it.

    Example: practice report html reports.html
    """
    from practicecli.cli.report.ageing import ageing_report
    from practicecli.cli.report.income import income_report
    from practicecli.cli.report.tax import tax_report
    from practicecli.cli.report.unbilled import unbilled_report
    from practicecli.cli.report.utilisation import utilisation_report

    run = App.of(ctx)
    run.db  # noqa: B018 - "no practice here" is told before anything else
    span = span_of(run, start, end, everything=everything)
    year = (span.last or run.today).year
    reports = [
        *(income_report(run, by, span) for by in _BY),
        ageing_report(run),
        unbilled_report(run),
        utilisation_report(run, "month", span),
        tax_report(run, year, []),
    ]
    write_page(run, path, reports, force=force)
    if path != "-":
        run.out.record(_WRITTEN, {"path": path, "reports": len(reports), "days": in_words(span)})
