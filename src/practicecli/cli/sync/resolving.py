"""What both sides changed: shown with both values, and settled by the person."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.sync import app
from practicecli.cli.text import safe
from practicecli.domain.problems import Problem
from practicecli.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from practicecli.cache.outbox import Change
    from practicecli.cli.sync.fieldforms import Rules

_RESOLVED = (Column("Ref", "ref", "ref"), Column("Verb", "verb"), Column("Kept", "kept"))
# What is asked before it is settled, by its state and by whose side is to stand.
_QUESTIONS = {
    ("conflict", "mine"): "Send what was done here, over what the platform has?",
    ("conflict", "theirs"): "Give up what was done here, and take what the platform has?",
    ("refused", "mine"): "Send it once more?",
    ("refused", "theirs"): "Give it up?",
}


@app.command("conflicts", cls=ListCommand)
def conflicts(ctx: typer.Context) -> None:
    """List what both sides changed, field by field: here, there, and as it was before.

    Example: practice sync conflicts
    """
    from practicecli.cache.waiting import conflicts as waiting
    from practicecli.cli.sync.sides import FIELDS, show

    run = App.of(ctx)
    found = waiting(run.db)
    for one in found:
        one["queued_at"] = shapes.instant(one["queued_at"], run.zone)
    if run.out.asked.json or not found:
        run.out.rows(FIELDS, found)
        return
    show(run.out, found, run.zone)
    ref = found[0]["ref"]
    run.out.next_step(f"Next: `practice sync resolve {ref} --mine`, or `--theirs`, or `--edit`")


@app.command("resolve")
def resolve(
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="What `sync conflicts` calls it")],
    mine: Annotated[bool, typer.Option("--mine", help="Send what was done here, over it")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="Take what the platform has")] = False,
    edit: Annotated[bool, typer.Option("--edit", help="Write a third way in an editor")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Settle what the platform did not take: send ours, take theirs, or write a third way.

    Of a refused change, `--mine` sends it once more and `--theirs` gives it up. A person is shown
    both sides and asked first; a script is not.

    Example: practice sync resolve s-7k3fq2w --mine
    Example: practice sync resolve c-9m2xwpa --theirs
    """
    from practicecli.actions.following import follow_coverages
    from practicecli.actions.settling import keep_mine, take_theirs, unsettled
    from practicecli.cache.connect import transaction
    from practicecli.sync.lock import only_sync

    run = App.of(ctx)
    if mine + theirs + edit != 1:
        raise UsageError(
            "It does not say which side stands", hint="Give one of `--mine`, `--theirs`, `--edit`"
        )
    seen = unsettled(run.desk, ref)
    kept = "edited" if edit else "mine" if mine else "theirs"
    changed = _edited(run, seen) if edit else {}
    if not (edit or yes) and run.prompts.possible:
        _ask(run, seen, kept)
    # A sync at the same time may be about this very change.
    with only_sync(run.places.data_dir), transaction(run.db):
        one = unsettled(run.desk, ref)
        must_be_as_seen(one, seen, ref)
        if theirs:
            take_theirs(run.desk, one)
        else:
            keep_mine(run.desk, one, changed)
        follow_coverages(run.desk)  # a client's payer may be another now
    run.out.record(_RESOLVED, {"ref": ref, "kind": one.kind, "verb": one.verb, "kept": kept})
    run.out.next_step("Next: `practice sync`")


def must_be_as_seen(one: Change, seen: Change, ref: str) -> None:
    """Raise RefusedError where a person decided about something else than what now waits."""
    if (one.id, one.state, one.answer) != (seen.id, seen.state, seen.answer):
        raise RefusedError(
            "It was not settled",
            [Problem("changed-since", f"What waits about `{ref}` changed while you decided",
                     "Look again with `practice sync conflicts`, then decide")],
        )  # fmt: skip


def _ask(run: App, one: Change, kept: str) -> None:
    """Show what is about to be settled, and ask. Raises DeclinedError."""
    from practicecli.cache.waiting import conflict
    from practicecli.cli.sync.sides import on_stderr, show

    out = on_stderr(run.out)
    if one.state == "conflict":
        show(out, [conflict(one)], run.zone)
    else:
        out.say(f"{one.platform} refused `{one.verb}` of this {one.kind}")
        for problem in _refusal(one):
            out.say(f"  {safe(problem['code'])}: {safe(problem['message'])}")
    run.prompts.insist(_QUESTIONS[one.state, kept])


def _refusal(one: Change) -> list[dict[str, str]]:
    found = json.loads(one.answer or "[]")
    problems: list[dict[str, str]] = found.get("problems", []) if isinstance(found, dict) else found
    return problems


def _edited(run: App, one: Change) -> dict[str, str | None]:
    """Let the person write the fields that differ; give those they changed, as stored."""
    from practicecli.cache.waiting import conflict
    from practicecli.cli.editor import edited
    from practicecli.cli.sync.choosing import read_fields, writable, write_fields

    fields = conflict(one)["fields"] if one.state == "conflict" else []
    if not writable(fields):
        raise UsageError(
            "There are no fields here to write anew", hint="Give `--mine` or `--theirs`"
        )
    drawn_aside = not run.out.is_terminal  # a pipe gets the answer, not what an editor draws
    if not run.prompts.possible or (drawn_aside and not run.out.stderr.isatty()):
        raise UsageError(
            "`--edit` needs a terminal", hint="Give `--mine` or `--theirs` in a script"
        )
    text = edited(
        write_fields(fields, run.zone), run.env, screen=run.out.stderr if drawn_aside else None
    )
    return read_fields(text, fields, _rules(run, one))


def _rules(run: App, one: Change) -> Rules:
    from practicecli.cache.meeting import intent_of
    from practicecli.cache.reading import session
    from practicecli.cli.sync.fieldforms import Rules

    row = session(run.db, one.record) if one.kind == "session" else {}
    here = run.now.astimezone(run.zone)
    at = datetime.fromisoformat(row["starts_at"]) if row else run.now
    return Rules(
        book=run.book,
        now=here,
        day=at.astimezone(run.zone).date(),
        platform=one.platform,
        state=str(row["state"]) if row else "",
        sets=intent_of(one).sets,
    )
