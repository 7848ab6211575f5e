"""Loading a newer release of ICD-10-CM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.code import app
from practicecli.cli.code.words import iso_day
from practicecli.cli.output import Output

if TYPE_CHECKING:
    from practicecli.domain.problems import Problem

LOADED = (
    Column("Codes", "codes"),
    Column("In force from", "effective"),
    Column("New", "came"),
    Column("Gone", "went"),
    Column("Other text", "reworded"),
    Column("Now headings", "headings"),
)


@app.command("import")
def import_release(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="`icd10cm_order_YYYY.txt`, or the ZIP it comes in")
    ],
    effective: Annotated[
        str | None, typer.Option("--effective", metavar="DATE", help="Its first service date")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Load it although it looks cut short or another year's")
    ] = False,
) -> None:
    """Load a newer release of ICD-10-CM; what is known of earlier days stays.

    What looks like a download that went wrong is refused; an extract of a few codes is taken, and
    on a terminal asked about.

    Example: practice code import icd10cm_order_2028.txt
    Example: practice code import 2028-code-descriptions-tabular-order.zip
    """
    from practicecli.cli.codebook import load_release

    run = App.of(ctx)
    run.identity  # noqa: B018 - without a practice there is no folder to keep it in
    day = iso_day(effective) if effective else None

    def agree(doubts: Sequence[Problem]) -> None:
        Output.of(ctx).warn(doubts)
        if run.prompts.possible and not force:
            run.prompts.insist("Load it all the same", flag="--force")

    loaded = load_release(run.places, file, effective=day, force=force, agree=agree)
    record = {
        "codes": loaded.codes,
        "release": loaded.release.name,
        "effective": loaded.release.effective.isoformat(),
        "came": loaded.difference.came,
        "went": loaded.difference.went,
        "reworded": loaded.difference.reworded,
        "headings": loaded.difference.headings,
        "already": loaded.already,
    }
    out = Output.of(ctx)
    out.record(LOADED, record)
    if loaded.already:
        out.note("It was held already; nothing was written")
    out.next_step("See what it means for your clients with `practice code dx --changes`")
