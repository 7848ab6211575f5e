"""Saying what a client's coverages are and pay.

What was changed elsewhere is taken over first, so that it is not written over unseen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from practicecli.actions.coverage_rows import write_coverages
from practicecli.actions.desk import Desk
from practicecli.actions.following import follow_coverages
from practicecli.cache import claims, coverages, people
from practicecli.domain.benefits import (
    ACCUMULATORS,
    OPTIONS,
    benefits_of,
    doubts_about_terms,
    objections_to_terms,
    terms_of,
    with_terms,
)
from practicecli.domain.coverage import Coverage, Rank, in_force, latest, of_record
from practicecli.domain.covering import (
    doubts_about_claims,
    doubts_about_coverage,
    objections_to_coverage,
)
from practicecli.domain.problems import Problem, warning
from practicecli.domain.texts import objections_to_texts
from practicecli.errors import NotFoundError, RefusedError

if TYPE_CHECKING:
    from practicecli.domain.people import Client


def add_coverage(
    desk: Desk, said: Coverage, terms: Mapping[str, Any], as_of: date
) -> tuple[Coverage, list[Problem]]:
    """Add a coverage, or correct the one that begins the same day; give it, and what to mind.

    Benefits are known where any of the `terms` is. Raises RefusedError. Call it in a transaction.
    """
    follow_coverages(desk, said.client)
    who = people.client(desk.db, said.client)
    before = coverages.of_client(desk.db, who.id)
    known = benefits_of(terms, as_of) if terms else None
    there = _begun_on(before, said)
    one = replace(
        said,
        id=there.id if there else desk.fresh_id(),
        payer=desk.book.payer(said.payer).key,
        benefits=known,
    )
    others = [other for other in (*before, *_own_record(desk, who, before, one)) if other != there]
    problems = [
        *objections_to_texts({"payer": one.payer, "plan": one.plan, "member id": one.member_id}),
        *_objections_to_empty(one),
        *objections_to_coverage(one, others, today=desk.today, ref=who.ref),
        *objections_to_terms(terms),
    ]
    if problems:
        raise RefusedError(f"The coverage of client {who.ref} was not added", problems)
    first = [other for other in others if other not in before]
    write_coverages(desk, who.id, "add", [*first, one])
    return one, [
        *doubts_about_coverage(one, others, ref=who.ref),
        *doubts_about_claims(one, _claimed_elsewhere(desk, one), ref=who.ref),
        *doubts_about_terms(terms),
    ]


def _claimed_elsewhere(desk: Desk, one: Coverage) -> list[str]:
    if one.rank is not Rank.PRIMARY:
        return []
    first, last = one.effective or date.min, one.ends or date.max
    return claims.of_other_payers(
        desk.db, one.client, one.payer, first.isoformat(), last.isoformat()
    )


def edit_benefits(
    desk: Desk, client: str, terms: Mapping[str, Any], *, rank: Rank, as_of: date | None
) -> tuple[Coverage, list[Problem]]:
    """Change what is known of the benefits of the coverage in force; give it, and what to mind.

    Sums met go by one day: where any is given, all are as of that day, today unless it is said.
    Raises RefusedError, NotFoundError. Call it in a transaction.
    """
    follow_coverages(desk, client)
    who, one = in_force_today(desk, client, rank)
    before = terms_of(one.benefits)
    after = with_terms(before, terms)
    moved = one.benefits is None or bool(ACCUMULATORS & terms.keys())
    day = as_of or (desk.today if moved or one.benefits is None else one.benefits.as_of)
    changed = replace(one, benefits=benefits_of(after, day), source="said")
    problems = list(objections_to_terms(after))
    if day > desk.today:
        problems.append(
            Problem("coverage-days", f"Benefits cannot be known as of {day}, still to come",
                    "Leave out `--as-of`: they are as of today")
        )  # fmt: skip
    if problems:
        raise RefusedError(f"The coverage of client {who.ref} was not changed", problems)
    write_coverages(desk, client, "edit", [changed])
    doubts = list(doubts_about_terms(after))
    if one.benefits is not None and day != one.benefits.as_of:
        doubts += _doubts_about_day(one.benefits.as_of, before, terms)
    return changed, doubts


def end_coverage(desk: Desk, client: str, on: date | None, *, rank: Rank) -> Coverage:
    """Let the coverage that a day goes by end on it; None opens the end of the newest again.

    Raises RefusedError, NotFoundError. Call it in a transaction.
    """
    follow_coverages(desk, client)
    who = people.client(desk.db, client)
    there = _with_own_record(desk, who)
    found = latest(there, rank, on or desk.today)
    if found is None:
        raise _nothing(who.ref, rank, f"No {rank} coverage of client {who.ref} has begun by then")
    changed = replace(found, ends=on)
    write_coverages(desk, client, "end", [changed])
    return changed


def in_force_today(desk: Desk, client: str, rank: Rank) -> tuple[Client, Coverage]:
    """Give the coverage in force; the client's own record where there is no other, not stored yet.

    Raises NotFoundError.
    """
    who = people.client(desk.db, client)
    found = in_force(_with_own_record(desk, who), rank, desk.today)
    if found is None:
        raise _nothing(who.ref, rank, f"No {rank} coverage of client {who.ref} is in force today")
    return who, found


def in_force_or_own(desk: Desk, who: Client) -> Coverage | None:
    """Give the primary coverage in force, the client's own record where there is no other."""
    follow_coverages(desk, who.id)
    return in_force(_with_own_record(desk, who), Rank.PRIMARY, desk.today)


def _own_record(
    desk: Desk, who: Client, before: Sequence[Coverage], said: Coverage
) -> list[Coverage]:
    """Give the client's own record as a coverage, for the days before the first that is added.

    A primary one that begins no later than the record does takes its place.
    """
    if any(one.rank is Rank.PRIMARY for one in before) or not (who.payer or who.member_id):
        return []
    own = of_record(who, desk.fresh_id())
    first = said.effective or date.min
    replaced = said.rank is Rank.PRIMARY and first <= (own.effective or date.min)
    return [] if replaced else [own]


def _with_own_record(desk: Desk, who: Client) -> list[Coverage]:
    there = coverages.of_client(desk.db, who.id)
    if any(one.rank is Rank.PRIMARY for one in there) or not (who.payer or who.member_id):
        return there
    return [*there, of_record(who, desk.fresh_id())]


def _begun_on(before: Sequence[Coverage], said: Coverage) -> Coverage | None:
    """Give the coverage that one of the same rank and first day corrects: the newest of them."""
    same = [one for one in before if (one.rank, one.effective) == (said.rank, said.effective)]
    return max(same, key=lambda one: one.id, default=None)


def _objections_to_empty(one: Coverage) -> list[Problem]:
    wanted = {"payer": one.payer, "plan": one.plan, "member-id": one.member_id}
    return [
        Problem("coverage-empty", f"The coverage has no {name.replace('-', ' ')}",
                f"Give it with `--{name}`, as it stands on the card")
        for name, value in wanted.items()
        if not value.strip()
    ]  # fmt: skip


def _doubts_about_day(
    was: date, before: Mapping[str, Any], said: Mapping[str, Any]
) -> list[Problem]:
    stale = [name for name in ACCUMULATORS if before.get(name) and name not in said]
    if not stale:
        return []
    options = ", ".join(f"`{one}`" for one in sorted(OPTIONS[name] for name in stale))
    return [
        warning("benefits-as-of", f"Some of what is met is as of {was} and was not said anew",
                f"Give {options}, too, if it has moved on since")
    ]  # fmt: skip


def _nothing(ref: str, rank: Rank, words: str) -> NotFoundError:
    option = "" if rank is Rank.PRIMARY else f" --rank {rank}"
    return NotFoundError(words, hint=f"practice coverage add {ref}{option} ...")
