"""Writing drafts and addenda."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.note import app
from practicecli.cli.note.reading import show_note
from practicecli.cli.session.words import SessionRef, session_id
from practicecli.errors import UsageError

LONGEST = 1_000_000  # bytes of a note's text; a page is about 3,000

Source = Annotated[
    str | None, typer.Option("--from", metavar="FILE", help="Markdown or JSON; - is stdin")
]


@app.command("write")
def write(
    ctx: typer.Context,
    session: SessionRef,
    template: Annotated[
        str, typer.Option("--template", metavar="soap|dap|birp", help="Which sections it has")
    ],
    source: Source = None,
) -> None:
    """Write the draft note of a session: Markdown with a heading per section, or JSON.

    Example: practice note write s-7k3fq2w --template dap --from note.md
    """
    from practicecli.actions.notes import write_note
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    _must_be_template(template)
    identity = session_id(run, session)
    text = _text(source)
    with transaction(run.db):
        write_note(run.desk, identity, template=template, text=text)
    # In a script nobody has read it yet: signing in a batch asks for that.
    ref = show_note(run, identity, read=run.out.is_terminal)
    run.out.next_step(f"Next: `practice note sign {ref} --attest`")


@app.command("addend")
def addend(ctx: typer.Context, session: SessionRef, source: Source = None) -> None:
    """Add a signed and dated addendum to a signed note.

    Example: practice note addend s-7k3fq2w --from addendum.md
    """
    from practicecli.actions.notes import addend_note
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = session_id(run, session)
    text = _text(source)
    with transaction(run.db):
        addend_note(run.desk, identity, text)
    show_note(run, identity)


def _must_be_template(name: str) -> None:
    from practicecli.figures.load import note_templates

    if name not in note_templates():
        raise UsageError(f"`--template` takes {', '.join(note_templates())}")


def _text(source: str | None) -> str:
    if source is None:
        raise UsageError(
            "It does not say where the text is", hint="Give `--from FILE` or `--from -`"
        )
    try:
        if source == "-":
            content = sys.stdin.buffer.read(LONGEST + 1)
        else:
            with open(source, "rb") as file:  # noqa: PTH123
                content = file.read(LONGEST + 1)
    except OSError as error:
        raise UsageError(f"Cannot read `{source}`: {error.strerror}") from error
    if len(content) > LONGEST:
        raise UsageError(f"`{source}` is longer than a note can be ({LONGEST:,} bytes)")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"`{source}` is not UTF-8 from byte {error.start} on", hint="Save it as UTF-8"
        ) from error
    if "\0" in text:
        raise UsageError(f"`{source}` holds a NUL byte", hint="Give a text file")
    return text
