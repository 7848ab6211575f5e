"""Notes as PDF, to hand to whoever may ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.note import app
from practicecli.cli.session.words import session_id
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from practicecli.actions.printing import ToPrint
    from practicecli.papers.document import Paper

_MOST_NAMED = 12  # signs that a warning names
_ALONE, _BOTH = 1, 2
PRINTED = (
    Column("File", "path"),
    Column("Notes", "notes", "number"),
    Column("Pages", "pages", "number"),
)


@app.command("pdf")
def pdf(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[SESSION] PATH", help="Whose note, and a new file for it; - is stdout"
        ),
    ],
    client: Annotated[
        str | None, typer.Option("--client", metavar="CLIENT", help="All notes of this client")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day, with --client")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The last day, with --client")
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Print drafts as well, marked on each page")
    ] = False,
) -> None:
    """Print the note of a session, or a client's notes, as PDF; each one printed is logged.

    Example: practice note pdf s-7k3fq2w note.pdf
    Example: practice note pdf --client c-2m9x4qd --from 2026-10-01 --to 2026-12-31 notes.pdf
    """
    from practicecli.cli.note.placing import STDOUT, must_be_free, place
    from practicecli.papers.document import notes_on_paper

    run = App.of(ctx)
    session, path = _read(words, client, start, end)
    must_be_free(run, path)
    first, last = _days(run, start, end)
    found = _opened(run, session, client, first, last, drafts=draft)
    paper = notes_on_paper(found.notes)
    saved = place(path, paper.content)
    if saved != STDOUT:
        shape = {"path": saved, "notes": len(found.notes), "pages": paper.pages}
        run.out.record(PRINTED, shape | {"refs": [one.ref for one in found.notes]})
        run.out.note("This file is not encrypted: keep it on an encrypted disk, or delete it")
    _warn(run, found, paper)


def _read(
    words: list[str], client: str | None, start: str | None, end: str | None
) -> tuple[str | None, str]:
    """Tell session from path. A file with notes of several clients would be a leak in waiting."""
    if client is None and (start is not None or end is not None):
        raise UsageError(
            "A file holds the notes of one client: with several in it, one of them reads another",
            hint="Say whose: `practice note pdf --client CLIENT --from DATE --to DATE PATH`",
        )
    if client is None and len(words) == _BOTH:
        return words[0], words[1]
    if client is not None and len(words) == _ALONE:
        return None, words[0]
    raise UsageError(
        "It takes a session and a path, or `--client` and a path",
        hint="Type `practice note pdf SESSION PATH`, or `practice note pdf --client CLIENT PATH`",
    )


def _days(run: App, start: str | None, end: str | None) -> tuple[date | None, date | None]:
    from practicecli.domain.when import NotATimeError, read_day

    try:
        first, last = (
            read_day(typed, today=run.today) if typed else None for typed in (start, end)
        )
    except NotATimeError as error:
        raise UsageError(str(error)) from error
    if first and last and last < first:
        raise UsageError(
            f"`--to` is {last}, before `--from`, which is {first}",
            hint="Give dates such as `2026-11-24`",
        )
    return first, last


def _opened(
    run: App,
    session: str | None,
    client: str | None,
    first: date | None,
    last: date | None,
    *,
    drafts: bool,
) -> ToPrint:
    """Open what is to be printed; the log is written before a copy exists."""
    from practicecli.actions.printing import note_to_print, notes_to_print
    from practicecli.cache.connect import transaction
    from practicecli.cache.lookup import resolve

    if session is not None:
        identity = session_id(run, session)
        with transaction(run.db):
            return note_to_print(run.desk, identity, drafts=drafts)
    whose = resolve(run.db, "client", client or "")
    with transaction(run.db):
        return notes_to_print(run.desk, whose, first=first, last=last, drafts=drafts)


def _warn(run: App, found: ToPrint, paper: Paper) -> None:
    from practicecli.domain.problems import warning

    problems = list(found.missing)
    if paper.missing:
        named = ", ".join(paper.missing[:_MOST_NAMED])
        more = " and others" if len(paper.missing) > _MOST_NAMED else ""
        problems.append(
            warning("letters-unknown", f"The paper's typeface lacks some signs; they stand in it as"
                    f" {named}{more}", "Read those places in `practice note show`")
        )  # fmt: skip
    if paper.backwards:
        problems.append(
            warning("right-to-left", "Text that is written from right to left stands on paper in"
                    " the order of its letters", "Read those places in `practice note show`")
        )  # fmt: skip
    run.out.warn(problems)
