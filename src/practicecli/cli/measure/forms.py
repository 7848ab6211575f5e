"""The questionnaires there are, and the items of one; no practice is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.measure import app
from practicecli.cli.measure.words import form_named, own_forms, wrong_files
from practicecli.cli.output import Output

if TYPE_CHECKING:
    from practicecli.domain.measures import Form

LISTED = (
    Column("Form", "form", "ref"),
    Column("Title", "title"),
    Column("About", "about"),
    Column("Items", "count", "number"),
    Column("Most", "most", "number"),
    Column("Severities", "severities"),
)
SHOWN = (
    Column("Form", "form"),
    Column("Title", "title"),
    Column("About", "about"),
    Column("Score", "range"),
    Column("Severity", "severities"),
    Column("Counts as change", "counts_from"),
    Column("Source", "source"),
    Column("Licence", "licence"),
)


@app.command("forms", cls=ListCommand)
def forms(
    ctx: typer.Context,
    form: Annotated[
        str | None, typer.Argument(metavar="FORM", help="Show the items of this one")
    ] = None,
) -> None:
    """List the questionnaires, or show the items and answers of one.

    Example: practice measure forms
    Example: practice measure forms phq9
    """
    places, out = App.of(ctx).places, Output.of(ctx)
    if form is not None:
        _show(out, form_named(places, form))
        return
    from practicecli.figures.measures import measure_forms

    own, problems = own_forms(places)
    out.rows(LISTED, (_shape(out, one) for one in (*measure_forms().values(), *own.values())))
    if problems:
        raise wrong_files(problems)


def _show(out: Output, form: Form) -> None:
    from practicecli.domain.measures import scale

    out.record(SHOWN, _shape(out, form))
    if out.asked.json:
        return
    out.say("")
    out.wrapped(form.question, later=0)
    for number, item in enumerate(form.items, start=1):
        out.wrapped(f"{number}. {item.text}", later=3)
        out.wrapped(f"   {scale(form, item)}", later=3)


def _shape(out: Output, form: Form) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "form": form.key,
        "title": form.title,
        "about": form.about,
        "question": form.question,
        "items": [
            {
                "number": number,
                "text": item.text,
                "answers": [
                    {"value": value, "words": words}
                    for value, words in enumerate(item.answers, form.lowest)
                ],
            }
            for number, item in enumerate(form.items, start=1)
        ],
        "least": form.least,
        "most": form.most,
        "bands": [
            {"from": band.low, "to": band.high, "severity": band.severity} for band in form.bands
        ],
        "flags": [one.code for one in form.flags],
        "counts_from": form.points,
        "source": form.source,
        "licence": form.licence,
    }
    if not out.asked.json:
        shape |= {
            "count": len(form.items),
            "range": f"{form.least} to {form.most}",
            "severities": [f"{one.low}-{one.high} {one.severity}" for one in form.bands],
        }
    return shape
