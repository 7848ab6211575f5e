"""Adding a coverage, or correcting one."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.client.words import ClientRef, client_id
from practicecli.cli.coverage import app
from practicecli.cli.coverage.fields import (
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
from practicecli.domain.coverage import Coverage, Rank


@app.command("add")
def add(  # noqa: PLR0913, PLR0917 - a coverage has so many terms
    ctx: typer.Context,
    client: ClientRef,
    payer: Annotated[str, typer.Option("--payer", metavar="PAYER", help="Such as aetna")],
    plan: Annotated[
        str,
        typer.Option("--plan", metavar="PLAN", help="commercial, medicare, medicaid, eap or self"),
    ],
    member_id: Annotated[
        str, typer.Option("--member-id", metavar="ID", help="As it stands on the card")
    ],
    effective: Annotated[str, typer.Option("--effective", metavar="DATE", help="Its first day")],
    end: Annotated[
        str | None, typer.Option("--end", metavar="DATE", help="Its last day, where that is known")
    ] = None,
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
    """Add a client's coverage; from its first day on it replaces the one before of the same rank.

    Leave out what you do not know: `coverage check` asks the platform. With the first day of one
    that is there, that one is corrected.

    Example: practice coverage add c-7k3fq2w --payer aetna --plan commercial --member-id W1
    --effective 2027-01-01 --copay 25.00 --deductible 500 --deductible-met 450 --coinsurance 20
    """
    from practicecli.actions.coverages import add_coverage
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
            "plan": plan,
        },
        none=False,
    )  # fmt: skip
    first = run.day(effective)
    said = Coverage(
        id="", client=client_id(run, client), rank=rank, payer=payer.strip(),
        plan=terms.pop("plan"), member_id=member_id.strip(), effective=first,
        ends=run.day(end) if end else None,
    )  # fmt: skip
    day = run.day(as_of) if as_of else max(run.today, first)
    with transaction(run.db):
        kept, warnings = add_coverage(run.desk, said, terms, day)
    ref = people.client(run.db, said.client).ref
    show_one(run, ref, of_client(run.db, said.client), kept.id)
    run.out.warn(warnings)
    run.out.next_step(f"Next: `practice client cost {ref}`")
