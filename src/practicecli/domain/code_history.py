"""What a client's other sessions say against codes: those of the day, and earlier evaluations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from practicecli.domain.cpt import Conflict, Cpt, CptTable, is_evaluation, says
from practicecli.domain.payers import Payer
from practicecli.domain.problems import Problem, Weight, warning

LONG_CODE = "90837"  # the long session, which payers count
# Modifiers that say: a second, separate service of that day.
_SEPARATE = frozenset({"59", "76", "77", "XE", "XP", "XS", "XU"})
_MONTHS = 12


def objections_to_day(
    codes: Sequence[str],
    marks: frozenset[str],
    others: Sequence[str],
    other_marks: frozenset[str],
    *,
    table: CptTable,
    whose: str,
    beside: frozenset[str] = frozenset(),
) -> Iterator[Problem]:
    """Hold codes against those of the same client's other sessions of that day.

    `others` are all codes of those sessions, `other_marks` their modifiers; `whose` says client and
    day in words. A modifier on either side will do (CMS takes it on either code of a pair). Codes
    that the platform takes `beside` another session are only warned of.
    """
    for code in sorted(set(codes)):
        known = table.codes.get(code)
        if code in others:
            yield from _again(code, known, codes, marks, others, whose)
        for other in sorted(set(others) - {code}):
            conflict = table.conflicts.get(frozenset({code, other}))
            if conflict and not conflict.cleared_by(marks | other_marks, apart=True):
                found = _clash(code, other, conflict, marks)
                taken = not beside.isdisjoint({code, other})
                yield replace(found, weight=Weight.WARNS) if taken else found


def doubts_about_evaluation(
    codes: Sequence[str],
    on: date,
    *,
    payer: Payer,
    last_evaluation: date | None,
    last_seen: date | None,
    table: CptTable,
) -> Iterator[Problem]:
    """Speak up where a first evaluation comes sooner again than this payer takes it."""
    since, what = last_evaluation, "one was confirmed for"
    if payer.evaluation_since_seen:
        since, what = last_seen, "the client was last seen on"
    if since is None or on >= months_after(since, payer.evaluation_months):
        return
    for code in sorted(set(codes)):
        if is_evaluation(code, table):
            yield warning(
                "evaluation-again",
                f"`{code}` is a first evaluation; {what} {since}, less than"
                f" {payer.evaluation_months} months before",
                "Say in the note why another one was needed, or take the code of therapy",
            )


def months_after(day: date, months: int) -> date:
    """Give the same day so many months later, or the last one of a shorter month."""
    first, after = (_first_of_month(day, months + more) for more in (0, 1))
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))


def _first_of_month(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, _MONTHS)
    return date(day.year + years, month + 1, 1)


def _again(
    code: str,
    known: Cpt | None,
    codes: Sequence[str],
    marks: frozenset[str],
    others: Sequence[str],
    whose: str,
) -> Iterator[Problem]:
    if known is not None and known.counted:
        number = [*codes, *others].count(code)
        if number > known.most_a_day:
            yield Problem(
                "units",
                f"`{code}` comes to {number} units for {whose}; {known.most_a_day} count",
                "Leave it out here",
            )
        return
    again = known.again_with if known else "59"
    if again and (says(again, marks) or (again == "59" and marks & _SEPARATE)):
        return
    fix = f"If these were two separate sessions, say so with `{_beside(marks, again)}`"
    if not again:
        fix = "It counts once a day: leave it out here; times stay the true ones of each session"
    yield Problem("duplicate", f"`{code}` is confirmed already for {whose}", fix)


def _beside(marks: frozenset[str], needed: str) -> str:
    """Give the options for one more modifier: said ones take the place of the usual, such as 95."""
    return " ".join(f"--modifier {mark}" for mark in (*sorted(marks), needed))


def _clash(code: str, other: str, conflict: Conflict, marks: frozenset[str]) -> Problem:
    needed = conflict.needed(apart=True)
    fix = "Correct one of the two sessions; no modifier lets them pass together"
    if needed:
        where = sorted({code, other} & conflict.on)
        on = f", which goes on `{where[0]}`" if where else ""
        fix = f"If the two sessions were truly separate, add `{_beside(marks, needed)}`{on}"
    return Problem(
        "cpt-conflict",
        f"`{code}` may not stand beside `{other}`, confirmed for another session of that day:"
        f" {conflict.why}",
        fix,
    )
