"""Clients out of a CSV file of another program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.import_ import app
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from practicecli.actions.importing import ClientResult

SHOWN = (
    Column("Row", "row", "number"),
    Column("Outcome", "outcome"),
    Column("Name", "name"),
    Column("Client", "ref", "ref"),
    Column("Why", "why"),
)
_ALREADY = {"duplicate": "Here already: same name and birth date"}


@app.command("clients", cls=ListCommand)
def clients(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A CSV file with a header line; -")],
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help="What a column holds; repeats"),
    ] = None,
    platform: Annotated[
        str | None, typer.Option("--platform", metavar="NAME", help="For rows that name none")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Add the clients of a CSV file; rows that cannot be used do not stop the others.

    Example: practice import clients clients.csv --platform headway --dry-run
    Example: practice import clients clients.csv --map "Client name=name" --yes
    """
    from practicecli.actions.importing import import_clients
    from practicecli.cli.given import opened
    from practicecli.cli.import_.rehearsal import ending, rehearsed
    from practicecli.files.clients import read_clients

    run = App.of(ctx)
    run.db  # noqa: B018 - no practice and a wrong key are told before the file is read
    with opened(file) as (stream, name):
        read = read_clients(stream, name, _mapped(mapping or []))
    run.out.warn(read.warnings)
    columns = ", ".join(f"`{header}` → {field}" for field, header in read.mapping.items())
    run.out.note(f"Columns: {columns}")
    desk = run.desk
    results = rehearsed(
        run,
        lambda: import_clients(desk, read.clients, read.rejected, platform=platform),
        lambda found, real: _show(run, found, real=real),
        dry_run=dry_run,
        yes=yes,
    )
    ending(results)


def _mapped(typed: Sequence[str]) -> dict[str, str]:
    """Read `COLUMN=FIELD`; the two may stand the other way round where only one is a field."""
    from practicecli.files.headings import SPELLINGS

    mapping: dict[str, str] = {}
    for each in typed:
        column, sign, fieldname = (part.strip() for part in each.rpartition("="))
        if not sign:
            raise UsageError(
                "`--map` takes `COLUMN=FIELD`",
                hint=f"The fields are {', '.join(f'`{one}`' for one in SPELLINGS)}",
            )
        if fieldname not in SPELLINGS and column in SPELLINGS:
            column, fieldname = fieldname, column
        mapping[fieldname] = column
    return mapping


def _show(run: App, results: Sequence[ClientResult], *, real: bool) -> None:
    run.out.rows(SHOWN, (_shape(run, result, real=real) for result in results))
    if run.out.is_terminal:
        for result in results:
            run.out.warn(result.problems)


def _shape(run: App, result: ClientResult, *, real: bool) -> dict[str, Any]:
    here = real or result.outcome.value == "duplicate"
    shape: dict[str, Any] = {
        "row": result.row,
        "outcome": result.outcome.value,
        "name": result.name,
        "ref": result.ref if here else None,
        "problems": [problem.as_dict() for problem in result.problems],
    }
    if not run.out.asked.json:
        why = [problem.message for problem in result.problems]
        shape["why"] = "; ".join(why) or _ALREADY.get(result.outcome.value, "")
    return shape
