"""Setting contract rates, one or a file of them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.rate import app
from practicecli.cli.rate.words import SHOWN, record

if TYPE_CHECKING:
    from practicecli.actions.rates import RatesSet
    from practicecli.files.rates import RatesFile

IMPORTED = (
    Column("Rows", "rows", "number"),
    Column("Added", "added", "number"),
    Column("Changed", "changed", "number"),
    Column("Unchanged", "unchanged", "number"),
    Column("Sessions changed", "sessions", "number"),
)


@app.command("set")
def set_rate(
    ctx: typer.Context,
    platform: Annotated[
        str,
        typer.Argument(metavar="PLATFORM", help="By whom you are paid: headway, direct, self, ..."),
    ],
    payer: Annotated[
        str, typer.Argument(metavar="PAYER", help="Such as aetna; `self` where the client pays")
    ],
    cpt: Annotated[str, typer.Argument(metavar="CPT", help="The code")],
    amount: Annotated[
        str, typer.Argument(metavar="AMOUNT", help="What you are paid for one unit: 150.00")
    ],
    since: Annotated[
        str, typer.Option("--from", metavar="DATE", help="The first service date it holds for")
    ],
    plan: Annotated[
        str, typer.Option("--plan", metavar="PLAN", help="Only for this kind of plan")
    ] = "",
    license_type: Annotated[
        str, typer.Option("--license", metavar="TYPE", help="Only under this licence, such as LMHC")
    ] = "",
    place: Annotated[
        str, typer.Option("--place", metavar="PLACE", help="Only for office, video-home or video")
    ] = "",
    state: Annotated[
        str, typer.Option("--state", metavar="ST", help="Only for clients in this state")
    ] = "",
) -> None:
    """Set what a payer pays for a code by contract, from a day on; the older rate stays before it.

    It is what reaches you: a platform's share is already out of it, a membership fee is not.
    Sessions not paid yet are worked out again with it.

    Example: practice rate set headway aetna 90837 152.00 --from 2026-07-01
    Example: practice rate set direct cigna 90834 118.50 --from 2026-01-01 --plan medicare
    """
    from practicecli.actions.rates import set_rates
    from practicecli.cache.connect import transaction
    from practicecli.domain.rate_entry import SaidRate
    from practicecli.figures.load import states
    from practicecli.files.states import state_code

    run = App.of(ctx)
    said = SaidRate(
        platform=platform, payer=payer, cpt=cpt, amount=amount, since=since, plan=plan,
        license=license_type, place=place, state=state_code(state) or state,
    )  # fmt: skip
    with transaction(run.db):
        done = set_rates(run.desk, [said], states=states(), refusal="The rate was not set")
    run.out.record(SHOWN, {**record(done.rates[0]), "sessions": done.sessions})
    run.out.warn(done.warnings)


@app.command("import")
def import_rates(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A CSV file, or - for stdin")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen")] = False,
) -> None:
    """Set the rates of a CSV file, all or none; the same file again changes nothing.

    The first line names the columns, in any order: platform, payer, cpt, amount and from; those of
    plan, license, place and state may be left out. Such as headway,aetna,90837,152.00,2026-07-01

    Example: practice rate import rates.csv --dry-run
    Example: practice rate import rates.csv
    """
    from practicecli.cli.given import opened
    from practicecli.files.rates import read_rates_file

    run = App.of(ctx)
    run.db  # noqa: B018 - no practice and a wrong key are told before the file is read
    with opened(file) as (stream, name):
        read = read_rates_file(stream, name)
    done = _apply(run, read, name, dry_run=dry_run)
    run.out.warn((*read.warnings, *done.warnings))
    told = {
        "rows": len(read.rows),
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "sessions": done.sessions,
        "dry_run": dry_run,
    }
    run.out.record(IMPORTED, told)
    if dry_run:
        run.out.note("Nothing was changed: a dry run")


def _apply(run: App, read: RatesFile, name: str, *, dry_run: bool) -> RatesSet:
    from practicecli.actions.importing import RehearsedError
    from practicecli.actions.rates import set_rates
    from practicecli.cache.connect import transaction
    from practicecli.figures.load import states

    done: list[RatesSet] = []
    refusal = f"Nothing of {name} was taken over"
    with suppress(RehearsedError), transaction(run.db):
        done.append(
            set_rates(run.desk, read.rows, states=states(), refusal=refusal, faults=read.faults)
        )
        _end_rehearsal(dry_run)
    return done[0]


def _end_rehearsal(dry_run: bool) -> None:
    from practicecli.actions.importing import RehearsedError

    if dry_run:
        raise RehearsedError
