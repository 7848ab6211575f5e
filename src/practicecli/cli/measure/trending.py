"""The course of one client's scores on one form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column, for_person
from practicecli.cli.client.words import ClientRef, client_id
from practicecli.cli.measure import app
from practicecli.cli.measure.words import FormName, kept_form, record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from practicecli.actions.measures import Course
    from practicecli.cli.output import Output
    from practicecli.domain.measures import Form

POINTS = (
    Column("On", "on", "date"),
    Column("Score", "score", "number"),
    Column("Change", "change", "number"),
    Column("Severity", "severity"),
    Column("Flags", "flags"),
)
_WIDEST = 80  # cells: a longer bar says no more


@app.command("trend")
def trend(ctx: typer.Context, client: ClientRef, form: FormName) -> None:
    """Show how a client's scores went, and whether a change counts; the opening is logged.

    Example: practice measure trend c-7k3fq2w phq9
    """
    from practicecli.actions.measures import course_of
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    who = client_id(run, client)
    key, instrument = kept_form(run, who, form)
    with transaction(run.db):
        found = course_of(run.desk, who, key, instrument.points if instrument else None)
    points = [record(run, one) for one in found.measures]
    if run.out.asked.json:
        run.out.record((), _shape(found, points, instrument))
    elif run.out.lays_out and points:
        _draw(run.out, found, points, instrument)
    else:
        run.out.rows(POINTS, points)


def _shape(found: Course, points: list[dict[str, Any]], instrument: Form | None) -> dict[str, Any]:
    return {
        "form": found.form,
        "title": instrument.title if instrument else found.form,
        "client_ref": found.client_ref,
        "measures": points,
        "change_since_first": found.since_first,
        "change_since_last": found.since_last,
        "counts_from": found.points,
        "since_first_counts": found.first_counts,
        "since_last_counts": found.last_counts,
        "counts_source": instrument.why_points if instrument else "",
    }


def _draw(
    out: Output, found: Course, points: Sequence[Mapping[str, Any]], instrument: Form | None
) -> None:
    from practicecli.cli.chart import bars, sparkline, takes_blocks
    from practicecli.cli.tables import aligned

    blocks = takes_blocks(out.stdout)
    least = min(one.least for one in found.measures)
    most = max(one.most for one in found.measures)
    line = sparkline([one.score for one in found.measures], least, most, blocks=blocks)
    title = instrument.title if instrument else found.form
    out.say(f"{title} of {found.client_ref}, from {least} to {most}: {line}")
    cells = [[for_person(column, one, out.now, out.zone) for column in POINTS] for one in points]
    labels = aligned(cells, right=[1, 2])
    drawn = [(label, one.score - least) for label, one in zip(labels, found.measures, strict=True)]
    for row in bars(drawn, min(out.width, _WIDEST), full=most - least, blocks=blocks):
        out.say(row)
    for words in _told(found):
        out.say(words)
    if found.points is not None and instrument is not None:
        out.wrapped(f"Counts from {found.points} points: {instrument.why_points}", later=2)


def _told(found: Course) -> list[str]:
    """Say how far the newest score went, in words."""
    moved = [
        ("Since the first", found.since_first, found.first_counts),
        ("Since the one before", found.since_last, found.last_counts),
    ]
    meaning = {None: "", True: ", which counts as a change", False: ", too little to count"}
    return [
        f"{since}: {change:+d}{meaning[really]}"
        for since, change, really in moved
        if change is not None
    ]
