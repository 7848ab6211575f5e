"""Recording by hand what a manual platform paid, kept back or took back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from practicecli.actions.desk import Desk, Done, keep
from practicecli.cache import payouts, platforms
from practicecli.cache.payouts import Carried, Line, PayoutRow
from practicecli.domain.paydays import business_day
from practicecli.domain.problems import Problem
from practicecli.domain.recording import Paid, objections_to_recording, shares
from practicecli.domain.refs import ref_of
from practicecli.errors import RefusedError

CLAWBACK, ADJUSTMENT = "clawback", "adjustment"


def record_payout(
    desk: Desk,
    platform: str,
    day: date,
    *,
    amount_cents: int | None = None,
    sessions: Sequence[str] = (),
) -> str:
    """Record that a payout of a manual platform came; give its id.

    `day` is the platform's own date. Without sessions it carries those forecast for that day; what
    the amount differs from them is an adjustment. Raises RefusedError, NotFoundError. Call it in a
    transaction.
    """
    there = platforms.get(desk.db, platform)
    chosen = list(dict.fromkeys(sessions)) or _forecast(desk, platform, day)
    found = payouts.carried(desk.db, chosen)
    paid = [_paid(found[one]) for one in chosen]
    problems = list(
        objections_to_recording(platform, day, paid, manual=there.is_manual, today=desk.today)
    )
    if not chosen and there.is_manual:
        problems.append(_nothing(desk, platform, day))
    if problems:
        raise RefusedError(f"The payout of {platform} on {day} was not recorded", problems)
    shared = shares(paid, amount_cents)
    if isinstance(shared, Problem):
        raise RefusedError(f"The payout of {platform} on {day} was not recorded", [shared])
    amounts, rest = shared
    lines = [Line(one.id, "session", cents) for one, cents in amounts]
    if rest:
        lines.append(Line(None, ADJUSTMENT, rest))
    return _add(desk, platform, day, lines)


def _add(desk: Desk, platform: str, day: date, lines: Sequence[Line]) -> str:
    policy = desk.book.policies[desk.platforms[platform].policy]
    identity = desk.fresh_id()
    row = PayoutRow(
        identity,
        ref_of("payout", identity),
        platform,
        day.isoformat(),
        business_day(day).isoformat(),
        sum(line.cents for line in lines),
        int(policy.payouts.guaranteed),
        0,
    )
    undo = payouts.add(desk.db, row, lines)
    detail = f"{row.total_cents} cents for {row.date}"
    keep(desk, [Done("record", "payout", identity, platform, {}, undo, detail=detail)])
    return identity


def adjust_payout(
    desk: Desk, payout: str, kind: str, amount_cents: int, *, session: str | None = None
) -> None:
    """Add to a payout recorded by hand what was taken back of it, or otherwise changed it.

    Cents are negative where the payout is less by them. Raises RefusedError. Call it in a
    transaction.
    """
    (row,) = payouts.these(desk.db, [payout])
    problems = []
    if row.version or not desk.platforms[row.platform].is_manual:
        problems.append(
            Problem("told-by-platform", f"{row.platform} tells of its payouts itself",
                    "practice sync")
        )  # fmt: skip
    if not amount_cents:
        problems.append(Problem("no-amount", "An adjustment of nothing changes nothing",
                                f"practice payout show {row.ref}"))  # fmt: skip
    if session:
        one = payouts.carried(desk.db, [session])[session]
        if one.platform != row.platform:
            problems.append(Problem("other-platform", f"Session {one.ref} is of {one.platform}",
                                    f"practice session show {one.ref}"))  # fmt: skip
    if problems:
        raise RefusedError(f"Payout {row.ref} was not changed", problems)
    undo = payouts.add_line(desk.db, payout, Line(session, kind, amount_cents))
    detail = f"{kind}, {amount_cents} cents"
    keep(desk, [Done("adjust", "payout", payout, row.platform, {}, undo, detail=detail)])


def _forecast(desk: Desk, platform: str, day: date) -> list[str]:
    on = day.isoformat()
    return [row[0] for row in payouts.expected(desk.db, [platform], first=on, last=on)]


def _paid(one: Carried) -> Paid:
    ref = ref_of("payout", one.payout) if one.payout else None
    return Paid(one.id, one.ref, one.platform, one.status, one.cents, ref)


def _nothing(desk: Desk, platform: str, day: date) -> Problem:
    """Say that nothing is forecast for a day, and for which days something is."""
    for row in payouts.of_date(desk.db, platform, day.isoformat()):
        return Problem("already-recorded", f"It is recorded as {row.ref}",
                       f"practice payout show {row.ref}")  # fmt: skip
    days = payouts.days_expected(desk.db, platform, until=desk.today.isoformat())
    if days:
        known = ", ".join(days)
        return Problem("no-sessions", f"No session is expected to be paid that day, but on {known}",
                       f"practice payout record {platform} {days[-1]}")  # fmt: skip
    return Problem("no-sessions", "No confirmed session waits for a payout by then",
                   "practice session list --unconfirmed")  # fmt: skip
