"""Which clients are still to be charged for what was confirmed: when, and how much."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from practicecli.actions.client_share import Asked, Shares
from practicecli.cache import charges
from practicecli.domain.bills import Bills
from practicecli.domain.charges import charged_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.actions.desk import Desk
    from practicecli.cache.charges import ToCome

_EVER = datetime.min.replace(tzinfo=UTC)
_LATELY = timedelta(days=31)  # no platform waits for longer before it charges


class ExpectedCharge(NamedTuple):
    """A charge to come: of what kind, on which day, None where you charge yourself, and how much.

    `asked` is None where the sum cannot be told.
    """

    session: ToCome
    kind: str
    on: date | None
    asked: Asked | None


def expected_charges(desk: Desk, client: str = "") -> Iterator[ExpectedCharge]:
    """Give the confirmed sessions that are still to be charged.

    A platform charges the day after confirming, or as its clock says; what it has not charged by
    then it does not charge at all. Who pays for themselves, and the share of one whose payer you
    bill, is charged by the provider: no day. What is known to cost the client nothing is no charge.
    """
    shares = Shares(desk)
    for one, kind, on in _sessions(desk, client):
        asked = _asked(shares, one, kind)
        if asked is None or asked.cents:
            yield ExpectedCharge(one, kind, on, asked)


def _sessions(desk: Desk, client: str) -> Iterator[tuple[ToCome, str, date | None]]:
    for name, policy in desk.book.policies.items():
        if policy.bills in {Bills.CLIENT, Bills.PAYER}:
            kind = "session" if policy.bills is Bills.CLIENT else "copay"
            for one in charges.to_come(desk.db, name, since=_EVER, client=client):
                yield one, kind, None
        elif (clock := policy.clock("charge")) is not None:
            for one in charges.to_come(desk.db, name, since=desk.now - _LATELY, client=client):
                day = charged_on(clock, one.confirmed_at, desk.book.zone)
                if day is not None and day >= desk.today:
                    yield one, "copay", day


def _asked(shares: Shares, one: ToCome, kind: str) -> Asked | None:
    """Give the sum: what the platform told goes before an estimate of our own."""
    if kind == "session":
        return None if one.rate_cents is None else Asked(one.rate_cents, estimate=False, as_of=None)
    if one.cents is not None:
        return Asked(one.cents, estimate=True, as_of=None)
    return shares.of(one.session, one.client, one.on)
