"""A client's sessions in the order of time, each with its cost, as limits are used up by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from practicecli.domain import cost_problems, cost_words
from practicecli.domain.cost import (
    EAP,
    MEDICAID,
    SELF,
    Decided,
    decided_by,
    deductible_left,
    known_within,
    out_of_pocket_left,
    share,
    standing,
    tells_price,
    used_by,
    visits_used_up,
)
from practicecli.domain.cost_words import Step
from practicecli.domain.coverage import Benefits, Coverage, Rank, in_force, plan_year
from practicecli.domain.paydays import ONE_DAY
from practicecli.domain.pricing import Prices
from practicecli.domain.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One session as its cost follows from it. `self_pay`: no insurance is asked.

    `billed_cents` is what its claim asks for, None before there is one. `allowed_cents` and
    `owes_cents` are the payer's word, None until it has decided. `known_from` is the first day on
    which what the payer says is met has this session in it; None: the day after it.
    """

    session: str
    ref: str
    on: date
    platform: str
    cpt: tuple[str, ...]
    prices: Prices
    self_pay: bool = False
    scheduled: bool = False
    billed_cents: int | None = None
    allowed_cents: int | None = None
    owes_cents: int | None = None
    known_from: date | None = None

    def is_within(self, as_of: date) -> bool:
        """Say whether what is met, as the payer said on that day, has this session in it."""
        return (self.known_from or self.on + ONE_DAY) <= as_of

    @property
    def is_decided(self) -> bool:
        """Whether the payer has said what it allows and what the client owes."""
        return self.allowed_cents is not None and self.owes_cents is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a session costs: client, plan and write-off are together what is billed. Cents.

    `charged_first_cents` is what the client is asked for until a secondary coverage has paid.
    `deductible_left` and `oop_left` are what is left after it; None where the plan has no such.
    """

    visit: Visit
    billed_cents: int
    allowed_cents: int
    client_cents: int
    charged_first_cents: int
    decided: Decided
    steps: tuple[Step, ...]
    coverage: Coverage | None = None
    year: date | None = None
    deductible_left: int | None = None
    oop_left: int | None = None

    @property
    def plan_cents(self) -> int:
        """What insurance pays, the secondary's part with it."""
        return self.allowed_cents - self.client_cents

    @property
    def write_off_cents(self) -> int:
        """What of the bill is asked of nobody."""
        return self.billed_cents - self.allowed_cents

    @property
    def comes_back_cents(self) -> int:
        """What the client has back once a secondary coverage has paid."""
        return self.charged_first_cents - self.client_cents

    @property
    def is_estimate(self) -> bool:
        """Whether the payer has not decided yet, or the price is not settled by a confirmation."""
        settled = self.decided is Decided.SELF_PAY and self.visit.billed_cents is not None
        return self.decided not in {Decided.PAYER, Decided.MISSED} and not settled

    @property
    def as_of(self) -> date | None:
        """The day that the benefits are from."""
        known = self.coverage and self.coverage.benefits
        return known.as_of if known else None


class Unknown(NamedTuple):
    """A session whose cost cannot be told, and why."""

    visit: Visit
    problem: Problem


class _Standing(NamedTuple):
    """A coverage's benefits as used so far in a plan year, and by how many own sessions."""

    year: date
    terms: Benefits
    counted: int


class _Part(NamedTuple):
    """What one coverage leaves to the client, and how much of each limit that meets. Cents."""

    client_cents: int
    decided: Decided
    steps: tuple[Step, ...]
    deductible_cents: int = 0
    met_cents: int = 0


class Course:
    """A client's coverages with what is used of them; sessions are given in the order of time."""

    def __init__(
        self, client: str, coverages: Sequence[Coverage], plan_of: Callable[[Coverage], str]
    ) -> None:
        self._client = client
        self._coverages = coverages
        self._plan_of = plan_of
        self._standings: dict[str, _Standing] = {}

    def next(self, visit: Visit) -> Cost | Unknown:
        """Give the cost of the session that comes next, and count it for those after it."""
        primary = None if visit.self_pay else in_force(self._coverages, Rank.PRIMARY, visit.on)
        self_pays = visit.self_pay or (primary is not None and self._plan_of(primary) == SELF)
        if not self_pays and primary is None:
            return Unknown(visit, cost_problems.not_covered(self._client, visit.on))
        if not visit.cpt and not visit.is_decided:
            return Unknown(visit, cost_problems.no_codes(self._client))
        if visit.prices.missing and not visit.is_decided:
            payer = primary.payer if primary else SELF
            missing = visit.prices.missing
            problem = cost_problems.no_rate(missing[0], visit.platform, payer, visit.on)
            return Unknown(visit, problem)
        if primary is None or self_pays:
            return _self_paid(visit)
        if visit.is_decided:
            return self._decided(visit, primary)
        return self._estimated(visit, primary)

    def all(self, visits: Sequence[Visit]) -> Iterator[Cost | Unknown]:
        """Give the cost of each session in turn."""
        return map(self.next, visits)

    def _decided(self, visit: Visit, primary: Coverage) -> Cost:
        owes = visit.owes_cents or 0
        allowed = max(visit.allowed_cents or 0, owes)
        self._use(primary, visit, deductible_cents=owes, met_cents=owes)
        why = f"The payer allowed {cost_words.written(allowed)}, and says that the client owes"
        part = _Part(owes, Decided.PAYER, (Step(why, owes),))
        billed = max(visit.billed_cents or 0, allowed)
        return self._cost(visit, primary, allowed, billed, part, owes)

    def _estimated(self, visit: Visit, primary: Coverage) -> Cost | Unknown:
        allowed = visit.prices.cents
        # What is billed here is what was expected at the time: it never holds a rate down.
        billed = max(visit.billed_cents or 0, allowed)
        part = self._part(primary, visit.on, allowed)
        if isinstance(part, Problem):
            return Unknown(visit, part)
        self._use(primary, visit, deductible_cents=part.deductible_cents, met_cents=part.met_cents)
        paid = self._secondary_pays(visit, allowed, part.client_cents)
        steps = (*cost_words.of_prices(visit.prices, billed, allowed), *part.steps, *paid)
        client = part.client_cents + sum(step.cents for step in paid)
        return self._cost(visit, primary, allowed, billed, part._replace(steps=steps), client)

    def _part(self, coverage: Coverage, on: date, allowed: int) -> _Part | Problem:
        """Say what a coverage would leave to the client, were it the only one."""
        plan, stands = self._plan_of(coverage), self._standing(coverage, on)
        if stands and plan in {EAP, MEDICAID} and visits_used_up(stands.terms):
            return cost_problems.no_visits(self._client, stands.terms.visits_allowed or 0)
        if plan == EAP:
            why = Step("Employee assistance pays: the client is asked for nothing")
            return _Part(0, Decided.EAP, (why,))
        if stands and tells_price(stands.terms):
            found = share(stands.terms, allowed)
            steps = [*_counted(stands), *cost_words.of_share(stands.terms, found, on)]
            return _Part(
                found.client_cents,
                decided_by(stands.terms, found),
                tuple(steps),
                found.deductible_cents,
                found.client_cents - found.over_cents,
            )
        if plan == MEDICAID:
            why = Step("Medicaid members owe a copay at most, and none is known (assumed)")
            return _Part(0, Decided.MEDICAID, (why,))
        return cost_problems.no_benefits(self._client, coverage)

    def _secondary_pays(self, visit: Visit, allowed: int, left: int) -> list[Step]:
        """Say what a secondary coverage takes over of what the primary leaves to the client."""
        secondary = in_force(self._coverages, Rank.SECONDARY, visit.on)
        if secondary is None:
            return []
        part = self._part(secondary, visit.on, allowed)
        if isinstance(part, Problem):
            return [Step(f"What the secondary coverage with {secondary.payer} pays is not known")]
        pays = min(allowed - part.client_cents, left)
        met = min(left - pays, part.met_cents)
        self._use(secondary, visit, deductible_cents=part.deductible_cents, met_cents=met)
        why = f"The secondary coverage with {secondary.payer} pays this, later: a refund"
        return [Step(why, -pays)]

    def _cost(
        self,
        visit: Visit,
        primary: Coverage,
        allowed: int,
        billed: int,
        part: _Part,
        client: int,
    ) -> Cost:
        stands = self._standing(primary, visit.on)
        return Cost(
            visit=visit,
            billed_cents=billed,
            allowed_cents=allowed,
            client_cents=client,
            charged_first_cents=part.client_cents,
            decided=part.decided,
            steps=part.steps,
            coverage=primary,
            year=stands.year if stands else None,
            deductible_left=deductible_left(stands.terms) if stands else None,
            oop_left=out_of_pocket_left(stands.terms) if stands else None,
        )

    def _standing(self, coverage: Coverage, on: date) -> _Standing | None:
        """Give the benefits of a coverage as used so far; None where they are not known."""
        terms = known_within(coverage)
        if terms is None:
            return None
        year = plan_year(terms, on)
        kept = self._standings.get(coverage.id)
        if kept is not None and kept.year == year:
            return kept
        return _Standing(year, standing(terms, on), 0)

    def _use(
        self, coverage: Coverage, visit: Visit, *, deductible_cents: int, met_cents: int
    ) -> None:
        """Count a session towards a coverage's limits, but for one that its benefits know of."""
        stands = self._standing(coverage, visit.on)
        if stands is None:
            return
        as_of = stands.terms.as_of
        if visit.is_within(as_of) and plan_year(stands.terms, as_of) == stands.year:
            return
        goes = min(deductible_cents, deductible_left(stands.terms) or 0)
        after = used_by(stands.terms, deductible_cents=goes, client_cents=met_cents)
        self._standings[coverage.id] = _Standing(stands.year, after, stands.counted + 1)


def _counted(stands: _Standing) -> list[Step]:
    if not stands.counted:
        return []
    as_of = stands.terms.as_of
    known = as_of if plan_year(stands.terms, as_of) == stands.year else None
    return [cost_words.of_sessions_before(stands.counted, stands.year, known)]


def turned_down(visit: Visit, coverage: Coverage | None, *, taken_back: bool) -> Cost:
    """Give what a session costs that the payer pays nothing for: what its claim says, no more."""
    owes = visit.owes_cents or 0
    did = "took back what it paid" if taken_back else "denied the claim"
    return Cost(
        visit=visit,
        billed_cents=max(visit.billed_cents or 0, owes),
        allowed_cents=owes,
        client_cents=owes,
        charged_first_cents=owes,
        decided=Decided.PAYER,
        steps=(Step(f"The payer {did}, and says that the client owes", owes),),
        coverage=coverage,
    )


def missed(visit: Visit, fee_cents: int) -> Cost:
    """Give what a missed session costs: the fee that was asked for; no insurance ever pays it."""
    why = "It was missed: a fee is the client's, no insurance is asked"
    if not fee_cents:
        why = "It was missed, and no fee was asked for"
    return Cost(
        visit=visit,
        billed_cents=fee_cents,
        allowed_cents=fee_cents,
        client_cents=fee_cents,
        charged_first_cents=fee_cents,
        decided=Decided.MISSED,
        steps=(Step(why, fee_cents),),
    )


def _self_paid(visit: Visit) -> Cost:
    price = visit.prices.cents if visit.billed_cents is None else visit.billed_cents
    agreed = () if price == visit.prices.cents else (cost_words.of_agreed(price),)
    return Cost(
        visit=visit,
        billed_cents=price,
        allowed_cents=price,
        client_cents=price,
        charged_first_cents=price,
        decided=Decided.SELF_PAY,
        steps=(
            *cost_words.of_prices(visit.prices, price, price),
            *agreed,
            Step("No insurance is asked: the client pays all of it", price),
        ),
    )
