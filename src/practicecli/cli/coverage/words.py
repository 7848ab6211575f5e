"""A coverage as JSON has it and as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.cli.cell import Column
from practicecli.cli.text import money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from practicecli.cli.app import App
    from practicecli.domain.coverage import Coverage

SHOWN = (
    Column("Client", "client_ref", "ref"),
    Column("Rank", "rank"),
    Column("Payer", "payer"),
    Column("Plan", "plan"),
    Column("Member id", "member_id"),
    Column("From", "effective", "ref"),
    Column("Until", "ends", "ref"),
    Column("State", "state"),
    Column("Source", "source"),
)
_INDENT = 2


def shape(one: Coverage, *, ref: str, state: str) -> dict[str, Any]:
    """Give a coverage's JSON form; `state` says where it stands on the day that was asked for."""
    from practicecli.domain.benefits import WORDS, terms_of

    benefits = None
    if one.benefits is not None:
        terms = terms_of(one.benefits)
        benefits = {
            "as_of": one.benefits.as_of.isoformat(),
            **{name: terms.get(name) for name in WORDS},
        }
    return {
        "id": one.id,
        "client": one.client,
        "client_ref": ref,
        "rank": one.rank.value,
        "payer": one.payer,
        "plan": one.plan,
        "member_id": one.member_id,
        "effective": one.effective and one.effective.isoformat(),
        "ends": one.ends and one.ends.isoformat(),
        "state": state,
        "source": one.source,
        "benefits": benefits,
    }


def shapes_of(there: Sequence[Coverage], on: date, *, ref: str) -> list[dict[str, Any]]:
    """Give coverages with how each stands on a day: coming, in-force, ended or replaced."""
    from practicecli.domain.coverage import Rank, latest

    newest = {rank: latest(there, rank, on) for rank in Rank}
    return [shape(one, ref=ref, state=_state(one, newest[one.rank], on)) for one in there]


def _state(one: Coverage, newest: Coverage | None, on: date) -> str:
    if one.effective is not None and one.effective > on:
        return "coming"
    if newest is not None and newest.id != one.id:
        return "replaced"
    return "in-force" if one.is_in_force(on) else "ended"


def show_one(run: App, ref: str, there: Sequence[Coverage], identity: str) -> None:
    """Print one coverage of a client as it now stands, with its benefits in words."""
    found = shapes_of(there, run.today, ref=ref)
    show(run, next(one for one in found if one["id"] == identity))


def show(run: App, told: Mapping[str, Any]) -> None:
    """Print a coverage from its JSON form."""
    run.out.record(SHOWN, told)
    if run.out.asked.json:
        return
    for line in benefit_lines(told["benefits"]):
        run.out.wrapped(line, later=_INDENT)


def benefit_lines(benefits: Mapping[str, Any] | None) -> Iterable[str]:
    """Say in words what a plan pays."""
    if benefits is None:
        yield "Benefits: not known; add them with `practice coverage edit CLIENT --copay 25.00 ...`"
        return
    yield f"Benefits, as of {benefits['as_of']}:"
    for name, words in (("copay_cents", "copay"), ("coinsurance_hundredths", "coinsurance")):
        if benefits[name] is not None:
            yield f"  {value_words(name, benefits[name])} {words}"
    for total, words in _LIMITS.items():
        if benefits[total] is not None:
            if not benefits[total]:
                yield f"  no {words}"
                continue
            met = benefits[_MET[total]] or 0
            left = max(benefits[total] - met, 0)
            shown = f"{money(met)} of {money(benefits[total])}"
            yield f"  {words}: {shown} met, {money(left)} to go"
    if benefits["visits_allowed"] is not None:
        yield f"  visits: {benefits['visits_used'] or 0} of {benefits['visits_allowed']} used"
    if benefits["authorization_required"]:
        yield "  sessions need an authorization"
    yield f"  plan year from {benefits['plan_year_start']}"


_LIMITS = {
    "deductible_cents": "deductible",
    "family_deductible_cents": "family deductible",
    "oop_max_cents": "out of pocket",
    "family_oop_max_cents": "family out of pocket",
}
_MET = {
    "deductible_cents": "deductible_met_cents",
    "family_deductible_cents": "family_deductible_met_cents",
    "oop_max_cents": "oop_met_cents",
    "family_oop_max_cents": "family_oop_met_cents",
}


def value_words(name: str, value: object) -> str:
    """Write a term, or another fact of an answer, for a person."""
    if value is None:
        return "none"
    if name.endswith("_cents") and isinstance(value, int):
        return money(value)
    if name == "coinsurance_hundredths" and isinstance(value, int):
        return f"{value // 100}.{value % 100:02}".removesuffix(".00") + " %"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
