"""What the rules are held against: the provider, the figures in force, and the practice's zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from practicecli.domain.cpt import CptTable
from practicecli.domain.dx import Dx
from practicecli.domain.payers import Payer
from practicecli.domain.people import Client, Provider
from practicecli.domain.policy import (
    NO_RULES,
    ChargeRules,
    Policy,
    confirm_by,
    file_by,
    sign_by,
)
from practicecli.domain.rates import Price, Rate, Service, best_rate
from practicecli.domain.sessions import Session, service_date


def _no_rates(_platform: str, _payer: str, _cpt: str) -> Sequence[Rate]:
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """The figures, handed in by those who may read them. `digest` names the set of figures.

    Equal to itself alone, so that what was looked up in one may be remembered with it.

    `rates` gives the practice's own contract rates of a platform, payer and code; `rate_cents` the
    round figures that stand in where there is none.
    """

    provider: Provider
    zone: tzinfo
    policies: Mapping[str, Policy]
    cpt: CptTable
    payer: Callable[[str], Payer]
    rate_cents: Callable[[str, str], int | None]
    dx: Callable[[str, date], Dx | None]
    digest: str
    rates: Callable[[str, str, str], Sequence[Rate]] = _no_rates
    charging: ChargeRules = NO_RULES

    def price(self, service: Service) -> Price | None:
        """Give what one unit is paid by contract, else what is assumed; None where neither is."""
        own = self.rates(service.platform, service.payer, service.cpt)
        found = best_rate(own, service)
        if found is not None:
            return Price(found.cents, found.since, assumed=False)
        cents = self.rate_cents(service.payer, service.cpt)
        return None if cents is None else Price(cents, None, assumed=True)

    def license_type(self, state: str, on: date) -> str:
        """Give the kind of licence in force in a state, else the provider's own credentials."""
        held = self.provider.license_in(state, on)
        return held.type if held else self.provider.credentials

    def as_written(self, code: str, on: date) -> str:
        """Give a diagnosis as ICD-10-CM writes it; one that is none of its codes, as it is."""
        found = self.dx(code, on)
        return found.code if found else code


@dataclass(frozen=True, slots=True)
class Clocks:
    """The moments after which something about a session is lost, in UTC; None where nothing is."""

    confirm_by: datetime | None
    sign_by: datetime | None
    file_by: datetime | None


def clocks_of(
    session: Session, client: Client, book: Book, *, ended: datetime | None = None
) -> Clocks:
    """Work out a session's clocks. `ended` is its true end, where that is known."""
    policy = book.policies[session.platform]
    day = service_date(session, book.zone)
    end = ended or session.actual_stop or session.ends_at
    filing = None
    if policy.bills == "payer":
        filing = file_by(
            book.payer(client.payer), service_date=day, zone=book.zone, plan=client.plan
        )
    confirm = confirm_by(
        policy, session_end=end, service_date=day, plan=client.plan, zone=book.zone
    )
    return Clocks(
        confirm_by=confirm or filing,
        sign_by=sign_by(
            policy, session_end=end, service_date=day, plan=client.plan, zone=book.zone
        ),
        file_by=filing,
    )
