"""Payouts to look at: told by a platform, or forecast from its calendar and the rates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.command import ListCommand
from practicecli.cli.payout import app
from practicecli.cli.payout.words import (
    LISTED,
    UNFOLDED,
    PayoutRef,
    payout_record,
    record_of,
    show_payout,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from practicecli.domain.payouts import Forecast

_FORECAST = (
    "A forecast goes by the platform's payout calendar, as the platform has not told of it yet:"
)


@app.command("upcoming", cls=ListCommand)
def upcoming(ctx: typer.Context) -> None:
    """Show the money to come, soonest first, down to the session.

    Example: practice payout upcoming
    """
    from practicecli.cli.estimates import note
    from practicecli.domain.payouts import look_back, still_to_come

    run = App.of(ctx)
    since = look_back(run.today).isoformat()
    found = [*_told(run, since=since), *_forecast(run, since=since)]
    coming = sorted(
        (
            one
            for one in found
            if still_to_come(date.fromisoformat(one["bank_on"]), today=run.today)
        ),
        key=lambda one: (one["bank_on"], one["platform"], one["date"]),
    )
    _show(run, coming)
    if any(one["status"] == "forecast" for one in coming):
        run.out.note(note(run, _FORECAST))


@app.command("list", cls=ListCommand)
def list_payouts(ctx: typer.Context) -> None:
    """List the payouts that platforms have told of, by date.

    Example: practice payout list --json
    """
    run = App.of(ctx)
    run.out.rows(LISTED, _told(run))


@app.command("show")
def show(ctx: typer.Context, payout: PayoutRef) -> None:
    """Show one payout with its lines.

    Example: practice payout show p-7k3fq2w
    """
    from practicecli.cache.lookup import resolve

    run = App.of(ctx)
    show_payout(run, payout_record(run, resolve(run.db, "payout", payout)))


def _told(run: App, *, since: str | None = None) -> Iterator[dict[str, Any]]:
    from practicecli.cache.reading import payouts

    return (record_of(run, row) for row in payouts(run.db, since=since))


def _forecast(run: App, *, since: str) -> Iterator[dict[str, Any]]:
    from practicecli.cache.reading import expected
    from practicecli.domain.payouts import ExpectedLine, forecasts
    from practicecli.figures.load import policy

    lines = (
        ExpectedLine(
            session=row["id"],
            session_ref=row["ref"],
            platform=row["platform"],
            date=date.fromisoformat(row["expected_on"]),
            amount_cents=row["expected_cents"],
        )
        for row in expected(run.db, since=since)
    )
    policies = {name: policy(there.policy) for name, there in run.platforms.items()}
    return (_shape(run, one) for one in forecasts(lines, policies=policies))


def _shape(run: App, one: Forecast) -> dict[str, Any]:
    from practicecli.cli.estimates import marks

    return {
        "id": None,
        "ref": None,
        "platform": one.platform,
        "date": one.date.isoformat(),
        "bank_on": one.bank_on.isoformat(),
        "status": "forecast",
        "total_cents": one.total_cents,
        "guaranteed": one.guaranteed,
        **marks(run, estimate=True),
        "lines": [
            {
                "session": line.session,
                "session_ref": line.session_ref,
                "kind": "session",
                "amount_cents": line.amount_cents,
            }
            for line in one.lines
        ],
    }


def _show(run: App, payouts: list[dict[str, Any]]) -> None:
    out = run.out
    folded = out.asked.json or out.asked.csv or not (out.is_terminal or out.asked.plain)
    if folded:
        out.rows(LISTED, payouts)
    else:
        out.rows(UNFOLDED, _unfolded(payouts, whole=out.asked.plain))


def _unfolded(payouts: Iterable[dict[str, Any]], *, whole: bool) -> Iterator[dict[str, Any]]:
    """Give each payout's total and then its lines; `whole` repeats on them what they belong to."""
    for one in payouts:
        yield {**one, "kind": "total", "amount_cents": one["total_cents"]}
        yield from ({**one, **line} if whole else line for line in one["lines"])
