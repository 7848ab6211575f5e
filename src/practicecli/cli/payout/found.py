"""What reconciling found, as JSON shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from practicecli.actions.reconciling import Statement
    from practicecli.domain.bank import Awaited, Deposit
    from practicecli.domain.reconciling import Extra, Match


def as_json(found: Statement) -> dict[str, Any]:
    """Give the whole answer; each list is in the order of its days."""
    done = found.found
    return {
        "from": found.period.first.isoformat(),
        "to": found.period.last.isoformat(),
        "deposits": found.read,
        "new_deposits": found.new,
        "recorded": list(found.recorded),
        "matched": [_matched(found, one) for one in done.matched],
        "missing": [_payout(found, one) for one in done.missing],
        "short": [_short(found, one) for one in done.short],
        "extra": [_extra(found, one) for one in done.extra],
        "waiting": [_payout(found, one) for one in done.waiting],
        "earlier": [_payout(found, one) for one in done.earlier],
    }


def _payout(found: Statement, one: Awaited) -> dict[str, Any]:
    carries = found.carries[one.key]
    return {
        "platform": one.platform,
        "payout": carries.id,
        "payout_ref": carries.ref,
        "payout_date": one.pays_on.isoformat(),
        "bank_on": one.bank_on.isoformat(),
        "amount_cents": one.cents,
        "sessions": [
            {"session": session, "session_ref": ref, "amount_cents": cents}
            for session, ref, cents in carries.sessions
        ],
    }


def _deposit(found: Statement, one: Deposit) -> dict[str, Any]:
    return {
        "deposit": found.ids.get(one.key),
        "date": one.day.isoformat(),
        "amount_cents": one.cents,
        "row": one.row or None,
    }


def _matched(found: Statement, one: Match) -> dict[str, Any]:
    return {
        **_payout(found, one.payout),
        "date": max(deposit.day for deposit in one.deposits).isoformat(),
        "named": all(one.payout.platform in deposit.names for deposit in one.deposits),
        "deposits": [_deposit(found, deposit) for deposit in one.deposits],
    }


def _short(found: Statement, one: Match) -> dict[str, Any]:
    from practicecli.domain.reconciling import difference_cents

    return {
        **_matched(found, one),
        "expected_cents": one.payout.cents,
        "amount_cents": sum(deposit.cents for deposit in one.deposits),
        "difference_cents": difference_cents(one),
    }


def _extra(found: Statement, one: Extra) -> dict[str, Any]:
    deposit, payout = one.deposit, one.payout
    carries = found.carries[payout.key] if payout else None
    return {
        "deposit": found.ids.get(deposit.key),
        "date": deposit.day.isoformat(),
        "amount_cents": deposit.cents,
        "row": deposit.row,
        "platform": payout.platform if payout else min(deposit.names, default=None),
        "why": one.why.value,
        "payout": carries and carries.id,
        "payout_ref": carries and carries.ref,
        "payout_date": payout and payout.pays_on.isoformat(),
    }
