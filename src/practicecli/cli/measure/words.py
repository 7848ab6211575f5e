"""What the commands for questionnaires share: their arguments, and how answers are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.cell import Column
from practicecli.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from practicecli.actions.measures import Measure
    from practicecli.cli.app import App
    from practicecli.domain.measures import Form
    from practicecli.domain.problems import Problem
    from practicecli.places import Places

FormName = Annotated[
    str, typer.Argument(metavar="FORM", help="Which questionnaire, such as phq9 or gad7")
]

SHOWN = (
    Column("Form", "form"),
    Column("Client", "client_ref", "ref"),
    Column("Name", "client_name"),
    Column("Session", "session_ref", "ref"),
    Column("On", "on", "date"),
    Column("Answers", "answers"),
    Column("Score", "score", "number"),
    Column("Of", "most", "number"),
    Column("Severity", "severity"),
    Column("Flags", "flags"),
    Column("Change", "change", "number"),
    Column("Void", "void"),
)


def form_named(places: Places, typed: str) -> Form:
    """Find the form that was meant, in any case, with or without `-`.

    Raises NotFoundError; UsageError where it is none of ours and a file of one's own is off.
    """
    from practicecli.domain.measures import plain
    from practicecli.figures.measures import measure_forms

    ours = measure_forms()
    wanted = plain(typed)
    # Ours are found without a look at the folder: a slip in a file there stops no PHQ-9.
    found = _named(ours.values(), wanted)
    if found is None:
        own, problems = own_forms(places)
        found = _named(own.values(), wanted)
        if found is None and problems:
            raise wrong_files(problems)
        if found is None:
            known = ", ".join(f"`{key}`" for key in [*sorted(ours), *sorted(own)])
            raise NotFoundError(
                "There is no such questionnaire",
                hint=f"Known are {known}; `practice measure forms FORM` shows one",
            )
    return found


def kept_form(run: App, client: str, typed: str) -> tuple[str, Form | None]:
    """Find the form of answers that are kept: its key, and the form itself where it still is there.

    Raises NotFoundError where there is neither.
    """
    from practicecli.cache.measures import forms_of
    from practicecli.domain.measures import plain

    kept = {plain(key): key for key in forms_of(run.db, client)}.get(plain(typed))
    try:
        form = form_named(run.places, kept or typed)
    except (NotFoundError, UsageError):
        if kept is None:
            raise
        return kept, None
    return form.key, form


def _named(forms: Iterable[Form], wanted: str) -> Form | None:
    from practicecli.domain.measures import plain

    return next((one for one in forms if plain(one.key) == wanted), None)


def own_forms(places: Places) -> tuple[dict[str, Form], list[Problem]]:
    """Read the questionnaires of one's own; give those that are well, and all that is wrong."""
    from pathlib import Path

    from practicecli.figures.measures import measure_forms
    from practicecli.files import own

    return own.own_forms(Path(places.own_measures), taken=measure_forms())


def wrong_files(problems: Sequence[Problem]) -> UsageError:
    """Make the error that says all that is wrong with files of one's own."""
    return UsageError(
        "A questionnaire of your own cannot be used",
        hint="Put the file right; the manual shows how one is written",
        problems=problems,
    )


def record(run: App, one: Measure) -> dict[str, Any]:
    """Give answers as they are shown: JSON holds refs, a person also sees the client's name."""
    row = one.row
    shape: dict[str, Any] = {
        "id": row.id,
        "form": row.form,
        "client": row.client,
        "client_ref": row.client_ref,
        "session": row.session,
        "session_ref": row.session_ref,
        "on": row.day,
        "answers": list(one.answers),
        "score": one.score,
        "most": one.most,
        "severity": one.severity,
        "flags": list(one.flags),
        "change": one.change,
        "void": one.void,
    }
    if not run.out.asked.json:
        shape |= {"client_name": row.client_name, "void": one.void or None}
    return shape
