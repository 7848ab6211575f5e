"""Writing a text in an editor, or section by section, so that an interruption loses nothing.

What was saved is sealed into the practice while it is being written, and offered again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from practicecli.domain.note_drafts import aside
from practicecli.errors import DeclinedError, UsageError

if TYPE_CHECKING:
    from typing import TextIO

    from practicecli.cli.app import App
    from practicecli.domain.templates import NoteTemplate

LONGEST = 1_000_000  # bytes of a text; a page is about 3,000
AT_ONCE = 2.0  # seconds in which nobody has read a draft: the editor did not wait


def edit_draft(
    run: App, *, subject: str, template: NoteTemplate, text: str, header: Sequence[str] = ()
) -> str:
    """Give a text as it was left in the person's editor, opened on `text` below the `header`.

    `subject` is the id of what it is about. Raises UsageError where nobody is there to write,
    DeclinedError where nothing was written.
    """
    shown = "".join(f"{aside(line)}\n" for line in header) + text
    return edit_text(run, subject=subject, kind=template.key, text=shown)


def edit_text(run: App, *, subject: str, kind: str, text: str) -> str:
    """Give a text as it was left in the person's editor; raises as `edit_draft`.

    What was interrupted before is offered to be gone on with; `kind` is the template it was for.
    """
    from practicecli.cli.editor import edited, memory, sweep

    must_be_written(run)
    warn_of_copies(run)
    sweep(memory(), _recovering(run))
    opened = unfinished(run, subject, kind)
    began = monotonic()
    left = edited(
        opened or text,
        run.env,
        suffix=".md",
        screen=screen_of(run),
        stem=f"{subject}.{kind}",
        keep=lambda saved: keep_text(run, subject, kind, saved),
    )
    if left == text and not opened:
        at_once = monotonic() - began < AT_ONCE
        raise DeclinedError(
            "Nothing was written"
            + ("; an editor that returns at once needs its option to wait,"
               " as in `EDITOR='code --wait'`" if at_once else "")
        )  # fmt: skip
    keep_text(run, subject, kind, left)  # until it has become a draft
    return left


def warn_of_copies(run: App) -> None:
    """Speak up where the person's editor may keep what it edits elsewhere."""
    from practicecli.cli.editor import leaves_copies

    if run.env.get("VISUAL") or run.env.get("EDITOR"):
        name = leaves_copies(run.env)
        if name:
            run.out.note(f"`{name}` may keep copies of what it edits; see the threat model")


def must_be_written(run: App) -> None:
    """Make sure that somebody is there to write. Raises UsageError."""
    if not run.prompts.possible or not (run.out.is_terminal or run.out.stderr.isatty()):
        raise nowhere()


def screen_of(run: App) -> TextIO | None:
    """Give where an editor draws, None for standard output: a pipe gets the answer alone."""
    return None if run.out.is_terminal else run.out.stderr


def nowhere() -> UsageError:
    """Make the error for a script that does not say where its text is."""
    return UsageError("It does not say where the text is", hint="Give `--from FILE` or `--from -`")


def unfinished(run: App, subject: str, kind: str) -> str:
    """Give the text that was interrupted, if the person wants to go on with it; else nothing."""
    from practicecli.cache import edits
    from practicecli.cli.text import when

    kept = edits.get(run.db, subject)
    if kept is None:
        return ""
    other, body, at = kept
    since = when(datetime.fromisoformat(at), run.now, run.zone)
    if other != kind:  # or the first save would take its place
        question = f"A text for `{other}` of {since} was never finished; let go of it for good"
        run.prompts.insist(question, flag=f"--template {other}")
        return ""
    question = f"A text of {since} was never finished; go on with it"
    if not run.prompts.confirm(question, flag="--from", default=True):
        return ""
    return run.desk.seal.open(body, f"{subject}:edit")


def keep_text(run: App, subject: str, kind: str, text: str) -> None:
    """Seal a text into the practice, in the place of what was kept of this subject before."""
    from practicecli.actions.keeping import keep_edit
    from practicecli.cache.connect import transaction

    with transaction(run.db):
        keep_edit(run.desk, subject, kind, text)


def _recovering(run: App) -> Any:  # noqa: ANN401 - the editor's own type
    """Take in what an editor held that outlived us, if it is about something of this practice."""

    def recover(stem: str, text: str, saved: datetime) -> bool:
        from practicecli.actions.keeping import recover_edit
        from practicecli.cache.connect import transaction

        subject, _, kind = stem.rpartition(".")
        with transaction(run.db):
            taken, fresh = recover_edit(run.desk, subject, kind, text, saved)
        if fresh:
            run.out.note("A text that an editor was left with was found, and is kept")
        return taken

    return recover


def written_by_section(run: App, *, subject: str, template: NoteTemplate, text: str) -> str:
    """Ask for one section after the other; give the whole as Markdown.

    An answer goes on until an empty line; no answer keeps what stood there. Raises UsageError.
    """
    from practicecli.domain.note_drafts import draft_text, read_draft

    run.prompts.need("--from")
    opened = unfinished(run, subject, template.key) or text
    draft = read_draft(opened, template)
    sections = dict(draft.sections)
    run.out.note("An empty line ends a section")
    for section in template.sections:
        needed = "" if section.required else ", may stay empty"
        run.out.note(f"{section.title}: {section.prompt}{needed}")
        if sections[section.key]:
            run.out.note(f"  Enter keeps: {sections[section.key]}")
        sections[section.key] = run.prompts.paragraph() or sections[section.key]
        opened = draft_text(template, sections, dx=draft.dx or (), goals=draft.goals or ())
        if draft.goals:
            opened = f"Goals: {' '.join(map(str, draft.goals))}\n{opened}"
        keep_text(run, subject, template.key, opened)
    return opened
