"""`payout reconcile`: a bank's file held against payouts, in one table or as JSON."""

from __future__ import annotations

import gc
import shlex
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.payout import app
from practicecli.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from practicecli.actions.reconciling import Statement
    from practicecli.files.bank import BankFile
    from practicecli.files.bankform import Said

SHOWN = (
    Column("What", "list"),
    Column("Day", "date", "date"),
    Column("Amount", "amount_cents", "money"),
    Column("Platform", "platform"),
    Column("Payout", "payout_ref", "ref"),
    Column("Paid for", "payout_date", "date"),
    Column("Differs by", "difference_cents", "money"),
    Column("Why", "why"),
)
ON_TERMINAL = tuple(
    Column("Differs", one.key, one.kind) if one.key == "difference_cents" else one
    for one in SHOWN
    if one.key != "payout_date"
)
_GARBAGE = 200_000  # what a file's thousands of records hold has no cycles to look for
_LISTS = ("matched", "short", "missing", "earlier", "waiting", "extra")
_WHY = {
    "double": "came twice",
    "unknown": "no such payout",
    "debit": "taken back",
    "other": "not of a platform",
}


@app.command("reconcile")
def reconcile(
    ctx: typer.Context,
    bank: Annotated[
        str, typer.Option("--bank", metavar="FILE", help="The bank's file (CSV); - for stdin")
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="Say once which column is date, amount (or credit, debit) and description",
        ),
    ] = None,
    date_format: Annotated[
        str, typer.Option("--date-format", metavar="mdy|dmy|ymd", help="The order of its dates")
    ] = "",
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="Its last day, where no row stands on it"),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="List deposits that are of no platform, too")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be found")
    ] = False,
) -> None:
    """Hold a bank's file against payouts: what came, what is missing, short or double.

    Safe to type again with the same file. Exit 8 where something is missing, short or double.

    Example: practice payout reconcile --bank checking.csv
    Example: practice payout reconcile --bank checking.csv --map date=Posted --map amount=Net
             --map description=Text --date-format mdy
    """
    from practicecli.actions.reconciling import reconcile_bank
    from practicecli.cache.connect import transaction
    from practicecli.domain.bank import Period
    from practicecli.figures.bank import bank_names, deposit_window

    gc.set_threshold(_GARBAGE)
    run = App.of(ctx)
    said = _said(columns or [], date_format)
    last_day = run.day(until) if until else None
    file = _read(run, bank, said)
    period = Period(file.first, max(file.last, last_day or file.last))
    run.out.warn(file.warnings)
    desk = run.desk
    with transaction(run.db):
        found = reconcile_bank(
            desk, file.lines, period, window=deposit_window(), words=bank_names(), dry_run=dry_run
        )
        if not dry_run:
            _remember(run, file)
    _show(run, found, file, everything=everything, dry_run=dry_run)
    if found.found.is_open:
        raise typer.Exit(Exit.OPEN)


def _said(columns: Sequence[str], date_format: str) -> Said:
    from practicecli.files.bankform import DATE_FORMATS, FIELDS, Said

    found: dict[str, str] = {}
    for typed in columns:
        field, equals, column = (part.strip() for part in typed.partition("="))
        if field not in FIELDS and column in FIELDS:  # as `import clients` takes it
            field, column = column, field
        if not equals or field not in FIELDS or not column:
            raise UsageError(
                f"`--map` takes FIELD=COLUMN; a field is {', '.join(f'`{one}`' for one in FIELDS)}",
                hint="Such as `--map date=Posted`",
            )
        found[field] = column
    if date_format and date_format not in DATE_FORMATS:
        raise UsageError("`--date-format` takes `mdy`, `dmy` or `ymd`")
    return Said(found, date_format)


def _read(run: App, bank: str, said: Said) -> BankFile:
    from practicecli.cache.deposits import remembered
    from practicecli.cli.given import opened
    from practicecli.files.bank import read_bank
    from practicecli.files.bankform import Said as Form

    before: dict[str, Any] = dict(remembered(run.db))
    with opened(bank) as (stream, name):
        return read_bank(
            stream,
            name,
            said=said,
            remembered={key: Form(**one) for key, one in before.items()},
            today=run.today,
            command=f"practice payout reconcile --bank {shlex.quote(bank)}",
        )


def _remember(run: App, file: BankFile) -> None:
    from practicecli.cache.deposits import remember, remembered

    said = file.layout.said
    kept: dict[str, object] = {
        "columns": dict(said.columns),
        "date_format": said.date_format,
        "seen": said.seen,
    }
    if any(kept.values()) and remembered(run.db).get(file.layout.key) != kept:
        remember(run.db, file.layout.key, kept)


def _show(run: App, found: Statement, file: BankFile, *, everything: bool, dry_run: bool) -> None:
    from practicecli.cli.payout.found import as_json

    record = as_json(found)
    record["left_out"], record["not_posted"] = list(file.left_out), list(file.not_posted)
    record["dry_run"] = dry_run
    out = run.out
    if out.asked.json:
        out.record((), record)
        return
    rows = list(_rows(record))
    apart = [] if everything or not out.lays_out else [row for row in rows if _is_other(row)]
    shown = [row for row in rows if row not in apart] if apart else rows
    if out.lays_out:
        for row in shown:
            if row["list"] != "extra" and row["payout_ref"] is None:
                row["payout_ref"] = "forecast"
    out.rows(ON_TERMINAL if out.lays_out else SHOWN, shown)
    _notes(run, record, file, other=len(apart))


def _is_other(row: Mapping[str, Any]) -> bool:
    return bool(row["list"] == "extra" and row["why_code"] == "other")


def _rows(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in _LISTS:
        for one in record[name]:
            row = {**one, "list": name, "why_code": one.get("why")}
            row["why"] = _WHY.get(one.get("why", ""), "")
            if name in {"missing", "earlier", "waiting"}:
                row["date"] = one["bank_on"]
            if name == "matched" and not one["named"]:
                row["why"] = "by amount only"
            yield row


def _notes(run: App, record: Mapping[str, Any], file: BankFile, *, other: int) -> None:
    out, counts = run.out, {name: len(record[name]) for name in _LISTS}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "no deposits"
    out.note(f"From {record['from']} to {record['to']}: {told}")
    if other:
        count = "1 extra deposit names" if other == 1 else f"{other} extra deposits name"
        out.note(f"{count} no platform; `--all` lists what they are")
    if file.left_out:
        rows = ", ".join(map(str, file.left_out[:8])) + (" ..." if len(file.left_out) > 8 else "")  # noqa: PLR2004
        out.note(f"Rows that hold no money were left out: {rows}")
    if file.not_posted:
        out.note(f"Rows not booked by the bank yet, and left out: {len(file.not_posted)}")
    if record["recorded"]:
        out.note(
            f"Recorded as paid: {', '.join(record['recorded'])}; `practice undo` takes it back"
        )
    for one in record["short"]:
        if one["payout"] is None:
            out.note(
                f"If {one['platform']} paid another sum for {one['payout_date']}, say so with"
                f" `practice payout record {one['platform']} {one['payout_date']}"
                f" {one['amount_cents'] // 100}.{one['amount_cents'] % 100:02}`"
            )
    if record["missing"] or record["earlier"]:
        out.note("What is missing may be in another account's file; else ask the platform")
    if record["dry_run"]:
        out.note("Nothing was changed: a dry run")
