"""The money to come as a table and a chart, and what no payout of it carries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column, for_person
from practicecli.cli.command import ListCommand
from practicecli.cli.payout import app
from practicecli.cli.text import day as day_words
from practicecli.cli.text import money
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from practicecli.domain.forecast import Coming, LeftOut, Span
    from practicecli.domain.policy import Policy

LISTED = (
    Column("At the bank", "bank_on", "date"),
    Column("Platform", "platform"),
    Column("Date", "date", "date"),
    Column("Sessions", "sessions", "number"),
    Column("Total", "total_cents", "money"),
    Column("Guaranteed", "guaranteed_cents", "money"),
    Column("Confirm by", "cutoff_at", "moment"),
)
_DRAWN = (
    Column("At the bank", "bank_on", "date"),
    Column("Platform", "platform"),
    Column("Sessions", "sessions", "number"),
    Column("Guaranteed", "guaranteed_cents", "money"),
    Column("Not sure", "open_cents", "money"),
    Column("Total", "total_cents", "money"),
)
_RIGHT = (2, 3, 4, 5)
LEFT_OUT = (
    Column("Session", "session_ref", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("Platform", "platform"),
    Column("Starts", "starts_at", "moment"),
    Column("Amount", "amount_cents", "money"),
    Column("Why", "what"),
)
_MOST_WEEKS = 104
_WIDEST = 100  # cells: a longer bar says no more


@app.command("forecast", cls=ListCommand)
def forecast_payouts(
    ctx: typer.Context,
    weeks: Annotated[
        int, typer.Option("--weeks", metavar="N", help="How far ahead to look, at the bank")
    ] = 12,
    left_out: Annotated[
        bool, typer.Option("--left-out", help="List the sessions in no payout, and why")
    ] = False,
) -> None:
    """Show the money to come by payout: what is sure, what is not yet, and what is booked.

    An estimate: what is held counts as if you confirmed it now, what is booked as if at its end.

    Example: practice payout forecast
    Example: practice payout forecast --weeks 4 --json
    Example: practice payout forecast --left-out
    """
    from practicecli.cli.refresh import refresh
    from practicecli.domain.forecast import Span

    if not 1 <= weeks <= _MOST_WEEKS:
        raise UsageError(f"`--weeks` takes a number from 1 to {_MOST_WEEKS}")
    run = App.of(ctx)
    refresh(run)
    span = Span(run.now, run.zone, weeks)
    policies = _policies(run)
    coming = _coming(run, span, policies)
    if left_out:
        _show_left_out(run, span, coming, policies)
        return
    records = [_shape(one, run, span) for one in coming]
    if run.out.lays_out and records:
        _draw(run, span, records)
    else:
        run.out.rows(LISTED, records)
        run.out.note(_footnote(run, records))


def _policies(run: App) -> dict[str, Policy]:
    from practicecli.figures.load import policy

    return {name: policy(there.policy) for name, there in run.platforms.items()}


def _coming(run: App, span: Span, policies: Mapping[str, Policy]) -> list[Coming]:
    from practicecli.cache import forecast as stored
    from practicecli.cli.shapes import utc
    from practicecli.domain.days import day_starts
    from practicecli.domain.forecast import forecast
    from practicecli.domain.payouts import look_back

    since = look_back(span.today)
    return forecast(
        stored.told(run.db, since=since, today=span.today, last=span.last),
        stored.confirmed(run.db, since=since, last=span.last),
        stored.still_open(
            run.db, now=utc(span.now), until=utc(day_starts(span.last, span.zone, after=1))
        ),
        policies=policies,
        span=span,
    )


def _shape(one: Coming, run: App, span: Span) -> dict[str, Any]:
    from practicecli.domain.forecast import Standing

    told, total = one.cents(Standing.TOLD), one.cents()
    guaranteed = one.cents(guaranteed=True)
    return {
        "platform": one.platform,
        "date": one.date.isoformat(),
        "bank_on": one.bank_on.isoformat(),
        "total_cents": total,
        "guaranteed_cents": guaranteed,
        "open_cents": total - guaranteed,
        "told_cents": told,
        "confirmed_cents": one.cents(Standing.CONFIRMED),
        "unconfirmed_cents": one.cents(Standing.UNCONFIRMED),
        "booked_cents": one.cents(Standing.BOOKED),
        "sessions": one.sessions,
        "without_amount": one.unknown,
        "cutoff_at": _instant(one.cutoff_at, run),
        "estimate": any(line.standing is not Standing.TOLD for line in one.lines),
        "as_of": span.today.isoformat(),
        "lines": [
            {
                "session": line.session,
                "session_ref": line.session_ref,
                "kind": line.kind,
                "amount_cents": line.amount_cents,
                "standing": line.standing.value,
                "guaranteed": line.guaranteed,
            }
            for line in one.lines
        ],
    }


def _instant(at: datetime | None, run: App) -> str | None:
    return None if at is None else at.astimezone(run.zone).isoformat()


def _draw(run: App, span: Span, records: Sequence[dict[str, Any]]) -> None:
    from practicecli.cli.chart import bars, takes_blocks
    from practicecli.cli.tables import aligned

    out = run.out
    until = day_words(span.last, span.today)
    out.say(f"Money to come until {until}, an estimate of {day_words(span.today, span.today)}")
    cells = [[for_person(column, one, out.now, out.zone) for column in _DRAWN] for one in records]
    head, *labels = aligned([[column.title for column in _DRAWN], *cells], right=_RIGHT)
    drawn = [
        (label, max(one["total_cents"], 0)) for label, one in zip(labels, records, strict=True)
    ]
    out.say(head)
    for row in bars(drawn, min(out.width, _WIDEST), blocks=takes_blocks(out.stdout)):
        out.say(row)
    out.say("")
    for words in (*_sums(records), _footnote(run, records)):
        out.wrapped(words, later=2)


def _sums(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Tell apart in words what is guaranteed and what is not."""
    of = {
        name: sum(one[f"{name}_cents"] for one in records)
        for name in ("total", "guaranteed", "open", "unconfirmed", "booked")
    }
    rest = of["open"] - of["unconfirmed"] - of["booked"]
    parts = [("still to confirm", of["unconfirmed"]), ("booked ahead", of["booked"]),
             ("confirmed, but not guaranteed", rest)]  # fmt: skip
    open_ = ", ".join(f"{words} {money(cents)}" for words, cents in parts if cents)
    sure = "confirmed, and the platform pays whatever the insurer does"
    return [
        f"In all {money(of['total'])}, of it guaranteed {money(of['guaranteed'])}: {sure}",
        f"Not guaranteed {money(of['open'])}" + (f": {open_}" if open_ else ""),
    ]


def _footnote(run: App, records: Sequence[Mapping[str, Any]]) -> str:
    """Say that it is an estimate, from which rates and calendars."""
    from practicecli.cli.estimates import by_rates

    calendars = _policies(run)
    names = sorted({one["platform"] for one in records})
    guessed = [name for name in names if calendars[name].payouts.assumed]
    days = f"; the calendar of {', '.join(guessed)} is assumed" if guessed else ""
    unknown = sum(one["without_amount"] for one in records)
    without = f"; {unknown} without a known amount count as nothing" if unknown else ""
    return f"An estimate. {by_rates(run)}{days}{without}."


def _show_left_out(
    run: App, span: Span, coming: Sequence[Coming], policies: Mapping[str, Policy]
) -> None:
    from practicecli.cache.forecast import sessions
    from practicecli.cli.shapes import utc
    from practicecli.domain.days import LOOK_BACK
    from practicecli.domain.forecast import left_out

    rows = sessions(run.db, since=utc(span.now - LOOK_BACK))
    found = left_out(rows, coming, policies=policies, span=span)
    columns = (LEFT_OUT[0], *LEFT_OUT[3:]) if run.out.lays_out else LEFT_OUT  # room for why
    run.out.rows(columns, (_left(one, run) for one in found))
    run.out.note(f"Sessions of the last {LOOK_BACK // timedelta(days=1)} days and all to come")


def _left(one: LeftOut, run: App) -> dict[str, Any]:
    of = one.of
    return {
        "session": of.session,
        "session_ref": of.session_ref,
        "client_ref": of.client_ref,
        "platform": of.platform,
        "starts_at": _instant(of.starts_at, run),
        "status": of.status,
        "amount_cents": of.amount_cents,
        "why": one.why,
        "what": one.what,
        "payday": one.payday and one.payday.isoformat(),
    }
