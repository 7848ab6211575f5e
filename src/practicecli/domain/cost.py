"""What of an allowed amount is the client's: deductible, copay, coinsurance, out-of-pocket maximum.

Whole cents throughout. What is used of a plan's limits is carried in its Benefits themselves: after
each session they are those of before with more met.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from practicecli.domain.coverage import Benefits, Coverage, Limit, plan_year
from practicecli.domain.money import part_of

SELF, EAP, MEDICAID = "self", "eap", "medicaid"


class Decided(StrEnum):
    """What a client's share came from."""

    PAYER = "payer"
    SELF_PAY = "self-pay"
    MISSED = "missed"
    EAP = "eap"
    MEDICAID = "medicaid"
    VISITS_USED_UP = "visits-used-up"
    OOP_MET = "out-of-pocket-met"
    STRADDLES_OOP = "straddles-out-of-pocket"
    DEDUCTIBLE = "deductible"
    STRADDLES_DEDUCTIBLE = "straddles-deductible"
    COPAY = "copay"
    COINSURANCE = "coinsurance"
    COPAY_AND_COINSURANCE = "copay-and-coinsurance"
    PLAN_PAYS = "plan-pays-all"


@dataclass(frozen=True, slots=True)
class Share:
    """A client's share in its parts. `spared_cents` is what the out-of-pocket maximum takes off.

    `over_cents` is asked outside of the plan, as its visits are used up; it meets no limit.
    """

    allowed_cents: int
    deductible_cents: int = 0
    copay_cents: int = 0
    coinsurance_cents: int = 0
    spared_cents: int = 0
    over_cents: int = 0

    @property
    def client_cents(self) -> int:
        """All that the client pays."""
        return self.deductible_cents + self.after_cents - self.spared_cents + self.over_cents

    @property
    def after_cents(self) -> int:
        """What is asked for the part that the deductible does not take."""
        return self.copay_cents + self.coinsurance_cents

    @property
    def plan_cents(self) -> int:
        """What is left of the allowed amount for the plan."""
        return self.allowed_cents - self.client_cents


def share(terms: Benefits, allowed_cents: int) -> Share:
    """Give the client's share of one session, by what is met so far of the plan's limits."""
    if visits_used_up(terms):
        return Share(allowed_cents, over_cents=allowed_cents)
    deductible = min(allowed_cents, deductible_left(terms) or 0)
    rest = allowed_cents - deductible
    copay = min(rest, terms.copay_cents or 0)
    coinsurance = min(rest - copay, part_of(rest, terms.coinsurance or 0))
    asked = deductible + copay + coinsurance
    most = out_of_pocket_left(terms)
    spared = 0 if most is None else max(asked - most, 0)
    return Share(allowed_cents, deductible, copay, coinsurance, spared)


def decided_by(terms: Benefits, found: Share) -> Decided:
    """Say in one word what a share came from."""
    if found.over_cents:
        return Decided.VISITS_USED_UP
    if found.spared_cents:
        met = out_of_pocket_left(terms) == 0
        return Decided.OOP_MET if met else Decided.STRADDLES_OOP
    if found.deductible_cents:
        whole = found.deductible_cents == found.allowed_cents
        return Decided.DEDUCTIBLE if whole else Decided.STRADDLES_DEDUCTIBLE
    if found.copay_cents and found.coinsurance_cents:
        return Decided.COPAY_AND_COINSURANCE
    if found.copay_cents:
        return Decided.COPAY
    return Decided.COINSURANCE if found.coinsurance_cents else Decided.PLAN_PAYS


def visits_used_up(terms: Benefits) -> bool:
    """Say whether a plan pays for no more visits in its year."""
    return terms.visits_allowed is not None and terms.visits_used >= terms.visits_allowed


def tells_price(terms: Benefits | None) -> bool:
    """Say whether benefits tell at all what a session costs; a maximum alone does not."""
    if terms is None:
        return False
    said = (terms.copay_cents, terms.coinsurance, terms.deductible, terms.family_deductible)
    return any(one is not None for one in said)


def deductible_left(terms: Benefits) -> int | None:
    """Give what is left of the deductible, cents: what the family spends can meet it too."""
    return _least(terms.deductible, terms.family_deductible)


def out_of_pocket_left(terms: Benefits) -> int | None:
    """Give what is left of the out-of-pocket maximum, cents; None where the plan has none."""
    return _least(terms.oop_max, terms.family_oop_max)


def nearest(own: Limit | None, family: Limit | None) -> tuple[Limit | None, bool]:
    """Give the limit of which less is left, and whether it is the family's.

    A family limit of nothing is none: platforms answer so where a plan has no such limit.
    """
    if (
        family is not None
        and family.total_cents
        and (own is None or family.left_cents < own.left_cents)
    ):
        return family, True
    return own, False


def known_within(coverage: Coverage) -> Benefits | None:
    """Give a coverage's benefits, as of a day that it holds.

    What was said ahead of its start is of its first plan year, what was said after its end of its
    last.
    """
    terms = coverage.benefits
    if terms is None:
        return None
    as_of = max(terms.as_of, coverage.effective or date.min)
    return replace(terms, as_of=min(as_of, coverage.ends or date.max))


def standing(terms: Benefits, on: date) -> Benefits:
    """Give benefits as they stand in the plan year of a day, before any session of one's own.

    What is met belongs to the plan year of `as_of`; in any other nothing is met yet.
    """
    if plan_year(terms, on) == plan_year(terms, terms.as_of):
        return terms
    return replace(
        terms,
        deductible=_unmet(terms.deductible),
        family_deductible=_unmet(terms.family_deductible),
        oop_max=_unmet(terms.oop_max),
        family_oop_max=_unmet(terms.family_oop_max),
        visits_used=0,
    )


def used_by(terms: Benefits, *, deductible_cents: int, client_cents: int) -> Benefits:
    """Give benefits after one more session, which met so much of each limit."""
    return replace(
        terms,
        deductible=_met(terms.deductible, deductible_cents),
        family_deductible=_met(terms.family_deductible, deductible_cents),
        oop_max=_met(terms.oop_max, client_cents),
        family_oop_max=_met(terms.family_oop_max, client_cents),
        visits_used=terms.visits_used + 1,
    )


def _least(own: Limit | None, family: Limit | None) -> int | None:
    found, _ = nearest(own, family)
    return None if found is None else found.left_cents


def _met(limit: Limit | None, cents: int) -> Limit | None:
    if limit is None:
        return None
    return Limit(limit.total_cents, min(limit.met_cents + cents, limit.total_cents))


def _unmet(limit: Limit | None) -> Limit | None:
    return None if limit is None else Limit(limit.total_cents)
