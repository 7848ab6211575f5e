"""`practice audit`: the log of who did what, and whether it is as it was written."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand, Noun
from practicecli.errors import DamagedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.cache.audit import StoredEntry

app = Noun(help="Read and verify the log of who did what")

_COLUMNS = (
    Column("Number", "seq", "number"),
    Column("When", "at", "instant"),
    Column("Did", "verb"),
    Column("To", "kind"),
    Column("Ref", "ref", "ref"),
    Column("Detail", "detail"),
    Column("Who", "who"),
    Column("Device", "device"),
)
_VERIFIED = (Column("Entries", "entries", "number"), Column("As written", "ok"))


@app.command("list", cls=ListCommand)
def list_entries(
    ctx: typer.Context,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day")] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the newest N")] = None,
) -> None:
    """List what was done, by whom and on which device, oldest first.

    Example: practice audit list --from 2026-11-01 --limit 50
    """
    from practicecli.cache.audit import entries

    run = App.of(ctx)
    first, after = _bounds(run, start, end)
    found = (
        one for one in entries(run.db)
        if (first is None or one[1] >= first) and (after is None or one[1] < after)
    )  # fmt: skip
    kept: Iterator[StoredEntry] = iter(deque(found, maxlen=limit)) if limit else found
    run.out.rows(_COLUMNS, (_shown(run, one) for one in kept))


def _bounds(run: App, start: str | None, end: str | None) -> tuple[str | None, str | None]:
    from practicecli.cli.shapes import utc
    from practicecli.domain.days import day_starts
    from practicecli.domain.when import NotATimeError, read_day

    db, zone = run.db, run.zone
    del db  # only opened, so that "no practice here" is told before anything else
    try:
        first = read_day(start, today=run.today) if start else None
        last = read_day(end, today=run.today) if end else None
    except NotATimeError as error:
        raise UsageError(str(error)) from error
    return (
        utc(day_starts(first, zone)) if first else None,
        utc(day_starts(last, zone, after=1)) if last else None,
    )


def _shown(run: App, entry: StoredEntry) -> dict[str, Any]:
    from practicecli.cli.shapes import instant
    from practicecli.domain.refs import LETTERS, ref_of

    seq, at, who, device, verb, kind, subject, detail, link = entry
    return {
        "seq": seq,
        "at": instant(at, run.zone),
        "who": who,
        "device": device,
        "verb": verb,
        "kind": kind,
        "subject": subject,
        "ref": ref_of(kind, subject) if kind in LETTERS and subject else None,
        "detail": detail,
        "hash": link.hex(),
    }


@app.command("verify")
def verify(ctx: typer.Context) -> None:
    """Walk the whole chain of entries; exit 13 with the first that is not as it was written.

    Example: practice audit verify
    """
    from practicecli.cache.audit import verify as first_bad
    from practicecli.cache.checkup import entries
    from practicecli.vault.keys import audit_key

    run = App.of(ctx)
    bad = first_bad(run.db, audit_key(run.keys))
    if bad is not None:
        raise DamagedError(
            f"The audit log is not as it was written from entry {bad} on",
            hint="Compare with a backup: `practice backup verify PATH`",
        )
    run.out.record(_VERIFIED, {"ok": True, "entries": entries(run.db), "first_bad": None})
