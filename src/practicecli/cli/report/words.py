"""What the reports share: the days that are asked for, and one way out for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cache.income import Span
from practicecli.cli.cell import TO_THE_RIGHT, Column, for_person
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from practicecli.cache.reports import Platforms
    from practicecli.cli.app import App
    from practicecli.cli.output import Output
    from practicecli.papers.webpage import Section

From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first day")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day")]
All = Annotated[bool, typer.Option("--all", help="Everything there is, not this year alone")]
Html = Annotated[
    str | None, typer.Option("--html", metavar="FILE", help="Also as a page with charts, one file")
]
Force = Annotated[bool, typer.Option("--force", help="Write over the file")]
_WIDEST = 80  # cells: a longer bar says no more


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart: a label and some whole numbers of each row, by their keys and titles."""

    title: str
    label: str
    series: tuple[tuple[str, str], ...]
    kind: str = "money"


@dataclass(frozen=True, slots=True)
class Report:
    """A table with what belongs to it.

    `total` and the reports `beside` it are for people: records add up to them. `narrow` are the
    columns of a terminal, where all of them are too many.
    """

    title: str
    about: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    total: Mapping[str, Any] | None = None
    charts: tuple[Bars, ...] = ()
    notes: tuple[str, ...] = ()
    beside: tuple[Report, ...] = ()
    narrow: Sequence[Column] = ()


def span_of(run: App, start: str | None, end: str | None, *, everything: bool) -> Span:
    """Read the days that were asked for; this year where nothing was. Raises UsageError."""
    if everything and (start or end):
        raise UsageError(
            "`--all` and days do not go together", hint="Leave `--all` out, or the days"
        )
    if everything:
        return Span()
    if start is None and end is None:
        year = run.today.year
        return Span(date(year, 1, 1), date(year, 12, 31))
    first, last = (run.day(typed) if typed else None for typed in (start, end))
    if first and last and last < first:
        raise UsageError(
            f"`--to` is {last}, before `--from`, which is {first}",
            hint="Give dates such as `2026-11-24`",
        )
    return Span(first, last)


def in_words(span: Span) -> str:
    """Say which days a report is about."""
    first, last = span
    if first and last:
        whole_year = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
        if whole_year and first.year == last.year:
            return str(first.year)
        return f"{first} to {last}"
    if first or last:
        return f"from {first} on" if first else f"up to {last}"
    return "everything there is"


def platforms_of(run: App) -> Platforms:
    """Tell the platforms that collect clients' money themselves from where clients pay alone."""
    from practicecli.cache.reports import Platforms
    from practicecli.domain.bills import Bills
    from practicecli.figures.billing import bills

    asked = {name: bills(there.policy) for name, there in run.platforms.items()}
    return Platforms(
        through=[name for name, who in asked.items() if who is Bills.PLATFORM],
        from_clients=[name for name, who in asked.items() if who is Bills.CLIENT],
    )


def deliver(run: App, report: Report, html: str | None = None, *, force: bool = False) -> None:
    """Write a report out: as a list, with its charts on a terminal, and as a page where asked."""
    if html is not None:
        write_page(run, html, [report], force=force)
    out = run.out
    shows = out.lays_out or (out.asked.plain and not out.asked.json)
    rows = list(report.rows)
    if shows and report.total is not None and rows:
        rows.append(report.total)
    out.rows((out.lays_out and report.narrow) or report.columns, rows)
    if out.lays_out and report.rows:
        for chart in report.charts:
            _draw(out, chart, report.rows)
        for other in report.beside:
            out.say("")
            out.rows(other.columns, other.rows)
    for words in (report.about, *report.notes):
        out.note(words)


def write_page(run: App, path: str, reports: Sequence[Report], *, force: bool) -> None:
    """Write reports as one page that needs nothing but itself, 0600.

    Raises RefusedError for a file that is there, unless `force`; UsageError, StorageError.
    """
    from practicecli.cli.note.placing import STDOUT, must_be_free, place
    from practicecli.papers.webpage import page

    if not force or path == STDOUT:
        must_be_free(run, path, or_force=True)
    title = reports[0].title if len(reports) == 1 else "Reports"
    made = f"Made on {run.today.isoformat()}"
    sections = [_section(run.out, one) for report in reports for one in (report, *report.beside)]
    content = page(title, made, sections).encode()
    if force and path != STDOUT:
        from practicecli.places import write_over

        write_over(path, content)
    else:
        place(path, content)
    if path != STDOUT:
        run.out.note(f"Wrote `{path}`, not encrypted: keep it on an encrypted disk, or delete it")


def shown(out: Output, columns: Sequence[Column], record: Mapping[str, Any]) -> list[str]:
    """Give a record's cells as a person reads them."""
    return [for_person(column, record, out.now, out.zone) for column in columns]


def _section(out: Output, report: Report) -> Section:
    from practicecli.papers.webpage import Bar, Chart, Section

    charts = tuple(
        Chart(
            chart.title,
            tuple(title for title, _ in chart.series),
            tuple(
                Bar(str(row[chart.label]),
                    tuple((max(int(row[key] or 0), 0), _value(out, chart, row[key]))
                          for _, key in chart.series))
                for row in report.rows
            ),
        )
        for chart in report.charts
    )  # fmt: skip
    return Section(
        title=report.title,
        about=report.about,
        header=tuple((one.title, one.kind in TO_THE_RIGHT) for one in report.columns),
        rows=tuple(tuple(shown(out, report.columns, row)) for row in report.rows),
        total=tuple(shown(out, report.columns, report.total)) if report.total else (),
        charts=charts,
        notes=report.notes,
    )


def _value(out: Output, chart: Bars, value: Any) -> str:  # noqa: ANN401 - a record's value
    column = Column("", "value", "money" if chart.kind == "money" else "number")
    return for_person(column, {"value": value}, out.now, out.zone)


def _draw(out: Output, chart: Bars, rows: Sequence[Mapping[str, Any]]) -> None:
    from practicecli.cli.chart import bars, takes_blocks
    from practicecli.cli.tables import cells
    from practicecli.cli.text import safe

    blocks = takes_blocks(out.stdout)
    titles = [title for title, _ in chart.series]
    longest = max(map(len, titles))
    widest = max(cells(safe(str(row[chart.label]))) for row in rows)
    drawn = []
    for row in rows:
        label = safe(str(row[chart.label]))
        for at, (title, key) in enumerate(chart.series):
            named = (label if not at else "") + " " * (widest - (0 if at else cells(label)))
            text = f"{named}  {title:<{longest}}" if len(titles) > 1 else named
            drawn.append((text, float(max(int(row[key] or 0), 0))))
    if not any(value for _, value in drawn):
        return
    out.say("")
    out.say(chart.title)
    for line in bars(drawn, min(out.width, _WIDEST), blocks=blocks):
        out.say(line)
