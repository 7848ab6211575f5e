"""What the commands for psychotherapy notes share: their file, their client, their key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.cache.connect import transaction
from practicecli.cache.private import counts, make_private, open_private
from practicecli.domain.private_text import private_ref
from practicecli.domain.refs import ref_of
from practicecli.errors import LockedOutError, NotFoundError

if TYPE_CHECKING:
    import typer

    from practicecli.cache.connect import Db
    from practicecli.cache.private import Held, PrivateEntry
    from practicecli.cli.app import App


def key_of(run: App) -> bytes:
    """Give the key of the psychotherapy notes. Raises LockedOutError."""
    key = run.keys.private
    if key is None:
        raise LockedOutError(
            "The key that was given does not open psychotherapy notes",
            hint="Use the key that `practice init` made, not the one for cron",
        )
    return key


def none_kept() -> NotFoundError:
    """Make the error for where nothing was ever kept."""
    return NotFoundError(
        "No psychotherapy notes are kept here", hint="`practice private add CLIENT` keeps one"
    )


def opened(run: App, ctx: typer.Context) -> Db | None:
    """Open their file, until the command ends; None where nothing was ever kept in it."""
    return _until_the_end(ctx, open_private(run.places.private, key_of(run)))


def made(run: App, ctx: typer.Context) -> Db:
    """Open their file, made where it is not there yet."""
    with transaction(run.db):
        db = make_private(run.places.private, key_of(run))
    _until_the_end(ctx, db)
    return db


def _until_the_end(ctx: typer.Context, db: Db | None) -> Db | None:
    if db is not None:
        ctx.find_root().call_on_close(db.close)
    return db


def client_of(run: App, file: Db | None, typed: str) -> str:
    """Find the client that was meant; also one of whom only these notes are left.

    Raises NotFoundError, AmbiguousError.
    """
    from practicecli.cli.client.words import client_id

    try:
        return client_id(run, typed)
    except NotFoundError:
        held = counts(file) if file is not None else []
        left = [one.client for one in held if typed in {one.client, ref_of("client", one.client)}]
        if len(left) == 1:
            return left[0]
        raise


def entry_shape(one: PrivateEntry, run: App) -> dict[str, Any]:
    """Give what is told of an entry, which is all but its text."""
    from practicecli.cli.shapes import instant

    return {
        "id": one.id,
        "ref": private_ref(one.id),
        "client": one.client,
        "client_ref": ref_of("client", one.client),
        "at": instant(one.at, run.zone),
    }


def held_shape(one: Held, run: App) -> dict[str, Any]:
    """Give how much there is of a client."""
    from practicecli.cli.shapes import instant

    return {
        "client": one.client,
        "client_ref": ref_of("client", one.client),
        "entries": one.entries,
        "first_at": instant(one.first_at, run.zone),
        "last_at": instant(one.last_at, run.zone),
    }
