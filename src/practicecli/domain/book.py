"""What the rules are held against: the provider, the figures in force, and the practice's zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from practicecli.domain.codes import CptTable
from practicecli.domain.dx import Dx
from practicecli.domain.payers import Payer
from practicecli.domain.people import Client, Provider
from practicecli.domain.policy import Policy, confirm_by, file_by, sign_by
from practicecli.domain.sessions import Session, service_date


@dataclass(frozen=True, slots=True)
class Book:
    """The figures, handed in by those who may read them. `digest` names the set of figures."""

    provider: Provider
    zone: tzinfo
    policies: Mapping[str, Policy]
    cpt: CptTable
    payer: Callable[[str], Payer]
    rate_cents: Callable[[str, str], int | None]
    dx: Callable[[str, date], Dx | None]
    digest: str

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
