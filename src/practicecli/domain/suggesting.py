"""The codes that a session calls for: by true minutes and what is marked, never by what pays more.

Each decision gives its reason. What is suggested has passed the very rules of confirming.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practicecli.domain.bills import Bills
from practicecli.domain.code_history import doubts_about_evaluation, objections_to_day
from practicecli.domain.code_services import Held, service_of
from practicecli.domain.codes import objections_to_codes
from practicecli.domain.cpt import CptTable, units_for
from practicecli.domain.platform_rules import objections_of_platform
from practicecli.domain.policy import Policy
from practicecli.domain.problems import Problem, blocking
from practicecli.domain.telehealth import ASSISTANCE, TELEHEALTH, claim_place

__all__ = ["Held", "Suggestion", "check", "suggest"]

# Modifiers that say what is on record: another session of that day, a visit beside family therapy.
_SEPARATE: tuple[tuple[str, ...], ...] = ((), ("59",), ("25",), ("25", "59"))
_WHERE = {
    "office": "In the office",
    "video-home": "On video, the client at home or in a place like it",
    "video": "On video, the client in a clinic or another facility",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Codes and modifiers for a claim, or no codes at all; why; and what else there is to mind."""

    minutes: int
    assumed: bool
    cpt: tuple[str, ...]
    modifiers: tuple[str, ...]
    place: str
    place_of_service: str
    units: Mapping[str, int]
    reasons: tuple[str, ...]
    problems: tuple[Problem, ...]


def suggest(held: Held, *, table: CptTable) -> Suggestion:
    """Suggest codes, add-ons and modifiers with the reason of each; no codes where none fit.

    Raises KeyError for a place that is none of `POS`.
    """
    service = service_of(held, table)
    place_of_service, usual = claim_place(held.place, held.payer, held.plan)
    self_paid = held.policy is not None and held.policy.bills == Bills.CLIENT
    usual = () if self_paid else usual
    modifiers, problems = _passing(held, service.cpt, usual, table)
    cpt = service.cpt
    reasons = [_of_minutes(held), *service.reasons]
    if blocking(problems):
        # Without codes there is nothing that rules could object to: what is said is why.
        reasons += [f"{problem.message}: nothing is suggested" for problem in blocking(problems)]
        cpt, modifiers = (), usual
    if cpt:
        reasons += _of_separate(held, modifiers, usual)
    reasons.append(_of_place(held, place_of_service, usual, self_paid=self_paid))
    reasons += _of_first(held)
    return Suggestion(
        minutes=held.minutes,
        assumed=held.assumed,
        cpt=cpt,
        modifiers=modifiers,
        place=held.place,
        place_of_service=place_of_service,
        units=units_for(cpt, held.minutes, table, held.em_minutes),
        reasons=tuple(reasons),
        problems=tuple(problems),
    )


def check(
    held: Held, cpt: tuple[str, ...], modifiers: tuple[str, ...], table: CptTable
) -> list[Problem]:
    """Hold codes against every rule of codes that confirming this session would hold them to."""
    problems = list(
        objections_to_codes(
            cpt,
            minutes=held.minutes,
            licence=held.licence,
            place=held.place,
            payer=held.payer,
            plan=held.plan,
            on=held.on,
            modifiers=modifiers,
            policy=held.policy,
            table=table,
            em_minutes=held.em_minutes,
        )
    )
    problems += objections_to_day(
        cpt,
        frozenset(modifiers),
        held.same_day,
        held.same_day_marks,
        table=table,
        whose=f"this client on {held.on}",
        beside=_beside(held.policy),
    )
    if held.policy is not None:
        problems += objections_of_platform(
            held.policy, cpt, same_day=held.same_day, last_seen=held.last_seen, table=table
        )
    problems += doubts_about_evaluation(
        cpt,
        held.on,
        payer=held.payer,
        last_evaluation=held.last_evaluation,
        last_seen=held.last_seen,
        table=table,
    )
    return problems


def _beside(policy: Policy | None) -> frozenset[str]:
    rule = policy.second_session if policy else None
    return rule.but_for if rule else frozenset()


def _passing(
    held: Held, cpt: tuple[str, ...], usual: tuple[str, ...], table: CptTable
) -> tuple[tuple[str, ...], list[Problem]]:
    """Find the modifiers with which codes pass, the fewest first; else say what blocks without."""
    if not cpt:
        return usual, []
    first = check(held, cpt, usual, table)
    if not blocking(first):
        return usual, first
    for extra in _SEPARATE[1:]:
        problems = check(held, cpt, (*usual, *extra), table)
        if not blocking(problems):
            return (*usual, *extra), problems
    return usual, first


def _of_minutes(held: Held) -> str:
    if held.assumed:
        return (
            f"{held.minutes} minutes as scheduled: the true times are not known yet;"
            " say them with `--start` and `--stop`"
        )
    return f"The session ran {held.minutes} minutes by its true times"


def _of_separate(held: Held, modifiers: tuple[str, ...], usual: tuple[str, ...]) -> list[str]:
    reasons = []
    if "59" in modifiers and "59" not in usual:
        there = " ".join(f"`{code}`" for code in held.same_day)
        reasons.append(
            f"`59` says that this was a session of its own, as {there} is confirmed for another"
            " one of that day; if they were one, leave it out and correct the other"
        )
    if "25" in modifiers and "25" not in usual:
        reasons.append("`25` says that the office visit was apart from the therapy")
    return reasons


def _of_place(held: Held, pos: str, usual: tuple[str, ...], *, self_paid: bool) -> str:
    where = f"{_WHERE[held.place]}: place of service {pos}"
    if self_paid:
        return f"{where}; the client pays, so no modifier is needed"
    video = " ".join(f"`{mark}`" for mark in usual if mark in TELEHEALTH)
    if video:
        where += f" with {video}, as {held.payer.label} wants"
    elif held.place != "office":
        where += f" alone, as {held.payer.label} wants"
    if ASSISTANCE in usual:
        where += f"; `{ASSISTANCE}` says employee assistance"
    return where


def _of_first(held: Held) -> list[str]:
    if not held.first or held.occasion:
        return []
    mark = f"`practice session mark {held.ref} --intake`"
    why = "It is this client's first session here; if it was a first evaluation, mark it with"
    return [f"{why} {mark}, and `90791` is suggested"]
