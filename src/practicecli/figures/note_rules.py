"""The note templates and what every note needs, as domain records."""

from __future__ import annotations

from functools import cache

from practicecli.domain.note_rules import Element, NoteRules
from practicecli.domain.templates import NoteTemplate, template_from
from practicecli.figures._compiled import FIGURES


@cache
def note_templates() -> dict[str, NoteTemplate]:
    """Every built-in template by key, that of treatment plans among them."""
    rows = (row for name, row in FIGURES.items() if name.startswith("notes/"))
    return {row["key"]: template_from(row) for row in rows}


@cache
def note_rules() -> NoteRules:
    """Give what a billed note needs, and from when on two notes are too much alike."""
    figures = FIGURES["note_rules"]
    return NoteRules(
        elements=tuple(
            Element(
                row["key"],
                row["title"],
                tuple(row["words"]),
                tuple(row.get("places", ())),
            )
            for row in figures["elements"]
        ),
        alike=figures["alike"]["value"],
        compared_own=figures["compared"]["own"],
        compared_all=figures["compared"]["all"],
    )
