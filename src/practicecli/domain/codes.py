"""What stands against the CPT codes of a claim, and how many units they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from practicecli.domain.code_minutes import doubts_near_limits, objections_to_minutes
from practicecli.domain.code_pairs import (
    clashes,
    objection_to_clash,
    objections_to_addons,
    objections_to_number,
    objections_to_repeats,
)
from practicecli.domain.code_payers import objections_of_payer
from practicecli.domain.cpt import Cpt, CptTable, units_for
from practicecli.domain.payers import Payer
from practicecli.domain.policy import Policy
from practicecli.domain.problems import Problem

__all__ = ["Cpt", "CptTable", "objections_to_codes", "units_for"]

_LONGEST_SHOWN = 12
_LICENCE_NAMES = {
    "prescriber": "prescribers",
    "psychologist": "psychologists who prescribe",
    "therapist": "licensed therapists",
}


def objections_to_codes(
    cpt: Sequence[str],
    *,
    minutes: int | None,
    licence: str,
    place: str,
    payer: Payer,
    plan: str,
    on: date,
    modifiers: Sequence[str],
    policy: Policy | None,
    table: CptTable,
    em_minutes: int | None = None,
) -> Iterator[Problem]:
    """Say all that stands against these codes on a service date; silence means nothing does.

    `minutes` are the session's true minutes, None where not known; `em_minutes` of them were an
    office visit's, None or 0 where that is not said. Modifiers are those of the claim; none at all
    means the usual ones will be filled in. The order of codes and modifiers does not matter.
    """
    codes = tuple(cpt)
    if not codes:
        yield Problem(
            "no-cpt",
            "No billing code is given",
            "Add one with `--cpt 90834`, or see `practice code cpt`",
        )
        return
    marks = frozenset(modifiers)
    if len(marks) != len(modifiers):
        yield from _marked_twice(modifiers)
    if policy is not None and (policy.blocked or policy.blocked_pairs):
        blocked = _blocked(codes, on, policy)
        yield from blocked.values()
        codes = tuple(code for code in codes if code not in blocked)
    yield from _by_table(codes, minutes, em_minutes or 0, licence, marks, table)
    yield from objections_of_payer(codes, licence, place, payer, plan, on, marks, table)


def _marked_twice(modifiers: Sequence[str]) -> Iterator[Problem]:
    for mark in sorted(set(modifiers)):
        if modifiers.count(mark) > 1:
            yield Problem(
                "modifier-twice",
                f"Modifier `{mark}` is given more than once; payers reject that",
                "Give it once",
            )


def _blocked(codes: tuple[str, ...], on: date, policy: Policy) -> dict[str, Problem]:
    found: dict[str, Problem] = {}
    for rule in policy.blocked:
        for code in codes:
            if (
                on >= rule.since
                and rule.first <= code <= rule.last
                and len(code) == len(rule.first)
            ):
                found[code] = Problem(
                    "cpt-blocked", f"`{code}`: {rule.why}", "Bill it outside this platform"
                )
    present = frozenset(codes)
    for pair in policy.blocked_pairs:
        if on >= pair.since and present & pair.left and present & pair.right:
            both = " and ".join(f"`{code}`" for code in sorted(present & (pair.left | pair.right)))
            # Keyed by no code: the codes themselves are known and go on to the other rules.
            found[""] = Problem("cpt-blocked", f"{both}: {pair.why}", "Leave one of them out")
    return found


@lru_cache(maxsize=4096)
def _by_table(
    codes: tuple[str, ...],
    minutes: int | None,
    em_minutes: int,
    licence: str,
    marks: frozenset[str],
    table: CptTable,
) -> tuple[Problem, ...]:
    """Give what the table alone decides. Remembered, as a batch asks the same thousandfold."""
    distinct = sorted(set(codes))
    known = [table.codes[code] for code in distinct if code in table.codes]
    found = clashes(known, marks, table)
    problems = [_unknown(code) for code in distinct if code not in table.codes]
    problems += _objections_to_licence(known, licence, table)
    if minutes is not None:
        problems += objections_to_minutes(known, minutes, em_minutes, table, clashing=bool(found))
    problems += objections_to_addons(known)
    problems += objections_to_repeats(codes, table)
    units = units_for(codes, minutes or 0, table, em_minutes)
    problems += objections_to_number(units, table)
    problems += [objection_to_clash(clash) for clash in found]
    if minutes is not None:
        problems += doubts_near_limits(known, minutes, em_minutes, table)
    return tuple(problems)


def _unknown(code: str) -> Problem:
    shown = code if len(code) <= _LONGEST_SHOWN else f"{code[:_LONGEST_SHOWN]}…"
    return Problem(
        "cpt-unknown",
        f"`{shown}` is not a code this program knows",
        "See the codes with `practice code cpt`",
    )


def _objections_to_licence(known: list[Cpt], licence: str, table: CptTable) -> Iterator[Problem]:
    kinds = table.licence_kinds(licence)
    for cpt in known:
        if not cpt.licences or not cpt.licences.isdisjoint(kinds):
            continue
        whose = " and ".join(_LICENCE_NAMES.get(kind, kind) for kind in sorted(cpt.licences))
        if kinds:
            ending = f"the licence here is {licence}"
        elif licence:
            ending = f"this program does not know the licence `{licence[:_LONGEST_SHOWN]}`"
        else:
            ending = "no licence is on record"
        fix = f"Your licence's code for it is `{cpt.instead}`" if cpt.instead and kinds else ""
        yield Problem(
            "cpt-not-licensed",
            f"`{cpt.code}` is for {whose}; {ending}",
            fix or "Check your licences with `practice provider show`",
        )
