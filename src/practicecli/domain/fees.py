"""Fees for missed sessions: whom they may be asked of, and how much. Never an insurer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from practicecli.domain.problems import Problem, warning

if TYPE_CHECKING:
    from practicecli.domain.payers import Payer
    from practicecli.domain.policy import NoShow


class Member(NamedTuple):
    """One membership of a client that is in force: the payer, and the plan it goes by."""

    payer: Payer
    plan: str
    secondary: bool = False


def objections_to_fee(
    fee_cents: int, *, members: Sequence[Member], rules: NoShow, prescriber: bool = False
) -> Iterator[Problem]:
    """Say why a fee for a missed session may not be charged to a client with these coverages.

    Of several caps, the platform's and the payers', the lowest holds; a platform may have another
    for the sessions of a prescriber.
    """
    if not fee_cents:
        return
    forbidden = [one for one in members if _forbids(one, rules)]
    for one in forbidden:
        second = ", their secondary coverage," if one.secondary else ""
        yield Problem(
            "fee-not-allowed",
            f"Members of {_named(one, rules)}{second} may not be charged for a missed session",
            "Leave out `--fee`",
        )
    own = rules.cap_for(prescriber=prescriber)
    caps = [(own, "the platform")] if own is not None else []
    caps += [
        (one.payer.missed_fee_cap_cents, one.payer.label)
        for one in members
        if one.payer.missed_fee_cap_cents is not None
    ]
    if caps and not forbidden:
        most, whose = min(caps, key=lambda cap: cap[0] or 0)
        if most is not None and fee_cents > most:
            yield Problem(
                "fee-not-allowed",
                f"The fee is over the {most / 100:.2f} that {whose} allows",
                f"Give at most `--fee {most / 100:.2f}`",
            )


def doubts_about_fee(fee_cents: int, *, label: str, rules: NoShow) -> Iterator[Problem]:
    """Speak up where a platform wants the fee announced; `label` is the platform's name."""
    if fee_cents and rules.announced_first:
        yield warning(
            "fee-announced",
            f"{label} allows a fee only where the client was told of it before treatment began",
            "If they were not, `practice undo`, and leave out `--fee`",
        )


def _forbids(one: Member, rules: NoShow) -> bool:
    plan = one.payer.plan_of(one.plan)
    forbidden = rules.forbidden_plans
    return one.payer.missed_fee_forbidden or plan in forbidden or one.payer.key in forbidden


def _named(one: Member, rules: NoShow) -> str:
    if one.payer.missed_fee_forbidden:
        return one.payer.label
    plan = one.payer.plan_of(one.plan)
    return plan if plan in rules.forbidden_plans else one.payer.label
