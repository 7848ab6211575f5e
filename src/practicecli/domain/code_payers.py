"""What one payer and plan want of codes and modifiers, and who may bill it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from practicecli.domain.cpt import CptTable, Kind, WhoBills, letters_of
from practicecli.domain.payers import Payer
from practicecli.domain.problems import Problem, Weight, warning
from practicecli.domain.telehealth import doubts_about_modifiers

EAP = "eap"


@lru_cache(maxsize=4096)  # a batch asks the same thousandfold
def objections_of_payer(
    codes: tuple[str, ...],
    licence: str,
    place: str,
    payer: Payer,
    plan: str,
    on: date,
    marks: frozenset[str],
    table: CptTable,
) -> tuple[Problem, ...]:
    """Say what this payer has against codes, licence or modifiers; nothing for no plan at all."""
    plan = payer.plan_of(plan)
    problems = [*_objections_to_plan(codes, payer, plan, table)] if plan else []
    problems += _objections_to_biller(licence, payer, plan, on, table)
    problems += [
        warning("place-modifier", doubt, "Leave out `--modifier` to take the payer's usual ones")
        for doubt in doubts_about_modifiers(place, payer, plan, marks)
    ]
    return tuple(problems)


def _objections_to_plan(
    codes: tuple[str, ...], payer: Payer, plan: str, table: CptTable
) -> Iterator[Problem]:
    for code in sorted(set(codes)):
        known = table.codes.get(code)
        if known is None:
            continue
        if known.kind is Kind.EAP and plan != EAP:
            yield Problem(
                "cpt-plan",
                f"`{code}` is for employee assistance; the plan here is {plan}",
                "Take the code of the service, such as `90834`, or see the plan with"
                " `practice client show`",
            )
        elif plan == EAP and payer.eap_code and known.kind is not Kind.EAP:
            yield Problem(
                "cpt-plan",
                f"{payer.label}'s employee assistance does not take `{code}`: it would be billed"
                " to the client's own plan",
                f"Give `{payer.eap_code}` alone, with the authorization's number on the claim",
            )


def _objections_to_biller(
    licence: str, payer: Payer, plan: str, on: date, table: CptTable
) -> Iterator[Problem]:
    for rule in table.who_bills:
        if rule.plan not in {"", plan} or rule.payer not in {"", payer.key}:
            continue
        if _kept_out(rule, licence, on, table):
            yield Problem(
                "cpt-not-licensed",
                f"{rule.why[:1].upper()}{rule.why[1:]}; the licence here is {licence}",
                "Check your licences with `practice provider show`",
                Weight.WARNS if rule.warns else Weight.BLOCKS,
            )


def _kept_out(rule: WhoBills, licence: str, on: date, table: CptTable) -> bool:
    if rule.letters:
        return on < rule.since and not rule.letters.isdisjoint(letters_of(licence))
    kinds = table.licence_kinds(licence)
    return bool(kinds) and kinds.isdisjoint(rule.kinds)
