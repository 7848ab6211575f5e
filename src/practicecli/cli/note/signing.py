"""Signing: the whole text, the attestation, then for good."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.note import app
from practicecli.cli.note.words import lines_of
from practicecli.cli.session.words import SessionRef, session_id


@app.command("sign")
def sign(
    ctx: typer.Context,
    session: SessionRef,
    attest: Annotated[
        bool, typer.Option("--attest", help="The note is yours, true and complete")
    ] = False,
) -> None:
    """Sign the note of a session, for good; afterwards there are only addenda.

    Example: practice note sign s-7k3fq2w --attest
    """
    from practicecli.actions.notes import sign_note
    from practicecli.cache.connect import transaction
    from practicecli.cli.note.reading import show_note

    run = App.of(ctx)
    identity = session_id(run, session)
    if not attest:
        ask_attestation(run, identity)
    with transaction(run.db):
        _, warnings = sign_note(run.desk, identity)
    ref = show_note(run, identity)
    run.out.warn(warnings)
    run.out.next_step(f"Next: `practice session confirm {ref} --cpt CODE --dx CODE`")


def ask_attestation(run: App, identity: str) -> None:
    """Show the whole text and ask for the attestation. Raises UsageError, DeclinedError."""
    from practicecli.actions.notes import open_note
    from practicecli.cache.connect import transaction
    from practicecli.errors import DeclinedError

    if not run.prompts.possible:
        run.prompts.confirm("", flag="--attest")  # says which option holds the answer
    with transaction(run.db):
        opened = open_note(run.desk, identity)
    for line in lines_of(opened, run.zone):
        run.out.note(line)
    one = run.book.provider
    question = (
        f"I, {one.name}, {one.credentials}, NPI {one.npi}, attest that this note is my own, true "
        "and complete. Sign it"
    )
    if not run.prompts.confirm(question, flag="--attest"):
        raise DeclinedError
