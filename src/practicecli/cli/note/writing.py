"""Writing drafts and addenda: in an editor, section by section, or from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.given import text_of
from practicecli.cli.note import app
from practicecli.cli.note.reading import show_note
from practicecli.cli.session.words import SessionRef, codes, session_id
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from practicecli.domain.templates import NoteTemplate

Source = Annotated[
    str | None, typer.Option("--from", metavar="FILE", help="Markdown or JSON; - is stdin")
]


@app.command("write")
def write(
    ctx: typer.Context,
    session: SessionRef,
    template: Annotated[
        str | None,
        typer.Option("--template", metavar="soap|dap|birp", help="Or another of `note template`"),
    ] = None,
    source: Source = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask for one section after the other")] = False,
    like_last: Annotated[
        bool, typer.Option("--like-last", help="Carry plan and goals forward, marked")
    ] = False,
    dx: Annotated[
        list[str] | None, typer.Option("--dx", metavar="DX", help="Diagnosis; may be repeated")
    ] = None,
    goal: Annotated[
        list[int] | None,
        typer.Option("--goal", metavar="N", help="Goal of the treatment plan; may be repeated"),
    ] = None,
) -> None:
    """Write the draft note of a session: in your editor, asked for, or from a file.

    A file is Markdown with a heading per section, or JSON.

    Example: practice note write @last
    Example: practice note write s-7k3fq2w --template dap --from note.md
    Example: practice note write s-7k3fq2w --template girp --like-last --goal 1
    """
    from practicecli.actions.notes import doubts_about_draft, may_write, write_note
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = session_id(run, session)
    if source is not None and ask:
        raise UsageError("`--from` and `--ask` do not go together", hint="Leave one of them out")
    form = _template(run, identity, template)
    _, before, _ = may_write(run.desk, identity, form.key)  # before anybody has written a page
    if source is None and before and before.template != form.key:
        other = f"The draft is written by `{before.template}`; a note by `{form.key}` replaces it"
        run.prompts.insist(f"{other}. Go on", flag="--from")
    text, carried = _text(run, identity, form, source, goal, ask=ask, like_last=like_last)
    with transaction(run.db):
        write_note(
            run.desk,
            identity,
            template=form.key,
            text=text,
            dx=codes(dx) if dx else None,
            goals=goal,
            carried=carried,
            seen=None if source is not None else before.body if before else b"",
            finishes=source is None,
        )
        warnings = doubts_about_draft(run.desk, identity)
    # In a script nobody has read it yet: signing in a batch asks for that.
    ref = show_note(run, identity, read=run.out.is_terminal, brief=source is None)
    run.out.warn(warnings)
    _tell_of_unfinished(run, identity, ref)
    run.out.next_step(f"Next: `{_signing(run, identity).format(ref=ref)}`")


def _signing(run: App, identity: str) -> str:
    from practicecli.cache.sessions import get
    from practicecli.domain.platform_rules import CONFIRM_AND_SIGN

    of = get(run.db, identity)
    alone = of.status != "scheduled" or not run.book.policies[of.platform].by_signing
    return "practice note sign {ref}" if alone else CONFIRM_AND_SIGN


@app.command("addend")
def addend(ctx: typer.Context, session: SessionRef, source: Source = None) -> None:
    """Add a signed and dated addendum to a signed note: from your editor, or from a file.

    Example: practice note addend s-7k3fq2w
    Example: practice note addend s-7k3fq2w --from addendum.md
    """
    from practicecli.actions.addenda import addend_note, may_addend
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = session_id(run, session)
    may_addend(run.desk, identity)
    text = _from_file(source) if source is not None else _addendum(run, identity)
    with transaction(run.db):
        addend_note(run.desk, identity, text, finishes=source is None)
    show_note(run, identity, brief=source is None)


def _from_file(source: str) -> str:
    from practicecli.cli.drafts import LONGEST

    return text_of(source, limit=LONGEST, may_be_empty=True)


def _tell_of_unfinished(run: App, identity: str, ref: str) -> None:
    from practicecli.cache import edits

    if edits.get(run.db, identity):
        run.out.note(
            "A text of this note that was never finished is still kept:"
            f" `practice note write {ref}` offers it"
        )


def _addendum(run: App, identity: str) -> str:
    """Have an addendum written, shown and attested. Raises as the editor, DeclinedError."""
    from practicecli.actions.signatures import attested
    from practicecli.cache import edits
    from practicecli.cache.sessions import get
    from practicecli.cli.drafts import edit_text, unfinished
    from practicecli.cli.note.prefill import identity_lines
    from practicecli.domain.note_drafts import draft_head, without_asides

    of = get(run.db, identity)
    head = draft_head(identity_lines(run, of))
    begun = edits.get(run.db, identity)  # somebody signed the note while it was written
    if begun:
        head += unfinished(run, identity, begun[0])
    left = edit_text(run, subject=f"{identity}:addendum", kind="addendum", text=head)
    text = without_asides(left).strip()
    run.out.before_consent("\n".join([*identity_lines(run, of), "", text]))
    run.prompts.insist(f"{attested(run.desk, of, what='this addendum to the note')}. Sign it")
    run.reauthenticate()
    return text


def _template(run: App, identity: str, typed: str | None) -> NoteTemplate:
    if typed is None:
        from practicecli.cli.note.prefill import usual_template

        typed = usual_template(run, identity)
    try:
        return run.template(typed)
    except KeyError:
        known = ", ".join(f"`{one}`" for one in run.templates)
        raise UsageError(f"`--template` takes {known}") from None


def _text(
    run: App,
    identity: str,
    form: NoteTemplate,
    source: str | None,
    goals: Sequence[int] | None,
    *,
    ask: bool,
    like_last: bool,
) -> tuple[str, Mapping[str, str]]:
    """Give the text, and what is to fill the sections that it leaves empty."""
    from practicecli.cli.drafts import edit_draft, written_by_section

    if source is not None and not like_last:
        return _from_file(source), {}
    from practicecli.cli.note.prefill import carried_on, opened_with

    kept = carried_on(run, identity, form) if like_last else {}
    if source is not None:
        return _from_file(source), kept
    text = opened_with(run, identity, form, kept, goals)
    write_in = written_by_section if ask else edit_draft
    return write_in(run, subject=identity, template=form, text=text), {}
