"""Loading a newer release of ICD-10-CM."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.code import app
from practicecli.cli.code.words import iso_day
from practicecli.cli.output import Output


@app.command("import")
def import_release(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The official `icd10cm_order_YYYY.txt`")
    ],
    effective: Annotated[
        str | None, typer.Option("--effective", metavar="DATE", help="Its first service date")
    ] = None,
) -> None:
    """Load a newer release of ICD-10-CM; what is known of earlier days stays.

    Example: practice code import icd10cm_order_2028.txt
    """
    from practicecli.cli.codebook import load_release

    run = App.of(ctx)
    run.identity  # noqa: B018 - without a practice there is no folder to keep it in
    day = iso_day(effective) if effective else None
    count, release = load_release(run.places, file, effective=day)
    record = {"codes": count, "release": release.name, "effective": release.effective.isoformat()}
    columns = (Column("Codes", "codes"), Column("In force from", "effective"))
    Output.of(ctx).record(columns, record)
