"""Taking out a contract rate that was set by mistake."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.rate import app
from practicecli.cli.rate.words import SHOWN, Narrow, record


@app.command("remove")
def remove(
    ctx: typer.Context,
    platform: Annotated[str, typer.Argument(metavar="PLATFORM", help="As it was set")],
    payer: Annotated[str, typer.Argument(metavar="PAYER", help="As it was set")],
    cpt: Annotated[str, typer.Argument(metavar="CPT", help="The code")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="Its first day")],
    plan: Narrow = "",
    license_type: Annotated[
        str, typer.Option("--license", metavar="TYPE", help="Where it was set for this alone")
    ] = "",
    place: Narrow = "",
    state: Narrow = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking")] = False,
) -> None:
    """Take out a rate that never was; one that no longer holds stays, and a newer one is set.

    Sessions not paid yet are worked out again without it. It cannot be undone, only set again.

    Example: practice rate remove headway aetna 90837 --from 2026-07-01
    """
    from practicecli.actions.rates import remove_rate
    from practicecli.cache.connect import transaction
    from practicecli.domain.rates import Rate

    run = App.of(ctx)
    first = run.day(since)
    wanted = Rate(
        id="", platform=platform, payer=run.book.payer(payer).key, cpt=cpt.upper(), since=first,
        cents=0, plan=plan, license=license_type, place=place, state=state.upper(),
    )  # fmt: skip
    if not yes:
        question = f"This takes out the rate of {wanted.cpt} with {wanted.payer} from {first}"
        run.prompts.insist(question, flag="--yes")
    with transaction(run.db):
        found, sessions = remove_rate(run.desk, wanted)
    run.out.record(SHOWN, {**record(found), "sessions": sessions})
