"""Writing psychotherapy notes and destroying them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.client.words import ClientRef, client_id
from practicecli.cli.private import app
from practicecli.cli.private.words import client_of, entry_shape, made, none_kept, opened
from practicecli.errors import PracticeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from practicecli.cache.connect import Db
    from practicecli.cache.private import PrivateEntry
    from practicecli.domain.problems import Problem

Kept = TypeVar("Kept")
Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="The entry's ref, or the end of one")]
_KEPT = (
    Column("Kept", "ref", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("At", "at", "instant"),
    Column("Entries", "entries", "number"),
)
_REMOVED = (Column("Destroyed", "ref", "ref"), Column("Client", "client_ref", "ref"))


@app.command("add")
def add(
    ctx: typer.Context,
    client: ClientRef,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="The text's file; - is stdin")
    ] = None,
) -> None:
    """Keep a psychotherapy note about a client, apart from the record; on a terminal, in an editor.

    Example: practice private add c-7k3fq2w
    Example: practice private add c-7k3fq2w --from thoughts.txt
    """
    from practicecli.actions.private import add_private, must_be_text
    from practicecli.cache.private import of_client
    from practicecli.cli.drafts import must_be_written
    from practicecli.cli.given import text_of
    from practicecli.domain.private_text import LONGEST
    from practicecli.figures.private import excluded

    run = App.of(ctx)
    identity = client_id(run, client)
    file = opened(run, ctx)  # a key that does not fit is told of before anything is typed
    if source is None:
        must_be_written(run)
        file = file or made(run, ctx)
        text = _typed(run, file, identity)
    else:
        text = text_of(source, limit=LONGEST, may_be_empty=True)  # the rule tells of that
    must_be_text(text)  # before a file is made for it

    def keep() -> tuple[Db, PrivateEntry, list[Problem]]:
        there = file or made(run, ctx)
        return there, *add_private(
            run.desk, there, identity, text, excluded=excluded(), finishes=source is None
        )

    there, one, warnings = _tried_again(run, keep) if source is None else keep()
    told = {"entries": len(of_client(there, identity)),
            "warnings": [found.as_dict() for found in warnings]}  # fmt: skip
    run.out.record(_KEPT, entry_shape(one, run) | told)
    run.out.warn(warnings)
    if source not in {None, "-"}:
        run.out.note(f"`{source}` still holds the text, for anybody to read: delete it")


def _tried_again(run: App, keep: Callable[[], Kept]) -> Kept:
    """Hold on to what was typed while the disk is full or another command writes."""
    while True:
        try:
            return keep()
        except PracticeError as error:
            if not error.retryable:
                raise
            run.prompts.insist(f"{error}. Your text is not kept yet; try again", flag="--from")


def _typed(run: App, file: Db, client: str) -> str:
    """Give what was typed in the editor; what it is left with unfinished is kept in their file.

    The file's name is nobody's: no other command takes it for a draft of the record.
    """
    from practicecli.actions.private import keep_unfinished, open_unfinished
    from practicecli.cli.drafts import screen_of, warn_of_copies
    from practicecli.cli.editor import edited

    def keep(text: str) -> None:
        keep_unfinished(run.desk, file, client, text)

    warn_of_copies(run)
    begun = open_unfinished(run.desk, file, client)
    if begun:
        run.out.note("It goes on with what you left unfinished")
    text = edited(begun, run.env, suffix=".md", screen=screen_of(run), keep=keep)
    if not text.strip():
        keep("")
    return text


@app.command("remove")
def remove(
    ctx: typer.Context,
    client: ClientRef,
    entry: Entry,
    yes: Annotated[bool, typer.Option("--yes", help="Destroy it without asking")] = False,
) -> None:
    """Destroy one entry for good: it is written over here, and stays only in backups of yours.

    Example: practice private remove c-7k3fq2w x-5m2ka9t
    """
    from practicecli.actions.private import one_meant, remove_private
    from practicecli.domain.private_text import private_ref
    from practicecli.domain.refs import ref_of

    run = App.of(ctx)
    file = opened(run, ctx)
    identity = client_of(run, file, client)
    if file is None:
        raise none_kept()
    meant = one_meant(file, identity, entry)
    told = {"id": meant, "ref": private_ref(meant), "client": identity,
            "client_ref": ref_of("client", identity)}  # fmt: skip
    if not yes:
        question = f"This destroys {told['ref']} of {told['client_ref']} for good"
        run.prompts.type_back(question, told["ref"], flag="--yes")
    remove_private(run.desk, file, identity, meant)
    run.out.record(_REMOVED, told)
