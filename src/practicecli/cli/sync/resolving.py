"""What both sides changed: shown with both values, and settled by the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.sync import app
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.outbox import Change

FIELDS = (
    Column("Ref", "ref", "ref"),
    Column("Platform", "platform"),
    Column("Verb", "verb"),
    Column("Field", "name"),
    Column("Here", "mine"),
    Column("There", "theirs"),
    Column("Before", "base"),
)
_RESOLVED = (Column("Ref", "ref", "ref"), Column("Verb", "verb"), Column("Kept", "kept"))


@app.command("conflicts", cls=ListCommand)
def conflicts(ctx: typer.Context) -> None:
    """List what both sides changed, field by field: here, there, and as it was before.

    Example: practice sync conflicts
    """
    from practicecli.cache.waiting import conflicts as waiting

    run = App.of(ctx)
    found = waiting(run.db)
    for one in found:
        one["queued_at"] = shapes.instant(one["queued_at"], run.zone)
    if run.out.asked.json:
        run.out.rows(FIELDS, found)
        return
    run.out.rows(FIELDS, _by_field(run, found))
    if found:
        ref = found[0]["ref"]
        run.out.next_step(f"Next: `practice sync resolve {ref} --mine`, or `--theirs`, or `--edit`")


@app.command("resolve")
def resolve(
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="What `sync conflicts` calls it")],
    mine: Annotated[bool, typer.Option("--mine", help="Send what was done here, over it")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="Take what the platform has")] = False,
    edit: Annotated[bool, typer.Option("--edit", help="Write a third way in an editor")] = False,
) -> None:
    """Settle what the platform did not take: send ours, take theirs, or write a third way.

    Of a refused change, `--mine` sends it once more and `--theirs` gives it up.

    Example: practice sync resolve s-7k3fq2w --mine
    Example: practice sync resolve c-9m2xwpa --theirs
    """
    from practicecli.actions.settling import keep_mine, take_theirs, unsettled
    from practicecli.cache.connect import transaction
    from practicecli.sync.lock import only_sync

    run = App.of(ctx)
    if mine + theirs + edit != 1:
        raise UsageError(
            "It does not say which side stands", hint="Give one of `--mine`, `--theirs`, `--edit`"
        )
    changed = _edited(run, unsettled(run.desk, ref)) if edit else {}
    # A sync at the same time may be about this very change.
    with only_sync(run.places.data_dir), transaction(run.db):
        one = unsettled(run.desk, ref)
        if theirs:
            take_theirs(run.desk, one)
        else:
            keep_mine(run.desk, one, changed)
    kept = "theirs" if theirs else "mine"
    run.out.record(_RESOLVED, {"ref": ref, "kind": one.kind, "verb": one.verb, "kept": kept})
    run.out.next_step("Next: `practice sync`")


def _by_field(run: App, found: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for one in found:
        fields = one["fields"] or [{"name": "everything", "mine": one["verb"]}]
        for field in fields:
            there = "taken out there" if one["gone"] else _shown(run, field.get("theirs"))
            yield {
                **one,
                "name": field["name"],
                "mine": _shown(run, field.get("mine")),
                "theirs": there,
                "base": _shown(run, field.get("base")),
            }


def _shown(run: App, value: object) -> object:
    """Give an instant as the wall clock of the practice has it; anything else as it is."""
    if isinstance(value, str) and len(value) == 20 and value.endswith("Z"):  # noqa: PLR2004
        return shapes.instant(value, run.zone)
    return value


def _edited(run: App, one: Change) -> dict[str, str | None]:
    """Let the person write the fields that differ; give those they changed, as stored."""
    from practicecli.cache.waiting import conflict
    from practicecli.cli.editor import edited
    from practicecli.cli.sync.choosing import read_fields, write_fields

    if not run.prompts.possible:
        raise UsageError(
            "`--edit` needs a terminal", hint="Give `--mine` or `--theirs` in a script"
        )
    fields = conflict(one)["fields"]
    if one.state != "conflict" or not fields:
        raise UsageError(
            "There are no fields here to write anew", hint="Give `--mine` or `--theirs`"
        )
    text = edited(write_fields(fields, run.zone), run.env)
    return read_fields(text, fields, run.zone)
