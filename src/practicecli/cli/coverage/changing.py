"""Keeping what a coverage pays current, and ending it."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.client.words import ClientRef, client_id
from practicecli.cli.coverage import app
from practicecli.cli.coverage.fields import (
    NOTHING,
    AsOf,
    Authorization,
    Coinsurance,
    Copay,
    Deductible,
    DeductibleMet,
    FamilyDeductible,
    FamilyDeductibleMet,
    FamilyOopMax,
    FamilyOopMet,
    OopMax,
    OopMet,
    PlanYearStart,
    Ranked,
    Visits,
    VisitsUsed,
    read_terms,
)
from practicecli.cli.coverage.words import show_one
from practicecli.domain.coverage import Rank
from practicecli.errors import UsageError


@app.command("edit")
def edit(  # noqa: PLR0913, PLR0917 - a plan has so many terms
    ctx: typer.Context,
    client: ClientRef,
    rank: Ranked = Rank.PRIMARY,
    copay: Copay = None,
    deductible: Deductible = None,
    deductible_met: DeductibleMet = None,
    coinsurance: Coinsurance = None,
    oop_max: OopMax = None,
    oop_met: OopMet = None,
    family_deductible: FamilyDeductible = None,
    family_deductible_met: FamilyDeductibleMet = None,
    family_oop_max: FamilyOopMax = None,
    family_oop_met: FamilyOopMet = None,
    visits: Visits = None,
    visits_used: VisitsUsed = None,
    authorization: Authorization = None,
    plan_year_start: PlanYearStart = None,
    as_of: AsOf = None,
) -> None:
    """Change what is known of the benefits of the coverage in force; `none` forgets a term.

    Another payer, plan or member id is another coverage: `practice coverage add`.

    Example: practice coverage edit c-7k3fq2w --deductible-met 500 --oop-met 620
    """
    from practicecli.actions.coverages import edit_benefits
    from practicecli.cache import people
    from practicecli.cache.connect import transaction
    from practicecli.cache.coverages import of_client

    run = App.of(ctx)
    terms = read_terms(
        {
            "copay_cents": copay, "coinsurance_hundredths": coinsurance,
            "deductible_cents": deductible, "deductible_met_cents": deductible_met,
            "family_deductible_cents": family_deductible,
            "family_deductible_met_cents": family_deductible_met,
            "oop_max_cents": oop_max, "oop_met_cents": oop_met,
            "family_oop_max_cents": family_oop_max, "family_oop_met_cents": family_oop_met,
            "visits_allowed": visits, "visits_used": visits_used,
            "authorization_required": authorization, "plan_year_start": plan_year_start,
        },
        none=True,
    )  # fmt: skip
    if not terms and as_of is None:
        raise UsageError(
            "Nothing says what to change", hint="`practice coverage edit --help` lists what can be"
        )
    day = run.day(as_of) if as_of else None
    with transaction(run.db):
        who = client_id(run, client)
        kept, warnings = edit_benefits(run.desk, who, terms, rank=rank, as_of=day)
    ref = people.client(run.db, who).ref
    show_one(run, ref, of_client(run.db, who), kept.id)
    run.out.warn(warnings)


@app.command("end")
def end(
    ctx: typer.Context,
    client: ClientRef,
    last: Annotated[
        str, typer.Argument(metavar="DATE", help="Its last day; `none` where it is open after all")
    ],
    rank: Ranked = Rank.PRIMARY,
) -> None:
    """Let the coverage that is in force on a day end with it; sessions after are not covered.

    Example: practice coverage end c-7k3fq2w 2026-12-31
    """
    from practicecli.actions.coverages import end_coverage
    from practicecli.cache import people
    from practicecli.cache.connect import transaction
    from practicecli.cache.coverages import of_client

    run = App.of(ctx)
    day = None if last.strip() == NOTHING else run.day(last)
    with transaction(run.db):
        who = client_id(run, client)
        kept = end_coverage(run.desk, who, day, rank=rank)
    ref = people.client(run.db, who).ref
    show_one(run, ref, of_client(run.db, who), kept.id)
    if day is not None:
        run.out.next_step(f"What follows: `practice coverage add {ref} ... --effective DATE`")
