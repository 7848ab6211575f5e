"""Signing: the whole text, the attestation, the key once more, then for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.note import app
from practicecli.cli.session.words import SessionRef, session_id

if TYPE_CHECKING:
    from practicecli.domain.sessions import Session


@app.command("sign")
def sign(
    ctx: typer.Context,
    session: SessionRef,
    attest: Annotated[
        bool, typer.Option("--attest", help="The note is yours, true and complete")
    ] = False,
    reason: Annotated[
        str, typer.Option("--reason", metavar="WORDS", help="Why it is late, where it is")
    ] = "",
) -> None:
    """Sign the note of a session, for good; afterwards there are only addenda.

    Without `--attest` the whole text is shown, and the key is asked for once more.

    Example: practice note sign s-7k3fq2w --attest
    Example: practice note sign s-7k3fq2w --attest --reason "The power was out"
    """
    from practicecli.actions.notes import sign_note
    from practicecli.cache.connect import transaction
    from practicecli.cli.note.reading import show_note

    run = App.of(ctx)
    identity = session_id(run, session)
    if not attest:
        reason = ask_attestation(run, identity, reason)
    with transaction(run.db):
        _, warnings = sign_note(run.desk, identity, reason=reason)
    ref = show_note(run, identity)
    run.out.warn(warnings)
    run.out.next_step(f"Next: `practice session confirm {ref} --cpt CODE --dx CODE`")


def ask_attestation(
    run: App, identity: str, reason: str = "", *, stands: Session | None = None
) -> str:
    """Show the whole text, ask for the attestation and for the key once more; give the late reason.

    `stands` is the session as it is confirmed with it, where it is.
    Raises UsageError where nobody can be asked, DeclinedError, LockedOutError, WrongKeyError.
    """
    from practicecli.actions.notes import open_note
    from practicecli.actions.signatures import attested
    from practicecli.cache.connect import transaction
    from practicecli.cache.sessions import get
    from practicecli.cli.note.words import lines_of
    from practicecli.errors import DeclinedError

    run.prompts.need("--attest")
    with transaction(run.db):
        opened = open_note(run.desk, identity)
    of = stands or get(run.db, identity)
    dx = [f"Diagnosis: {opened.row.dx}"] if opened.row.dx else []
    run.out.before_consent("\n".join([*lines_of(run, opened), *dx]))
    if opened.row.status == "draft" and of.sign_by is not None and run.now > of.sign_by:
        reason = reason or run.prompts.ask("It is late; why", flag="--reason")
    if not run.prompts.confirm(f"{attested(run.desk, of)}. Sign it", flag="--attest"):
        raise DeclinedError
    run.reauthenticate()
    return reason
