"""Reading notes, and the templates they are written by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.note import app
from practicecli.cli.note.words import PLACES
from practicecli.cli.output import Output
from practicecli.cli.session.words import SessionRef, session_id

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from practicecli.actions.attachments import Attachment
    from practicecli.actions.notes import OpenNote
    from practicecli.cache.notes import AddendumRow
    from practicecli.domain.templates import NoteTemplate

SHOWN = (
    Column("Ref", "ref", "ref"),
    Column("Session", "session_ref", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("Name", "client_name"),
    Column("Born", "client_born"),
    Column("Began", "starts_at", "instant"),
    Column("Ended", "stops_at", "instant"),
    Column("Minutes", "minutes", "number"),
    Column("Place", "place_told"),
    Column("Diagnosis", "dx"),
    Column("Goals", "goals"),
    Column("Template", "template"),
    Column("Status", "status"),
    Column("Signed", "signed_at", "instant"),
    Column("Signer", "signer"),
    Column("Hash", "hash"),
    Column("Late", "late"),
    Column("Addenda", "addenda_told"),
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
    Column("Own", "own"),
    Column("Suits", "cpt"),
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
def template(
    ctx: typer.Context,
    key: Annotated[
        str | None, typer.Argument(metavar="TEMPLATE", help="One, as it opens in an editor")
    ] = None,
) -> None:
    """List the note templates and their sections, or print one to be filled in.

    Those of your own are TOML files in `templates`, beside the settings (`practice config path`).

    Example: practice note template
    Example: practice note template girp > note.md
    """
    from practicecli.domain.note_drafts import draft_text
    from practicecli.errors import NotFoundError
    from practicecli.figures.note_rules import note_templates

    run = App.of(ctx)
    found = run.templates
    if key is None:
        built_in = note_templates()
        Output.of(ctx).rows(TEMPLATES, [_template(one, built_in) for one in found.values()])
        return
    if key not in found:
        raise NotFoundError(
            f"There is no template `{key}`", hint="See what there is with `practice note template`"
        )
    out = Output.of(ctx)
    if out.asked.json:
        out.record((), _template(found[key], note_templates()))
    else:
        out.say(draft_text(found[key], {}).rstrip())


def _template(one: NoteTemplate, built_in: Container[str]) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "own": one.key not in built_in,
        "cpt": list(one.cpt),
        "sections": [part.title for part in one.sections],
        "required": [part.title for part in one.sections if part.required],
        "prompts": {part.title: part.prompt for part in one.sections},
    }


def show_note(run: App, identity: str, *, read: bool = True, brief: bool = False) -> str:
    """Print a note as it now is; give its session's ref. `read`: its author has it before them.

    `brief` leaves its text out on a terminal, for who has just written or read it.
    """
    from practicecli.actions.notes import open_note
    from practicecli.cache.connect import transaction
    from practicecli.cache.reading import session
    from practicecli.cli.note.words import lines_of

    with transaction(run.db):
        opened = open_note(run.desk, identity, read=read)
    row = session(run.db, identity)
    files = _files(run, row)
    shape = note_shape(run, opened, row, files)
    run.out.record(SHOWN, shape if run.out.asked.json else shape | _told(run, opened, row))
    if opened.row.only_here:
        run.out.say("The platform holds another signed note of this session; this one is only here")
    if not (brief and run.out.is_terminal):
        run.out.say("")
        run.out.say("\n".join(lines_of(run, opened)).rstrip())
    for one in files:
        run.out.say(f"Attached: {one.name} ({one.row.ref}, {one.row.bytes:,} bytes)")
    if opened.row.status == "signed":
        _must_be_as_signed(run, opened)
    return str(shape["session_ref"])


def _must_be_as_signed(run: App, opened: OpenNote) -> None:
    """Tell of a note that somebody changed, once it has been read. Raises DamagedError."""
    from practicecli.actions.signatures import whole_binding
    from practicecli.cli.note.words import tampered

    if whole_binding(run.desk, opened.row) is None:
        raise tampered((opened.row.ref,))


def note_shape(
    run: App, opened: OpenNote, row: shapes.Row, files: Sequence[Attachment] = ()
) -> dict[str, Any]:
    """Give a note's JSON form; times and minutes are the session's, true ones where they are known.

    Of a signed note they are those that stood when it was signed.
    """
    from practicecli.cli.note.words import attachment_shape, bound_of

    note = opened.row
    bound = bound_of(note.bound)
    start = bound.get("start") or row["actual_start"] or row["starts_at"]
    stop = bound.get("stop") or row["actual_stop"] or row["ends_at"]
    assumed = bound["minutes"] is None if bound else row["actual_stop"] is None
    plan, *goals = note.goals.split() or [""]
    return {
        "id": note.id,
        "ref": note.ref,
        "session": note.session,
        "session_ref": row["ref"],
        "client_ref": row["client_ref"],
        "template": note.template,
        "status": note.status,
        "sections": dict(opened.sections),
        "starts_at": shapes.instant(start, run.zone),
        "stops_at": shapes.instant(stop, run.zone),
        "minutes": shapes.minutes_between(start, stop),
        "times_assumed": assumed,
        "place": bound.get("place") or row["place"],
        "participants": bound.get("participants") or row["participants"],
        "dx": note.dx.split() or list(bound["dx"] if bound else row["dx"].split()),
        "plan_ref": plan or None,
        "goals": [int(number) for number in goals],
        "author": note.author or None,
        "edited_at": shapes.instant(note.edited_at, run.zone),
        "signed_at": shapes.instant(note.signed_at, run.zone),
        "signer": note.signer,
        "npi": note.npi,
        "hash": note.hash,
        "attested": bound.get("attested"),
        "late": bool(note.late),
        "late_reason": opened.reason or None,
        "only_here": bool(note.only_here),
        "addenda": [_addendum_shape(run, *added) for added in opened.addenda],
        "attachments": [attachment_shape(one, row["ref"], run.zone) for one in files],
    }


def _addendum_shape(run: App, added: AddendumRow, text: str) -> dict[str, Any]:
    return {
        "id": added.id,
        "text": text,
        "signed_at": shapes.instant(added.signed_at, run.zone),
        "signer": added.signer,
        "hash": added.hash,
    }


def _files(run: App, row: shapes.Row) -> list[Attachment]:
    if not row["uploads"]:
        return []
    from practicecli.actions.attachments import attached_to

    return attached_to(run.desk, row["id"])


def _told(run: App, opened: OpenNote, row: shapes.Row) -> dict[str, Any]:
    """Say what a person needs to know whose note it is."""
    from practicecli.cache.people import client

    born = client(run.db, row["client"]).born
    late = bool(opened.row.late) or None  # of a note that is in time nobody wants to read it
    return {
        "late": late,
        "addenda_told": str(len(opened.addenda) or "") or None,
        "client_name": row["client_name"],
        "client_born": born and born.isoformat(),
        "place_told": PLACES.get(row["place"], row["place"]),
    }
