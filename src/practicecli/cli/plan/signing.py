"""Signing plans and their reviews: the whole text, the attestation, the key, then for good."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.client.words import ClientRef, client_id
from practicecli.cli.plan import app
from practicecli.cli.plan.words import lines_of, show_plan

Attest = Annotated[bool, typer.Option("--attest", help="The plan is yours, true and complete")]


@app.command("sign")
def sign(ctx: typer.Context, client: ClientRef, attest: Attest = False) -> None:
    """Sign the draft of a client's plan, for good; from then on notes follow it.

    Without `--attest` the whole text is shown, and the key is asked for once more.

    Example: practice plan sign c-7k3fq2w --attest
    """
    from practicecli.actions.plan_signing import attested, draft_to_sign, sign_plan
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = client_id(run, client)
    shown = None
    if not attest:
        run.prompts.need("--attest")  # before anything is opened
        shown = draft_to_sign(run.desk, identity)
        ref = _show_aside(run, shown.id)
        run.prompts.insist(f"{attested(run.desk, ref)}. Sign it", flag="--attest")
        run.reauthenticate()
    with transaction(run.db):
        signed, warnings = sign_plan(run.desk, identity, shown=shown)
    show_plan(run, signed)
    run.out.warn(warnings)
    run.out.next_step("Next: `practice due` says by when it is reviewed")


@app.command("review")
def review(
    ctx: typer.Context,
    client: ClientRef,
    unchanged: Annotated[
        bool, typer.Option("--unchanged", help="It is still right as it stands: sign it anew")
    ] = False,
    attest: Attest = False,
) -> None:
    """Review a client's plan: sign it anew as it stands, or go on to write a new one.

    Example: practice plan review c-7k3fq2w --unchanged --attest
    """
    from practicecli.actions.plan_signing import attested, plan_to_review, review_plan
    from practicecli.cache.connect import transaction
    from practicecli.cli.plan.writing import edited, keep_draft

    run = App.of(ctx)
    identity = client_id(run, client)
    shown = None
    if not (unchanged and attest):
        run.prompts.need("--unchanged --attest")
        shown = plan_to_review(run.desk, identity)
        ref = _show_aside(run, shown.id)
        if not (unchanged or run.prompts.confirm("Is it still right as it stands")):
            keep_draft(run, identity, edited(run, identity, like_last=True))
            return
        words = attested(run.desk, ref, reviewed=shown.ref)
        run.prompts.insist(f"{words}. Sign it", flag="--attest")
        run.reauthenticate()
    with transaction(run.db):
        signed, warnings = review_plan(run.desk, identity, shown=shown)
    show_plan(run, signed)
    run.out.warn(warnings)


def _show_aside(run: App, identity: str) -> str:
    """Show the whole text before it is signed, whatever was silenced; give the client's ref."""
    from practicecli.actions.plans import open_plan
    from practicecli.cache.connect import transaction
    from practicecli.cache.people import client

    with transaction(run.db):
        opened = open_plan(run.desk, identity)
    run.out.before_consent("\n".join([*lines_of(opened), f"Diagnosis: {opened.row.dx}"]))
    return client(run.db, opened.row.client).ref
