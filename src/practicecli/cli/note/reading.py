"""Reading notes, and checking that signed ones are as they were signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.note import app
from practicecli.cli.session.words import SessionRef, session_id

if TYPE_CHECKING:
    from practicecli.actions.notes import OpenNote

SHOWN = (
    Column("Ref", "ref", "ref"),
    Column("Session", "session_ref", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("Template", "template"),
    Column("Status", "status"),
    Column("Signed", "signed_at", "instant"),
    Column("Signer", "signer"),
    Column("Hash", "hash"),
    Column("Late", "late"),
)
LISTED = (
    Column("Session", "ref", "ref"),
    Column("Starts", "starts_at", "moment"),
    Column("Client", "client_name"),
    Column("Note", "note_status"),
    Column("Sign by", "sign_by", "moment"),
)
TEMPLATES = (
    Column("Template", "key"),
    Column("Title", "title"),
    Column("Sections", "sections"),
    Column("Required", "required"),
)


@app.command("show")
def show(ctx: typer.Context, session: SessionRef) -> None:
    """Show the note of a session with its addenda; that it was opened is logged.

    Example: practice note show @last
    """
    run = App.of(ctx)
    show_note(run, session_id(run, session))


@app.command("list", cls=ListCommand)
def list_notes(
    ctx: typer.Context,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Only what is not signed")] = False,
) -> None:
    """List the notes of sessions that are over, oldest first.

    Example: practice note list --unsigned
    """
    from practicecli.cache.reading import sessions
    from practicecli.cli.session.words import record

    run = App.of(ctx)
    rows = (
        row
        for row in sessions(run.db, end=shapes.utc(run.now))
        if row["status"] in {"scheduled", "confirmed"}
        and not (unsigned and row["note_status"] == "signed")
    )
    run.out.rows(LISTED, (record(run, row) for row in rows))


@app.command("template", cls=ListCommand)
def template(ctx: typer.Context) -> None:
    """List the note templates and their sections.

    Example: practice note template
    """
    from practicecli.cli.output import Output
    from practicecli.figures.load import note_templates

    Output.of(ctx).rows(
        TEMPLATES,
        [
            {
                "key": one.key,
                "title": one.title,
                "sections": [part.title for part in one.sections],
                "required": [part.title for part in one.sections if part.required],
            }
            for one in note_templates().values()
        ],
    )


@app.command("verify")
def verify(
    ctx: typer.Context,
    session: Annotated[
        str | None, typer.Argument(metavar="SESSION", help="Only this session's note")
    ] = None,
) -> None:
    """Check that signed notes, codes and times are as they stood when they were signed.

    Example: practice note verify
    """
    from practicecli.actions.notes import tampered_notes
    from practicecli.cli.note.words import tampered

    run = App.of(ctx)
    only = session_id(run, session) if session else None
    bad = tampered_notes(run.desk, only)
    if bad:
        raise tampered(bad)
    run.out.record([Column("Signed notes are whole", "ok")], {"ok": True})


def show_note(run: App, identity: str, *, read: bool = True) -> str:
    """Print a note as it now is; give its session's ref. `read`: its author has it before them."""
    from practicecli.actions.notes import open_note
    from practicecli.cache.connect import transaction
    from practicecli.cache.reading import session
    from practicecli.cli.note.words import lines_of

    with transaction(run.db):
        opened = open_note(run.desk, identity, read=read)
    shape = note_shape(run, opened, session(run.db, identity))
    run.out.record(SHOWN, shape)
    if opened.row.only_here and not run.out.asked.json:
        run.out.say("The platform holds another signed note of this session; this one is only here")
    run.out.say("")
    run.out.say("\n".join(lines_of(opened, run.zone)).rstrip())
    return str(shape["session_ref"])


def note_shape(run: App, opened: OpenNote, row: shapes.Row) -> dict[str, Any]:
    """Give a note's JSON form."""
    note = opened.row
    return {
        "id": note.id,
        "ref": note.ref,
        "session": note.session,
        "session_ref": row["ref"],
        "client_ref": row["client_ref"],
        "template": note.template,
        "status": note.status,
        "sections": dict(opened.sections),
        "edited_at": shapes.instant(note.edited_at, run.zone),
        "signed_at": shapes.instant(note.signed_at, run.zone),
        "signer": note.signer,
        "npi": note.npi,
        "hash": note.hash,
        "late": bool(note.late),
        "only_here": bool(note.only_here),
        "addenda": [
            {
                "id": added.id,
                "text": text,
                "signed_at": shapes.instant(added.signed_at, run.zone),
                "signer": added.signer,
                "hash": added.hash,
            }
            for added, text in opened.addenda
        ],
    }
