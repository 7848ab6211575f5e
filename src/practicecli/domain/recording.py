"""Payouts that a person records by hand: what may be recorded, and what its lines are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practicecli.domain.paydays import business_day
from practicecli.domain.problems import Problem

_EARLY = timedelta(days=4)  # a bank may be a business day ahead, over a long weekend


@dataclass(frozen=True, slots=True)
class Paid:
    """A session of a payout. Cents are what is expected, None where no rate is known.

    `payout` is the ref of the payout that carries it already.
    """

    id: str
    ref: str
    platform: str
    status: str
    cents: int | None
    payout: str | None = None


def objections_to_recording(
    platform: str, day: date, sessions: Iterable[Paid], *, manual: bool, today: date
) -> Iterator[Problem]:
    """Say why such a payout may not be recorded by hand; silence means it may."""
    if not manual:
        yield Problem("told-by-platform", f"{platform} tells of its payouts itself",
                      "practice sync")  # fmt: skip
    if business_day(day) - _EARLY > today:
        yield Problem("not-come", f"{day} has not come yet", "practice payout upcoming")
    for one in sessions:
        if one.platform != platform:
            yield Problem("other-platform", f"Session {one.ref} is of {one.platform}",
                          f"practice session show {one.ref}")  # fmt: skip
        elif one.status != "confirmed":
            yield Problem("not-confirmed", f"Session {one.ref} is {one.status}",
                          f"practice session confirm {one.ref}")  # fmt: skip
        elif one.payout:
            yield Problem("already-paid", f"Session {one.ref} is in payout {one.payout}",
                          f"practice payout show {one.payout}")  # fmt: skip


def shares(
    sessions: Sequence[Paid], amount_cents: int | None
) -> tuple[list[tuple[Paid, int]], int] | Problem:
    """Give what each session brought and what is left over as an adjustment, in cents.

    Of one session whose rate is not known, it is what the others leave of the amount.
    """
    unknown = [one for one in sessions if one.cents is None]
    known = sum(one.cents or 0 for one in sessions)
    if unknown and (amount_cents is None or len(unknown) > 1 or amount_cents <= known):
        refs = ", ".join(one.ref for one in unknown)
        return Problem("no-rate", f"What is paid for {refs} is not known",
                       "practice rate set PLATFORM PAYER CPT AMOUNT --from DATE")  # fmt: skip
    rest = 0 if amount_cents is None else amount_cents - known
    if unknown:
        return [(one, rest if one.cents is None else one.cents) for one in sessions], 0
    return [(one, one.cents or 0) for one in sessions], rest
