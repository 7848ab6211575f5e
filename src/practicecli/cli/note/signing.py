"""Signing: the whole text, the attestation, the key once more, then for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.note import app
from practicecli.cli.session.words import SessionRef, session_id

if TYPE_CHECKING:
    from practicecli.actions.notes import Ready
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

    Example: practice note sign s-7k3fq2w
    Example: practice note sign s-7k3fq2w --attest --reason "The power was out"
    """
    from practicecli.actions.notes import ready_to_sign, sign_note
    from practicecli.cache.connect import transaction
    from practicecli.cli.note.reading import show_note

    run = App.of(ctx)
    identity = session_id(run, session)
    shown = None
    if attest:
        reason = reason or _why_late(run, ready_to_sign(run.desk, identity))
    else:
        shown, reason = ask_attestation(run, identity, reason)
    with transaction(run.db):
        _, warnings = sign_note(run.desk, identity, reason=reason, shown=shown)
    ref = show_note(run, identity, brief=not attest)
    run.out.warn(warnings if attest else [])  # else they were told before the question
    run.out.next_step(f"Next: `practice session confirm {ref}`")


def ask_attestation(
    run: App, identity: str, reason: str = "", *, stands: Session | None = None
) -> tuple[Ready, str]:
    """Show the whole text, ask for the attestation and for the key once more.

    Gives what was shown, and why it is late.

    `stands` is the session as it is confirmed with it, where it is. What stands against a signature
    is told before anybody is asked. Raises RefusedError, UsageError where nobody can be asked,
    DeclinedError, LockedOutError, WrongKeyError.
    """
    from practicecli.actions.notes import open_note, ready_to_sign
    from practicecli.actions.signatures import attested
    from practicecli.cache.connect import transaction
    from practicecli.cli.note.prefill import identity_lines
    from practicecli.cli.note.words import lines_of
    from practicecli.errors import DeclinedError

    run.prompts.need("--attest")
    with transaction(run.db):
        ready = ready_to_sign(run.desk, identity, stands=stands)
        opened = open_note(run.desk, identity)
    dx = f"Diagnosis: {ready.draft.dx or 'none'}"
    head = [*identity_lines(run, ready.session), dx, ""]
    run.out.before_consent("\n".join([*head, *lines_of(run, opened)]))
    run.out.warn(ready.doubts)
    reason = reason or _why_late(run, ready)
    question = f"{attested(run.desk, ready.session)}. Sign it"
    if not run.prompts.confirm(question, flag="--attest"):
        raise DeclinedError
    run.reauthenticate()
    return ready, reason


def _why_late(run: App, ready: Ready) -> str:
    if not ready.late or not run.prompts.possible:
        return ""
    from practicecli.cli.text import when

    by = ready.session.sign_by
    since = f" by {when(by, run.now, run.zone)}" if by else ""
    return run.prompts.ask(f"It had to be signed{since}; why was it late", flag="--reason")
