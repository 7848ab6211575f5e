"""Income by month, platform, payer, code or client."""

from __future__ import annotations

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
    platforms_of,
    span_of,
)
from practicecli.domain.income import BY, NOBODY
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.income import Span
    from practicecli.domain.income import Line, Money

_TITLES = {
    "month": "Month",
    "platform": "Platform",
    "payer": "Payer",
    "cpt": "CPT",
    "client": "Client",
}
_SUMS = (
    Column("Sessions", "sessions", "number"),
    Column("Earned", "earned_cents", "money"),
    Column("Received", "received_cents", "money"),
    Column("Clawed back", "clawback_cents", "money"),
    Column("Open", "open_cents", "money"),
)
_RARE = (
    Column("Given up", "lost_cents", "money"),
    Column("No rate", "unpriced", "number"),
)
_LINES = (
    Column("Day", "day", "date"),
    Column("Sum", "sum"),
    Column("Line", "kind"),
    Column("Session", "session_ref", "ref"),
    Column("Payout", "payout_ref", "ref"),
    Column("Charge", "charge_ref", "ref"),
    Column("Amount", "amount_cents", "money"),
)
_NOTES = (
    "Earned counts on the day of service, received on the day at the bank",
    "`-` is money that belongs to no session, such as an adjustment",
)


@app.command("income", cls=ListCommand)
def income(
    ctx: typer.Context,
    by: Annotated[
        str, typer.Option("--by", metavar="|".join(BY), help="What to add up by")
    ] = "month",
    start: From = None,
    end: To = None,
    everything: All = False,
    unfold: Annotated[
        bool, typer.Option("--unfold", help="The lines behind each sum, one by one")
    ] = False,
    html: Html = None,
    force: Force = False,
) -> None:
    """Add up what was earned and what was received, by month where nothing else is asked for.

    Example: practice report income --by payer --from 2026-01-01
    Example: practice report income --html income.html
    """
    run = App.of(ctx)
    run.db  # noqa: B018 - "no practice here" is told before anything else
    if by not in BY:
        raise UsageError(f"`--by` takes {', '.join(f'`{one}`' for one in BY)}")
    span = span_of(run, start, end, everything=everything)
    report = (unfolded_report if unfold else income_report)(run, by, span)
    deliver(run, report, html, force=force)
    if not report.rows and not everything:
        run.out.next_step("Other days: `--from`, `--to`, or `--all`")


def income_report(run: App, by: str, span: Span) -> Report:
    """Add up income by a key."""
    from practicecli.cache.income import Asked, added_up
    from practicecli.cli.estimates import marks, note
    from practicecli.domain.income import total

    found = added_up(run.db, Asked(by, span, platforms_of(run).through))
    refs = _refs(run, by, (one.key for one in found))
    rows = [
        {**_key(by, one.key, refs), **_sums(one), **marks(run, estimate=one.open_cents != 0)}
        for one in found
    ]
    whole = total(found)
    named = "CPT" if by == "cpt" else by
    rare = tuple(column for column in _RARE if getattr(whole, column.key))
    shown = "client_ref" if by == "client" else by
    first = Column(_TITLES[by], shown, "ref" if by == "client" else "text")
    notes: tuple[str, ...] = _NOTES if any(one.key == NOBODY for one in found) else _NOTES[:1]
    if whole.open_cents:
        notes += (note(run, "What is earned and still open is"),)
    if whole.unpriced:
        notes += ("Sessions without a known rate add nothing: `practice rate set` gives one",)
    return Report(
        title=f"Income by {named}",
        about=f"Income by {named}: {in_words(span)}",
        columns=(first, *_SUMS, *rare),
        rows=rows,
        total={shown: "Total", **_sums(whole)},
        charts=(
            Bars("Earned and received", shown,
                 (("Earned", "earned_cents"), ("Received", "received_cents"))),
        ),
        notes=notes,
    )  # fmt: skip


def unfolded_report(run: App, by: str, span: Span) -> Report:
    """List the lines behind an income report."""
    from practicecli.cache.income import Asked, unfolded

    lines = list(unfolded(run.db, Asked(by, span, platforms_of(run).through)))
    refs = _refs(run, by, (one.key for one in lines))
    shown = "client_ref" if by == "client" else by
    first = Column(_TITLES[by], shown, "ref" if by == "client" else "text")
    return Report(
        title=f"Lines of income by {by}",
        about=f"Lines of income by {by}: {in_words(span)}",
        columns=(first, *_LINES),
        rows=[{**_key(by, one.key, refs), **_line(one)} for one in lines],
        notes=_NOTES[:1],
    )


def _refs(run: App, by: str, keys: Iterable[str]) -> dict[str, str]:
    from practicecli.cache.income import refs_of_clients

    return refs_of_clients(run.db, sorted(set(keys))) if by == "client" else {}


def _key(by: str, key: str, refs: dict[str, str]) -> dict[str, str | None]:
    if by != "client":
        return {by: key}
    return {"client": key if key in refs else None, "client_ref": refs.get(key, NOBODY)}


def _sums(one: Money) -> dict[str, int]:
    sums = one._asdict()
    del sums["key"]
    return sums


def _line(one: Line) -> dict[str, Any]:
    return {
        "sum": one.sum.removesuffix("_cents"),
        "kind": one.kind,
        "day": one.day,
        "session_ref": one.session_ref,
        "payout_ref": one.payout_ref,
        "charge_ref": one.charge_ref,
        "amount_cents": one.amount_cents,
    }
