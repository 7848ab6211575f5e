"""`practice backup`: copies that open with the same key, and the way back from one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cache.connect import transaction
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import Noun
from practicecli.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from practicecli.cache.backup import Checked
    from practicecli.places import Places
    from practicecli.vault.keys import Keys

app = Noun(help="Make, verify and restore backups")

Backup = Annotated[str, typer.Argument(metavar="PATH", help="The backup's file")]
Sheet = Annotated[
    str, typer.Option("--recovery", metavar="FILE", help="The recovery sheet, in place of the key")
]
_COLUMNS = (
    Column("Backup", "path"),
    Column("Whole", "ok"),
    Column("Bytes", "bytes", "number"),
    Column("Log entries", "entries", "number"),
    Column("Profile", "profile"),
    Column("Key", "key_source"),
)


@app.command("create")
def create(ctx: typer.Context, path: Backup) -> None:
    """Write a backup, encrypted with your key, to a file that is not there yet.

    Example: practice backup create /media/usb/practice-2026-11-24.backup
    """
    from practicecli.actions.desk import log
    from practicecli.cache import backup
    from practicecli.cache.checkup import entries

    run = App.of(ctx)
    desk = run.desk
    if run.places.holds(path):
        raise UsageError(
            "A backup beside the practice is lost with it",
            hint="Give a path on another disk, such as `/media/usb/practice.backup`",
        )
    held = entries(run.db)
    backup.create(run.db, path)
    with transaction(run.db):
        log(desk, [("backup", "practice", desk.book.provider.id, "")])
    size = Path(path).stat().st_size
    run.out.record(_COLUMNS, {"path": str(Path(path).absolute()), "bytes": size,
                              "entries": held})  # fmt: skip
    run.out.next_step(f"Next: `practice backup verify {path}`")
    if Path(run.places.private).exists():
        run.out.note("It does not hold psychotherapy notes; back those up with"
                     " `practice private backup PATH`")  # fmt: skip


@app.command("verify")
def verify(ctx: typer.Context, path: Backup, recovery: Sheet = "") -> None:
    """Read every page of a backup and check that all of it is as it was written.

    Example: practice backup verify /media/usb/practice-2026-11-24.backup
    """
    from practicecli.cache import backup
    from practicecli.cache.schema import STEPS
    from practicecli.cli.output import Output
    from practicecli.vault.keys import audit_key

    run = App.of(ctx)
    keys = _keys_from_sheet(recovery) if recovery else run.keys
    checked = backup.verify(path, keys.data, audit_key(keys), STEPS)
    Output.of(ctx).record(_COLUMNS, _verified(path, checked))


def _verified(path: str, checked: Checked) -> dict[str, Any]:
    return {
        "path": str(Path(path).absolute()),
        "ok": True,
        "step": checked.step,
        "entries": checked.entries,
    }


def _keys_from_sheet(path: str) -> Keys:
    from practicecli.vault.recovery import read_recovery

    return read_recovery(path)


@app.command("restore")
def restore(
    ctx: typer.Context,
    path: Backup,
    key: Annotated[
        str, typer.Option(help="Where the key is, or is to lie from now on", metavar="SOURCE")
    ] = "",
    recovery: Sheet = "",
) -> None:
    """Bring a practice back from a backup, where none is; see docs/recovery.md.

    Example: practice backup restore practice.backup --recovery sheet.txt --key file:PATH
    """
    from practicecli.cache import backup
    from practicecli.cache.schema import STEPS
    from practicecli.cli.premises import built_beside, identify
    from practicecli.ids import new_id
    from practicecli.vault.keys import audit_key

    run = App.of(ctx)
    _must_be_gone(run)
    source = _source(run, key, needed=bool(recovery))
    now = _clock()
    with built_beside(run.places) as fresh:
        keys = _keys(run, fresh, source, recovery)
        checked = backup.restore(path, keys.data, audit_key(keys), fresh.database, steps=STEPS)
        device = new_id(now)
        identify(fresh, keys, source=source, profile=new_id(now), device=device)
    run.keys = keys  # a passphrase is asked for once
    _settle_in(run, device)
    told = {"profile": run.places.profile, "key_source": source}
    run.out.record(_COLUMNS, {**_verified(path, checked), **told})
    run.out.note(
        "Log in to your platforms again with `practice platform login`, then `practice sync`"
    )


def _must_be_gone(run: App) -> None:
    if Path(run.places.database).exists():
        raise RefusedError(
            "There is a practice here already; nothing was restored",
            hint="Set `PRACTICE_PROFILE` to a new name to restore there, or move the old one away",
        )


def _clock() -> Any:  # noqa: ANN401 - a datetime, imported late
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _source(run: App, typed: str, *, needed: bool) -> str:
    """Tell where the key is to be found from now on: as typed, else as it was before."""
    from practicecli.vault.unlock import read_source

    said = typed or run.env.get("PRACTICE_KEY", "")
    if said:
        return read_source(said)
    kept = "" if needed else _kept_source(run)
    if kept:
        return kept
    if not run.prompts.possible:
        raise UsageError(
            "`--key` is missing", hint="Say where the key is to lie, such as `--key file:PATH`"
        )
    question = "Where the key is: `keyring`, `file:PATH`, `command:CMD` or `passphrase`"
    return read_source(run.prompts.ask(question, flag="--key", default="keyring"))


def _kept_source(run: App) -> str:
    """Read where the key was from the file beside a database that is gone; empty without it."""
    try:
        lines = Path(run.places.identity).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    mark = "key-source "
    return next((line.removeprefix(mark) for line in lines if line.startswith(mark)), "")


def _keys(run: App, fresh: Places, source: str, recovery: str) -> Keys:
    from practicecli.cli.init import new_passphrase
    from practicecli.vault.unlock import establish, unlock

    if not recovery:
        ask = lambda: run.prompts.secret("Passphrase", flag="--key")  # noqa: E731
        return unlock(source, run.places, ask=ask)
    return establish(
        source,
        fresh,
        ask=lambda: new_passphrase(run.prompts),
        recovered=_keys_from_sheet(recovery),
    )


def _settle_in(run: App, device: str) -> None:
    from practicecli.actions.desk import log
    from practicecli.cache.audit import name_device

    with transaction(run.db):
        name_device(run.db, device)
        log(run.desk, [("restore", "practice", run.desk.book.provider.id, "")])
