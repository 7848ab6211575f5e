"""What a client is asked for where nobody has told the sum: by coverage, rates and sessions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from practicecli.actions.costing import Account
from practicecli.domain.cost_course import Cost
from practicecli.domain.sessions import service_date

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk
    from practicecli.domain.sessions import Session


class Asked(NamedTuple):
    """What a client is asked for, cents; `as_of` is the day that the benefits are from.

    `estimate` is False where the payer has decided.
    """

    cents: int
    estimate: bool
    as_of: date | None

    @property
    def words(self) -> str:
        """Say where the sum is from, in words that stay with a charge."""
        if not self.estimate:
            return "what the payer decided"
        known = f" from what was known on {self.as_of}" if self.as_of else ""
        return f"an estimate of the client's share{known}"


class Shares:
    """Clients' shares of their sessions; each client's account is worked out once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[str, dict[str, Asked]] = {}
        self._since: dict[str, date] = {}

    def of(self, session: str, client: str, on: date) -> Asked | None:
        """Give what the client is asked for; None where it cannot be told."""
        if client not in self._known or on < self._since[client]:
            costs = Account.of(self._desk.db, self._desk.book, client).costs_from(on)
            self._since[client] = on
            self._known[client] = {
                one.visit.session: Asked(one.charged_first_cents, one.is_estimate, one.as_of)
                for one in costs
                if isinstance(one, Cost)
            }
        return self._known[client].get(session)


def share_of(desk: Desk, one: Session) -> Asked | None:
    """Give what the client of a session is asked for; None where it cannot be told."""
    return Shares(desk).of(one.id, one.client, service_date(one, desk.book.zone))
