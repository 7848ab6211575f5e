"""Attaching papers and pictures to a session, and taking copies of them out."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.note import app
from practicecli.cli.note.words import attachment_shape
from practicecli.cli.session.words import SessionRef, session_id
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from practicecli.actions.attachments import Attachment
    from practicecli.domain.attachments import Upload

# A pipe would keep us waiting, and a link may point elsewhere by the time it is read. Not every
# system has all of these.
_FLAGS = os.O_RDONLY
for _name in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):
    _FLAGS |= getattr(os, _name, 0)

LISTED = (
    Column("Ref", "ref", "ref"),
    Column("Name", "name"),
    Column("Type", "type"),
    Column("Bytes", "bytes", "number"),
    Column("Attached", "attached_at", "moment"),
)
SAVED = (*LISTED, Column("Saved as", "path"))


@app.command("attach")
def attach(
    ctx: typer.Context,
    session: SessionRef,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A PDF, a PNG or a JPEG")],
    title: Annotated[
        str | None, typer.Option("--title", metavar="T", help="What it is called, else its name")
    ] = None,
) -> None:
    """Attach a file to a session, sealed as notes are; it stays on this computer and in backups.

    Example: practice note attach s-7k3fq2w intake-form.pdf --title "Intake form, signed"
    """
    from practicecli.actions.attachments import attach_file
    from practicecli.cache.connect import transaction
    from practicecli.figures.attachments import attachment_limits

    run = App.of(ctx)
    identity = session_id(run, session)
    limits = attachment_limits()
    upload = _upload(file, title, limits.most_bytes)
    with transaction(run.db):
        attached = attach_file(run.desk, identity, upload, limits)
    shape = _shape(run, attached)
    run.out.record(LISTED, shape)
    run.out.note("It is kept here only: no platform is sent it")


@app.command("attached", cls=ListCommand)
def attached(
    ctx: typer.Context,
    session: SessionRef,
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="The attachment to save, with `--to`")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="PATH", help="A new file for it; - is stdout")
    ] = None,
) -> None:
    """List what is attached to a session, or save one of it; that it was opened is logged.

    Example: practice note attached s-7k3fq2w
    Example: practice note attached s-7k3fq2w a-0c4m9xz --to intake-form.pdf
    """
    from practicecli.actions.attachments import attached_to

    run = App.of(ctx)
    identity = session_id(run, session)
    if ref is not None and to is not None:
        _save(run, identity, ref, to)
    elif ref is None and to is None:
        run.out.rows(LISTED, [_shape(run, one) for one in attached_to(run.desk, identity)])
    else:
        raise UsageError(
            "To save an attachment, give its ref and a path",
            hint="Type `practice note attached SESSION REF --to PATH`",
        )


def _save(run: App, session: str, ref: str, path: str) -> None:
    from practicecli.actions.attachments import open_attachment
    from practicecli.cache.connect import transaction
    from practicecli.cache.lookup import resolve
    from practicecli.cli.note.placing import STDOUT, must_be_free, place

    must_be_free(run, path)
    identity = resolve(run.db, "attachment", ref)
    # The log first: rather an entry without a copy than a copy without an entry.
    with transaction(run.db):
        opened, content = open_attachment(run.desk, session, identity)
    saved = place(path, content)
    if saved != STDOUT:
        run.out.record(SAVED, _shape(run, opened) | {"path": saved})
        run.out.note("This file is not encrypted: keep it on an encrypted disk, or delete it")


def _shape(run: App, one: Attachment) -> dict[str, Any]:
    from practicecli.cache.reading import session

    return attachment_shape(one, session(run.db, one.row.session)["ref"], run.zone)


def _upload(path: str, title: str | None, most: int) -> Upload:
    """Read a file that is to be attached, of one that is too big only its beginning.

    Raises UsageError for what cannot be read or is no file.
    """
    from practicecli.domain.attachments import Upload
    from practicecli.files.sniffing import ENOUGH, sniffed

    handle = _opened(path)
    with os.fdopen(handle, "rb") as file:
        size = os.fstat(handle).st_size
        try:
            content = file.read(most + 1 if size <= most else ENOUGH)
        except OSError as error:
            raise _unreadable(path, error) from error
    name = os.path.basename(path) if title is None else title.strip()  # noqa: PTH119
    # It may have grown or shrunk while it was read.
    size = size if size > most else len(content)
    return Upload(name, sniffed(content[:ENOUGH]), size, content)


def _opened(path: str) -> int:
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UsageError(f"`{path}` is not a file that can be attached", hint="Give a plain file")
    return handle


def _unreadable(path: str, error: OSError) -> UsageError:
    if error.errno == errno.ELOOP:
        return UsageError(f"`{path}` is a link", hint="Give the file itself")
    return UsageError(f"Cannot read `{path}`: {error.strerror}")
