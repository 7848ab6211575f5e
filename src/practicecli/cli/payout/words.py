"""Payouts in words: what lists show of them, and one as it now is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.cell import Column

if TYPE_CHECKING:
    from practicecli.cache.reading import Row
    from practicecli.cli.app import App

PayoutRef = Annotated[str, typer.Argument(metavar="PAYOUT", help="The payout's ref, or its end")]

LISTED = (
    Column("Ref", "ref", "ref"),
    Column("Date", "date", "date"),
    Column("At the bank", "bank_on", "date"),
    Column("Platform", "platform"),
    Column("Status", "status"),
    Column("Total", "total_cents", "money"),
    Column("Guaranteed", "guaranteed"),
    Column("Other", "apart"),
)
UNFOLDED = (
    Column("At the bank", "bank_on", "date"),
    Column("Platform", "platform"),
    Column("Payout", "ref", "ref"),
    Column("Status", "status"),
    Column("Line", "kind"),
    Column("Session", "session_ref", "ref"),
    Column("Amount", "amount_cents", "money"),
)
LINE = (*UNFOLDED[4:], Column("Protected", "protected_why"))


def show_payout(run: App, record: dict[str, Any]) -> None:
    """Write a payout and, for a person, its lines with what protects them."""
    from practicecli.cli.payout.lines import in_words, on_protection

    run.out.record(LISTED, record)
    if run.out.asked.json:
        return
    lines = record["lines"]
    run.out.rows(LINE, in_words(lines) if run.out.lays_out else lines)
    if run.out.lays_out and (told := on_protection(run, record)):
        run.out.wrapped(told, later=0)


def payout_record(run: App, identity: str) -> dict[str, Any]:
    """Give one payout, which must be there, as JSON shows it."""
    from practicecli.cache.reading import payouts

    return next(record_of(run, row) for row in payouts(run.db) if row["id"] == identity)


def record_of(run: App, row: Row) -> dict[str, Any]:
    """Give a payout that is here as JSON shows it; for a person with what is not a session."""
    from practicecli.cli.estimates import marks
    from practicecli.cli.payout.lines import apart, lines_of

    record = {
        "id": row["id"],
        "ref": row["ref"],
        "platform": row["platform"],
        "date": row["date"],
        "bank_on": row["bank_on"],
        "status": row["status"],
        "total_cents": row["total_cents"],
        "guaranteed": bool(row["guaranteed"]),
        **marks(run, estimate=False),
        "lines": lines_of(run, row["id"], row["platform"]),
    }
    return record if run.out.asked.json else record | {"apart": apart(record["lines"])}
