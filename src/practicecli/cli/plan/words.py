"""A treatment plan as JSON has it and as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.cli import shapes
from practicecli.cli.cell import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from practicecli.actions.plans import OpenPlan
    from practicecli.cli.app import App

_INDENT = 4  # cells of what is left of a line
SHOWN = (
    Column("Ref", "ref", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("Status", "status"),
    Column("Diagnosis", "dx"),
    Column("Signed", "signed_at", "instant"),
    Column("Signer", "signer"),
    Column("Reviewed", "reviewed", "ref"),
    Column("Review by", "review_by", "instant"),
    Column("Hash", "hash"),
)


def show_plans(run: App, identities: Sequence[str]) -> list[dict[str, Any]]:
    """Print plans as they now are; give their JSON forms. That they were opened is logged."""
    from practicecli.actions.plans import open_plan
    from practicecli.cache.connect import transaction

    desk = run.desk
    with transaction(run.db):
        opened = [open_plan(desk, identity) for identity in identities]
    found = [plan_shape(run, one) for one in opened]
    if not run.out.asked.json:
        for one, shape in zip(opened, found, strict=True):
            run.out.record(SHOWN, shape)
            run.out.say("")
            for line in lines_of(one):
                run.out.wrapped(line, later=_INDENT)
    return found


def show_plan(run: App, identity: str) -> str:
    """Print one plan, as an object under `--json`; give its client's ref."""
    (shape,) = show_plans(run, [identity])
    if run.out.asked.json:
        run.out.record(SHOWN, shape)
    return str(shape["client_ref"])


def plan_shape(run: App, opened: OpenPlan) -> dict[str, Any]:
    """Give a plan's JSON form."""
    from practicecli.cache.people import client

    row = opened.row
    return {
        "id": row.id,
        "ref": row.ref,
        "client": row.client,
        "client_ref": client(run.db, row.client).ref,
        "status": row.status,
        "dx": row.dx.split(),
        "sections": dict(opened.sections),
        "goals": list(opened.goals),
        "edited_at": shapes.instant(row.edited_at, run.zone),
        "signed_at": shapes.instant(row.signed_at, run.zone),
        "signer": row.signer,
        "npi": row.npi,
        "review_by": shapes.instant(row.review_by, run.zone),
        "hash": row.hash,
        "reviewed": opened.reviewed or None,
    }


def lines_of(opened: OpenPlan) -> list[str]:
    """Give a plan's text as a person reads it; goals with the numbers that notes name them by."""
    from practicecli.domain.plans import GOALS, TEMPLATE, numbered
    from practicecli.figures.load import note_template

    lines: list[str] = []
    for section in note_template(TEMPLATE).sections:
        words = (opened.sections.get(section.key, "") or "(empty)").split("\n")
        shown = numbered(opened.goals) if section.key == GOALS and opened.goals else words
        lines += [f"{section.title}:", *(f"  {line}" for line in shown), ""]
    return lines
