"""Backups of the psychotherapy notes: their own, as they are kept apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cache.connect import transaction
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.private import app
from practicecli.cli.private.words import key_of, none_kept, opened
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from practicecli.cache.private import Held

Copy = Annotated[str, typer.Argument(metavar="PATH", help="The backup's file")]
_COLUMNS = (
    Column("Backup", "path"),
    Column("Whole", "ok"),
    Column("Bytes", "bytes", "number"),
    Column("Entries", "entries", "number"),
    Column("Clients", "clients", "number"),
)


@app.command("backup")
def backup(ctx: typer.Context, path: Copy) -> None:
    """Write a backup of the psychotherapy notes alone: `practice backup` leaves them out.

    Example: practice private backup /media/usb/private-2026-11-24.backup
    """
    from practicecli.actions.desk import log
    from practicecli.cache.backup import create
    from practicecli.cache.private import counts

    run = App.of(ctx)
    db = run.db  # "no practice here" is told before anything else
    file = opened(run, ctx)
    if file is None:
        raise none_kept()
    if run.places.holds(path):
        raise UsageError(
            "A backup beside the notes is lost with them",
            hint="Give a path on another disk, such as `/media/usb/private.backup`",
        )
    with transaction(db):
        log(run.desk, [("private-backup", "practice", run.book.provider.id, "")])
        create(file, path)
    size = {"bytes": Path(path).stat().st_size}
    run.out.record(_COLUMNS, _told(path, counts(file)) | size)
    run.out.next_step(f"Next: `practice private verify {path}`")


@app.command("verify")
def verify(ctx: typer.Context, path: Copy) -> None:
    """Read every page of a backup of the psychotherapy notes; no text of them is shown.

    Example: practice private verify /media/usb/private-2026-11-24.backup
    """
    from practicecli.cache.private import verify_copy

    run = App.of(ctx)
    _ = run.db  # "no practice here" is told before anything else
    run.out.record(_COLUMNS, _told(path, verify_copy(path, key_of(run))) | {"ok": True})


@app.command("restore")
def restore(ctx: typer.Context, path: Copy) -> None:
    """Bring the psychotherapy notes back from a backup, where none are kept now.

    Example: practice private restore /media/usb/private-2026-11-24.backup
    """
    from practicecli.actions.desk import log
    from practicecli.cache.private import restore_copy

    run = App.of(ctx)
    with transaction(run.db):
        log(run.desk, [("private-restore", "practice", run.book.provider.id, "")])
        held = restore_copy(path, key_of(run), run.places.private)
    run.out.record(_COLUMNS, _told(path, held) | {"ok": True})


def _told(path: str, held: Sequence[Held]) -> dict[str, Any]:
    return {
        "path": str(Path(path).absolute()),
        "entries": sum(one.entries for one in held),
        "clients": len(held),
    }
