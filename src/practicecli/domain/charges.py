"""Charges: what a client is asked for, what came of it, and what may be done with one when.

What a platform told of is its own and never changed here. Of all others each step is one of `Step`:
`objections` says why it may not be taken, `after` gives the charge as it then stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from practicecli.domain.clocks import deadline, end_of_day
from practicecli.domain.paydays import business_days_from
from practicecli.domain.problems import Problem, warning

if TYPE_CHECKING:
    from practicecli.domain.clocks import Clock

FEES = frozenset({"fee", "no-show", "late-cancelled"})  # for missed sessions
# What came long ago by the feed is no longer worth a reminder.
LONG_PAST = timedelta(days=30)


class ChargeStatus(StrEnum):
    """Where a charge stands. `waived` and nothing else is a platform's word alone."""

    OWED = "owed"
    FAILED = "failed"
    RETRIED = "retried"
    PART_PAID = "part-paid"
    PAID = "paid"
    PART_REFUNDED = "part-refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    WRITTEN_OFF = "written-off"
    WAIVED = "waived"


class Step(StrEnum):
    """What can happen to a charge that is kept here."""

    PAY = "pay"
    FAIL = "fail"
    RETRY = "retry"
    REFUND = "refund"
    DISPUTE = "dispute"
    SETTLE = "settle"
    WRITE_OFF = "write-off"
    SEEN = "seen"


_S = ChargeStatus
UNSETTLED = frozenset({_S.OWED, _S.FAILED, _S.RETRIED, _S.PART_PAID})
_EVERY = frozenset(ChargeStatus)
_FROM: dict[Step, frozenset[ChargeStatus]] = {
    Step.PAY: UNSETTLED | {_S.WRITTEN_OFF},  # a debt that was given up may come in all the same
    Step.FAIL: UNSETTLED,
    Step.RETRY: frozenset({_S.FAILED}),
    Step.REFUND: _EVERY - {_S.WAIVED},
    Step.DISPUTE: UNSETTLED | {_S.PAID, _S.PART_REFUNDED},
    Step.SETTLE: frozenset({_S.DISPUTED}),
    Step.WRITE_OFF: UNSETTLED | {_S.DISPUTED},
    Step.SEEN: _EVERY,
}
# What happened, as the timeline has it: the words that reports go by.
HAPPENED = {
    Step.PAY: "paid",
    Step.FAIL: "failed",
    Step.RETRY: "retried",
    Step.REFUND: "refunded",
    Step.DISPUTE: "disputed",
    Step.SETTLE: "settled",
    Step.WRITE_OFF: "written-off",
    Step.SEEN: "seen",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One sum a client is asked for, in cents. `told`: a platform's own, known by its feed.

    A refund lowers what was paid and what was asked for alike: it opens nothing again. `chase_by`
    is when something about it has to be looked after, None where nothing has.
    """

    id: str
    ref: str
    client: str
    session: str | None
    platform: str
    kind: str
    amount_cents: int
    paid_cents: int = 0
    refunded_cents: int = 0
    status: ChargeStatus = ChargeStatus.OWED
    at: datetime
    due_on: date | None = None
    invoice: str | None = None
    chase_by: datetime | None = None
    told: bool = False

    @property
    def rest_cents(self) -> int:
        """What was asked for and has not come, be it given up or not."""
        return max(self.amount_cents - self.paid_cents, 0)

    @property
    def open_cents(self) -> int:
        """What the client still owes without dispute."""
        return self.rest_cents if self.status in UNSETTLED else 0

    @property
    def disputed_cents(self) -> int:
        """What has not come while the client says that it is not owed."""
        return self.rest_cents if self.status is ChargeStatus.DISPUTED else 0

    @property
    def kept_cents(self) -> int:
        """What was paid and not given back."""
        return self.paid_cents - self.refunded_cents


def objections(
    step: Step, charge: Charge, cents: int | None = None, *, by_platform: bool
) -> Iterator[Problem]:
    """Say why a step may not be taken; silence means it may. `cents` None: all that there is.

    `by_platform`: the platform charges this client itself. A reminder is ours all the same.
    """
    if step is Step.SEEN:
        if charge.chase_by is None:
            yield Problem("nothing-to-see", f"Nothing about charge {charge.ref} is looked after")
        return
    if charge.told or by_platform:
        yield platform_charges(charge)
        return
    if charge.status not in _FROM[step]:
        yield _not_now(step, charge)
    elif step is Step.PAY:
        yield from _over("pay", charge, cents, charge.rest_cents, "is still to be paid")
    elif step is Step.REFUND:
        if charge.kept_cents <= 0:
            yield Problem("not-paid", f"Nothing that was paid of charge {charge.ref} is still here")
        else:
            yield from _over("refund", charge, cents, charge.kept_cents, "was paid and is here")


def doubts_about_price(
    charges: Iterable[Charge], was_cents: int | None, now_cents: int | None
) -> Iterator[Problem]:
    """Say which charges of a session were made by a price that was corrected since.

    Of one that a platform told of the platform makes another itself.
    """
    if was_cents == now_cents or now_cents is None:
        return
    gone = {ChargeStatus.WRITTEN_OFF, ChargeStatus.WAIVED, ChargeStatus.REFUNDED}
    for one in charges:
        asked = one.amount_cents - one.refunded_cents
        if one.told or one.kind != "session" or one.status in gone or asked == now_cents:
            continue
        over = asked - now_cents
        if 0 < over <= one.kept_cents:
            fix = f"practice charge refund {one.ref} {over / 100:.2f}"
        elif one.kept_cents:
            fix = f"practice charge show {one.ref}"
        else:
            fix = f"`practice charge write-off {one.ref}`, then charge the session anew"
        yield warning(
            "charge-differs",
            f"The client was charged {asked / 100:.2f} as {one.ref}, and the session comes to"
            f" {now_cents / 100:.2f} now",
            fix,
        )


def platform_charges(charge: Charge) -> Problem:
    """Say that a charge is another's matter."""
    return Problem(
        "platform-charge",
        f"Charge {charge.ref} is {charge.platform}'s own: what becomes of it comes by its feed",
        "practice sync",
    )


def _not_now(step: Step, charge: Charge) -> Problem:
    fixes = {
        ChargeStatus.DISPUTED: f"practice charge settle {charge.ref}",
        ChargeStatus.FAILED: f"practice charge retry {charge.ref}",
    }
    words = {
        Step.PAY: "paid", Step.FAIL: "marked as failed", Step.RETRY: "tried again",
        Step.REFUND: "refunded", Step.DISPUTE: "disputed", Step.SETTLE: "settled",
        Step.WRITE_OFF: "written off",
    }  # fmt: skip
    return Problem(
        "charge-status",
        f"Charge {charge.ref} is {charge.status.value}; it cannot be {words[step]}",
        fixes.get(charge.status, f"practice charge show {charge.ref}"),
    )


def _over(verb: str, charge: Charge, cents: int | None, most: int, words: str) -> Iterator[Problem]:
    if cents is not None and not 0 < cents <= most:
        yield Problem(
            "over-the-rest",
            f"Only {most / 100:.2f} of charge {charge.ref} {words}"
            if cents
            else "Nothing was given: an amount is more than 0.00",
            f"practice charge {verb} {charge.ref} {most / 100:.2f}",
        )


def after(step: Step, charge: Charge, cents: int | None = None) -> tuple[Charge, int | None]:
    """Take a step that nothing stands against; give the charge as it is then, and the sum moved."""
    if step is Step.PAY:
        moved = charge.rest_cents if cents is None else cents
        paid = replace(charge, paid_cents=charge.paid_cents + moved)
        given_up = charge.status is ChargeStatus.WRITTEN_OFF and paid.rest_cents > 0
        return paid if given_up else _standing(paid), moved
    if step is Step.REFUND:
        moved = charge.kept_cents if cents is None else cents
        back = replace(charge, refunded_cents=charge.refunded_cents + moved)
        stays = charge.status in {ChargeStatus.DISPUTED, ChargeStatus.WRITTEN_OFF}
        return back if stays else _standing(back), moved
    if step is Step.SETTLE:
        return _standing(replace(charge, status=ChargeStatus.OWED)), None
    if step is Step.WRITE_OFF:
        return replace(charge, status=ChargeStatus.WRITTEN_OFF), charge.rest_cents
    if step is Step.SEEN:
        return charge, None
    status = {
        Step.FAIL: ChargeStatus.FAILED,
        Step.RETRY: ChargeStatus.RETRIED,
        Step.DISPUTE: ChargeStatus.DISPUTED,
    }[step]
    return replace(charge, status=status), None


def _standing(charge: Charge) -> Charge:
    """Give a charge the status that its sums say."""
    if charge.rest_cents:
        # A failed or retried one that was refunded is still what it was.
        lasting = charge.status in {ChargeStatus.FAILED, ChargeStatus.RETRIED}
        status = ChargeStatus.PART_PAID if charge.kept_cents > 0 else ChargeStatus.OWED
        if lasting and not charge.kept_cents:
            status = charge.status
    elif charge.refunded_cents:
        gone = charge.kept_cents == 0
        status = ChargeStatus.REFUNDED if gone else ChargeStatus.PART_REFUNDED
    else:
        status = ChargeStatus.PAID
    return replace(charge, status=status)


def chase(
    charge: Charge,
    *,
    unpaid: Clock | None,
    refund_days: int,
    refunded_on: date | None,
    zone: tzinfo,
) -> datetime | None:
    """Give when a charge has to be looked after, in UTC; None where nothing has.

    A refund that nobody has seen arrive, made on `refunded_on`, comes first: the client has it
    within so many business days, 0 where nothing is known. `unpaid` is the clock of a platform that
    takes what a client leaves unpaid out of the payout. It counts from the charge, and not for what
    stands on an invoice of one's own or for a missed session: neither was ever paid out.
    """
    if refunded_on is not None and refund_days:
        return end_of_day(business_days_from(refunded_on, refund_days), zone)
    if unpaid is None or charge.invoice or charge.kind in FEES or not charge.open_cents:
        return None
    return deadline(
        unpaid,
        session_end=charge.at,
        service_date=charge.at.astimezone(zone).date(),
        confirmed_at=charge.at,
        submitted_at=charge.at,
        zone=zone,
    )


def charged_on(clock: Clock | None, confirmed_at: datetime, zone: tzinfo) -> date | None:
    """Give the day on which a platform charges for what was confirmed; None where it never does."""
    if clock is None:
        return None
    by = deadline(
        clock,
        session_end=None,
        service_date=confirmed_at.astimezone(zone).date(),
        confirmed_at=confirmed_at,
        zone=zone,
    )
    return None if by is None else by.astimezone(zone).date()
