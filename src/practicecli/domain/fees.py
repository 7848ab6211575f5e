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


class Terms(NamedTuple):
    """Whether a fee may be asked at all: `forbidden` are the memberships that rule it out.

    `most_cents` is the lowest cap there is, None without any, and `whose` it is.
    """

    forbidden: tuple[str, ...] = ()
    most_cents: int | None = None
    whose: str = ""

    @property
    def words(self) -> str:
        """Say what a client may be asked for a session they miss."""
        if self.forbidden:
            return f"A missed session costs nothing: {self.forbidden[0]} may not be charged for one"
        most = ""
        if self.most_cents is not None:
            most = f", at most the {self.most_cents / 100:.2f} that {self.whose} allows"
        return f"A missed session costs the fee that you ask{most}; no insurance ever pays it"


def terms_of_fee(members: Sequence[Member], rules: NoShow, *, prescriber: bool = False) -> Terms:
    """Say whether a fee for a missed session may be charged with these coverages, and how much.

    Of several caps, the platform's and the payers', the lowest holds; a platform may have another
    for the sessions of a prescriber.
    """
    forbidden = tuple(_whose(one, rules) for one in members if _forbids(one, rules))
    caps = [(rules.cap_for(prescriber=prescriber), "the platform")]
    caps += [(one.payer.missed_fee_cap_cents, one.payer.label) for one in members]
    known = [(cents, whose) for cents, whose in caps if cents is not None]
    if forbidden or not known:
        return Terms(forbidden)
    most, whose = min(known, key=lambda cap: cap[0])
    return Terms((), most, whose)


def objections_to_fee(
    fee_cents: int, *, members: Sequence[Member], rules: NoShow, prescriber: bool = False
) -> Iterator[Problem]:
    """Say why a fee for a missed session may not be charged to a client with these coverages."""
    if not fee_cents:
        return
    terms = terms_of_fee(members, rules, prescriber=prescriber)
    for whose in terms.forbidden:
        yield Problem(
            "fee-not-allowed",
            f"{whose} may not be charged for a missed session",
            "Leave out `--fee`",
        )
    if terms.most_cents is not None and fee_cents > terms.most_cents:
        yield Problem(
            "fee-not-allowed",
            f"The fee is over the {terms.most_cents / 100:.2f} that {terms.whose} allows",
            f"Give at most `--fee {terms.most_cents / 100:.2f}`",
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


def _whose(one: Member, rules: NoShow) -> str:
    second = ", their secondary coverage," if one.secondary else ""
    return f"Members of {_named(one, rules)}{second}"


def _named(one: Member, rules: NoShow) -> str:
    if one.payer.missed_fee_forbidden:
        return one.payer.label
    plan = one.payer.plan_of(one.plan)
    return plan if plan in rules.forbidden_plans else one.payer.label
