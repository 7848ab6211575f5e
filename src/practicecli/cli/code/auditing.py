"""What was confirmed, reviewed as a payer would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.code import app
from practicecli.errors import Exit, UsageError

if TYPE_CHECKING:
    from datetime import date


@app.command("audit")
def audit(
    ctx: typer.Context,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day; else 90 days back")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The last day; today if left out")
    ] = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="CLIENT", help="Only this client's")
    ] = None,
) -> None:
    """Review what was confirmed as a payer would: codes, times, notes, plans; exit 8 if any warns.

    Signed notes of these clients are opened to compare them; each is logged.

    Example: practice code audit
    Example: practice code audit --from 2026-07-01 --to 2026-09-30 --json
    """
    from practicecli.actions.reviewing import review_confirmed
    from practicecli.cache.connect import transaction
    from practicecli.cache.lookup import resolve
    from practicecli.cli.code.review_page import page, record
    from practicecli.figures.reviewing import review_limits

    run = App.of(ctx)
    db, limits = run.db, review_limits()
    first, last = _period(run, start, end, days=limits.period_days)
    whose = resolve(db, "client", client) if client else ""
    with transaction(db):
        found = review_confirmed(run.desk, limits, first=first, last=last, client=whose)
    out = run.out
    if out.asked.json:
        out.record((), record(found, limits))
    else:
        page(out, found, limits)
    if found.findings:
        raise typer.Exit(Exit.OPEN)


def _period(run: App, start: str | None, end: str | None, *, days: int) -> tuple[date, date]:
    from practicecli.domain.reviewing import period

    said = [run.day(typed) if typed else None for typed in (start, end)]
    first, last = period(*said, today=run.today, days=days)
    if last < first:
        raise UsageError(
            f"The last day is {last}, before the first, which is {first}",
            hint="Give both, such as `--from 2026-07-01 --to 2026-09-30`",
        )
    return first, last
