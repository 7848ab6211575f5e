"""Days that cannot have been: sessions at the same time, and more than one person can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from practicecli.domain.cpt import Kind
from practicecli.domain.reviewing import Case, Finding, Held, Pair, by_start, counted, refs
from practicecli.domain.sessions import whole_minutes


def findings_in_overlaps(case: Case, *, only: str = "") -> Iterator[Finding]:
    """Say which sessions share true time; members of one group do so rightly.

    `only` keeps what touches one client. Reviews look for overlaps (Headway help 22758794941972).
    """
    pairs = [
        (one, other)
        for one, other in _overlaps(case.held, case)
        if not only or only in {one.client, other.client}
    ]
    if pairs:
        shared = tuple(Pair(one.ref, other.ref, _shared(one, other)) for one, other in pairs)
        concerned = refs(by_start(one for pair in pairs for one in pair))
        yield Finding(
            "overlap",
            f"{counted(len(concerned), 'session', 'sessions')} share time with another one, up to"
            f" {counted(int(max(pair.value for pair in shared)), 'minute', 'minutes')}",
            concerned, max(pair.value for pair in shared), 0,
            "One of each two has the wrong times: `practice session show`, then"
            " `practice session modify`",
            pairs=shared,
        )  # fmt: skip


def _overlaps(held: Sequence[Held], case: Case) -> Iterator[tuple[Held, Held]]:
    """Give each session with the one, begun before it, that it shares most time with.

    Of what began before, that is the one that ends last: so this takes one pass, and whoever shares
    time is in a pair. With a group, each of its members shares the time.
    """
    last: Held | None = None
    groups: list[Held] = []
    for one in held:
        if one.stop <= one.start:
            continue
        if last is not None and last.stop > one.start:
            yield last, one
        groups = [member for member in groups if member.stop > one.start]
        if _is_group(one, case):
            groups.append(one)
            continue
        for member in groups:
            yield member, one
        if last is None or one.stop > last.stop:
            last = one


def _shared(one: Held, other: Held) -> int:
    # A begun minute counts: else two that share seconds would share nothing.
    seconds = (min(one.stop, other.stop) - max(one.start, other.start)).total_seconds()
    return int(-(-seconds // 60))


def _is_group(one: Held, case: Case) -> bool:
    known = (case.table.codes.get(code) for code in one.cpt)
    return any(cpt is not None and cpt.kind is Kind.GROUP for cpt in known)


def findings_in_days(case: Case, *, only: str = "") -> Iterator[Finding]:
    """Say on which days there were more sessions, or more true minutes, than one person holds.

    A group counts once, however many are in it. `only` keeps days with a session of one client.
    """
    days: dict[date, list[Held]] = {}
    for one in case.held:
        days.setdefault(one.day, []).append(one)
    if only:
        days = {day: of for day, of in days.items() if any(one.client == only for one in of)}
    limits = case.limits
    yield from _over(
        days, {day: _count(of, case) for day, of in days.items()}, "day-sessions",
        "sessions", limits.sessions_a_day, "sessions_a_day",
    )  # fmt: skip
    yield from _over(
        days, {day: _minutes(of, case) for day, of in days.items()}, "day-minutes",
        "true minutes", limits.minutes_a_day, "minutes_a_day",
    )  # fmt: skip


def _over(
    days: dict[date, list[Held]],
    values: dict[date, int],
    code: str,
    what: str,
    limit: int,
    figure: str,
) -> Iterator[Finding]:
    over = sorted(day for day, value in values.items() if value > limit)
    if over:
        worst = max(over, key=lambda day: values[day])
        yield Finding(
            code,
            f"{counted(len(over), 'day holds', 'days hold')} more than {limit} {what};"
            f" {worst.isoformat()} holds {values[worst]}",
            refs(one for day in over for one in days[day]), values[worst], limit,
            f"See `practice session list --from {worst.isoformat()} --to {worst.isoformat()}`",
            figure,
        )  # fmt: skip


def _count(of: Sequence[Held], case: Case) -> int:
    groups = {one.start for one in of if _is_group(one, case)}
    return len(groups) + sum(not _is_group(one, case) for one in of)


def _minutes(of: Sequence[Held], case: Case) -> int:
    """Add up true minutes; what groups share is counted once."""
    total = sum(max(one.minutes, 0) for one in of if not _is_group(one, case))
    end: datetime | None = None
    for one in of:
        if _is_group(one, case):
            begun = one.start if end is None else max(one.start, end)
            total += max(whole_minutes(begun, one.stop), 0)
            end = one.stop if end is None else max(one.stop, end)
    return total
