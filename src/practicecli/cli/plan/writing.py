"""Writing the draft of a treatment plan."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.client.words import ClientRef, client_id
from practicecli.cli.plan import app
from practicecli.cli.plan.words import show_plan
from practicecli.cli.session.words import codes


@app.command("write")
def write(
    ctx: typer.Context,
    client: ClientRef,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help="Markdown or JSON; - is stdin"),
    ] = None,
    dx: Annotated[
        list[str] | None, typer.Option("--dx", metavar="F41.1", help="A diagnosis; may be repeated")
    ] = None,
    like_last: Annotated[
        bool,
        typer.Option("--like-last", help="Start from the plan in force; what is left out stays"),
    ] = False,
) -> None:
    """Write the draft of a client's plan: in your editor, or from a file with a heading a section.

    Each line of the section `Goals` is a goal; notes name them by number.

    Example: practice plan write c-7k3fq2w --from plan.md --dx F41.1
    """
    from practicecli.cli.drafts import LONGEST, nowhere
    from practicecli.cli.given import text_of

    run = App.of(ctx)
    identity = client_id(run, client)
    said = codes(dx)
    if source is not None:
        text = text_of(source, limit=LONGEST, may_be_empty=True)
        keep_draft(run, identity, text, said, like_last=like_last)
    elif run.prompts.possible:
        keep_draft(run, identity, edited(run, identity, said, like_last=like_last))
    elif said or like_last:
        keep_draft(run, identity, None, said, like_last=like_last)
    else:
        raise nowhere()


def edited(run: App, identity: str, dx: tuple[str, ...] = (), *, like_last: bool = False) -> str:
    """Give the text as it was left in the editor, opened on the draft or the plan in force."""
    from practicecli.actions.plans import plan_to_edit
    from practicecli.cache.connect import transaction
    from practicecli.cache.people import client
    from practicecli.cli.drafts import edit_draft
    from practicecli.domain.note_drafts import draft_text
    from practicecli.domain.plans import TEMPLATE
    from practicecli.figures.load import note_template

    with transaction(run.db):
        start = plan_to_edit(run.desk, identity, like_last=like_last)
    template = note_template(TEMPLATE)
    text = draft_text(template, start.sections, dx=dx or start.dx or ())
    header = [f"treatment plan of client {client(run.db, identity).ref}"]
    return edit_draft(run, subject=identity, template=template, text=text, header=header)


def keep_draft(
    run: App, identity: str, text: str | None, dx: tuple[str, ...] = (), *, like_last: bool = False
) -> None:
    """Keep a text as the draft of a client's plan, and print it."""
    from practicecli.actions.plans import write_plan
    from practicecli.cache.connect import transaction

    with transaction(run.db):
        written = write_plan(run.desk, identity, text=text, dx=dx, like_last=like_last)
    ref = show_plan(run, written)
    run.out.next_step(f"Next: `practice plan sign {ref}`")
