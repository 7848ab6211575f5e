"""Coverages to look at, over time and on one day, and what platforms answered about them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.client.words import ClientRef, client_id
from practicecli.cli.command import ListCommand
from practicecli.cli.coverage import app
from practicecli.cli.coverage.words import shapes_of, show, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from practicecli.cache.eligibility import Asked
    from practicecli.domain.coverage import Coverage

LISTED = (
    Column("Rank", "rank"),
    Column("Payer", "payer"),
    Column("Plan", "plan"),
    Column("From", "effective"),
    Column("Until", "ends"),
    Column("State", "state"),
    Column("As of", "as_of"),
    Column("Source", "source"),
)
HISTORY = (
    Column("Asked", "asked_at", "moment"),
    Column("Platform", "platform"),
    Column("Status", "status"),
    Column("Changes", "changed"),
)
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="On another day than today")]


@app.command("list", cls=ListCommand)
def list_coverages(ctx: typer.Context, client: ClientRef, on: On = None) -> None:
    """List a client's coverages of both ranks over time, and which of them is in force.

    Example: practice coverage list c-7k3fq2w
    """
    run = App.of(ctx)
    ref, there = _there(run, client)
    found = shapes_of(there, run.day(on) if on else run.today, ref=ref)
    run.out.rows(LISTED, ({**one, **_as_of(one)} for one in found))


@app.command("show")
def show_coverage(ctx: typer.Context, client: ClientRef, on: On = None) -> None:
    """Show the coverage in force, the secondary one too, and its benefits in words.

    Example: practice coverage show c-7k3fq2w
    """
    from practicecli.domain.coverage import Rank

    run = App.of(ctx)
    ref, there = _there(run, client)
    day = run.day(on) if on else run.today
    found = {one["rank"]: one for one in shapes_of(there, day, ref=ref) if _counts(one)}
    told = {
        "client": there[0].client if there else client_id(run, client),
        "client_ref": ref,
        "on": day.isoformat(),
        **{rank.value: found.get(rank.value) for rank in Rank},
    }
    if run.out.asked.json:
        run.out.record((), told)
        return
    for one in found.values():
        show(run, one)
    if Rank.PRIMARY.value not in found:
        run.out.say(f"No primary coverage of client {ref} is in force on {day}")
        run.out.next_step(f"Say what there is: `practice coverage add {ref} ...`")


@app.command("history", cls=ListCommand)
def history(
    ctx: typer.Context,
    client: ClientRef,
    raw: Annotated[
        bool, typer.Option("--raw", help="What was asked and answered, as it came, too")
    ] = False,
) -> None:
    """List what a client's platform answered about the insurance, oldest first.

    Example: practice coverage history c-7k3fq2w
    """
    from practicecli.cache import people
    from practicecli.cache.eligibility import of_client

    run = App.of(ctx)
    who = people.client(run.db, client_id(run, client))
    columns = (*HISTORY, Column("Answer", "raw")) if raw else HISTORY
    first = True
    rows: list[dict[str, Any]] = []
    for one in of_client(run.db, who.id):
        row = _answered(one, who.ref, first=first, raw=raw)
        rows.append({**row, "asked_at": shapes.instant(one.asked_at, run.zone)})
        first = first and one.status == "unreadable"
    run.out.rows(columns, rows)


def _there(run: App, typed: str) -> tuple[str, list[Coverage]]:
    """Give a client's ref and coverages; before any was added, the record of their own as one."""
    from practicecli.cache import people
    from practicecli.cache.coverages import of_client
    from practicecli.domain.coverage import of_record

    who = people.client(run.db, client_id(run, typed))
    there = of_client(run.db, who.id)
    if not there and (who.payer or who.member_id):
        there = [of_record(who, who.id)]
    return who.ref, there


def _counts(one: Mapping[str, Any]) -> bool:
    return bool(one["state"] == "in-force")


def _as_of(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"as_of": one["benefits"]["as_of"] if one["benefits"] else None}


def _answered(one: Asked, ref: str, *, first: bool, raw: bool) -> dict[str, Any]:
    changes = json.loads(one.changes)
    row: dict[str, Any] = {
        "id": one.id,
        "client": one.client,
        "client_ref": ref,
        "coverage": one.coverage,
        "platform": one.platform,
        "asked_at": one.asked_at,
        "status": one.status,
        "first": first,
        "changes": changes,
        "changed": "first answer" if first else changed_words(changes),
    }
    if raw:
        row |= {"asked": json.loads(one.asked), "answer": json.loads(one.answer), "raw": one.answer}
    return row


def changed_words(changes: Sequence[Mapping[str, Any]]) -> str:
    """Say in one line what an answer says otherwise than the one before."""
    from practicecli.domain.benefits import WORDS

    told = [
        f"{WORDS.get(one['field'], one['field'].replace('_', ' '))}"
        f" {value_words(one['field'], one['was'])} → {value_words(one['field'], one['now'])}"
        for one in changes
    ]
    return "; ".join(told) or "no change"
