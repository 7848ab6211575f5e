"""What may be said of a client's coverages, and which way they and the client's record follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from practicecli.domain.coverage import Coverage, Rank, in_force, latest
from practicecli.domain.problems import Problem, warning

if TYPE_CHECKING:
    from practicecli.domain.people import Client


class Follow(StrEnum):
    """What has to be done so that a client's record and their coverages say the same."""

    NOTHING = "nothing"
    RECORD = "record"  # the record takes the coverage that is in force now
    DAYS = "days"  # the same, but its first and last day alone
    ADD = "add"  # the record was changed by somebody: a coverage of its own begins
    END = "end"  # the record says another last day: the coverage ends then


def key_of(one: Coverage | Client) -> tuple[str, str, str]:
    """Give what makes a membership: payer, plan and member id."""
    return one.payer, one.plan, one.member_id


def objections_to_coverage(
    said: Coverage, others: Sequence[Coverage], *, today: date, ref: str
) -> Iterator[Problem]:
    """Say why a coverage may not stand beside the others of its client; silence means it may."""
    first, known = said.effective or date.min, said.benefits
    if said.ends is not None and said.ends < first:
        yield Problem(
            "coverage-days",
            f"The coverage would end on {said.ends}, before it begins on {said.effective}",
            "Give a later `--end`, or none where it is open",
        )
    # Sums that go with a coverage to come are as of its first day: a plan year begins with it.
    if known is not None and known.as_of > max(today, first):
        yield Problem(
            "coverage-days",
            f"Benefits cannot be known as of {known.as_of}, which is still to come",
            "Leave out `--as-of`: they are as of today, or as of its first day",
        )
    on = max(first, today) if said.is_in_force(max(first, today)) else first
    if said.rank is Rank.SECONDARY and latest(others, Rank.PRIMARY, on) is None:
        yield Problem(
            "coverage-rank",
            f"Client {ref} has no primary coverage that a secondary one could follow",
            f"practice coverage add {ref} --rank primary ...",
        )
    rank = Rank.PRIMARY if said.rank is Rank.SECONDARY else Rank.SECONDARY
    beside = in_force(others, rank, on)
    if beside is not None and (beside.payer, beside.member_id) == (said.payer, said.member_id):
        yield Problem(
            "coverage-twice",
            f"That is the {rank} coverage of client {ref} already: the same payer and member id",
            f"practice coverage list {ref}",
        )


def doubts_about_coverage(
    said: Coverage, others: Sequence[Coverage], *, ref: str
) -> Iterator[Problem]:
    """Say where a coverage does not hold for long, as another of its rank begins after it."""
    later = [
        one.effective
        for one in others
        if one.rank is said.rank and one.effective and one.effective > (said.effective or date.min)
    ]
    if later and (said.ends is None or min(later) <= said.ends):
        yield warning(
            "coverage-later",
            f"Another {said.rank} coverage of client {ref} begins on {min(later)} and goes before"
            " this one from then on",
            f"practice coverage list {ref}",
        )


def doubts_about_claims(said: Coverage, sessions: Sequence[str], *, ref: str) -> Iterator[Problem]:
    """Say that claims of days that a coverage now holds went to another payer.

    `sessions` are their refs. The payer that is not in force denies them (CARC 26, 27).
    """
    if not sessions:
        return
    many = len(sessions) > 1
    more = f" and {len(sessions) - 1} more" if many else ""
    yield warning(
        "coverage-claims",
        f"Session {sessions[0]}{more} of client {ref} {'were' if many else 'was'} claimed from"
        f" another payer than {said.payer}",
        f"practice claim list, then ask {said.payer} for what it has to pay",
    )


def followed(client: Client, coverages: Sequence[Coverage], *, since: date, today: date) -> Follow:
    """Decide what follows what. `since` is the day on which record and coverages last agreed.

    A record that says what was in force then is behind and takes what is in force now. One that
    says anything else was changed since, by its platform or by hand, and that word counts.
    """
    now = latest(coverages, Rank.PRIMARY, today)
    if now is None:
        return Follow.NOTHING
    was = latest(coverages, Rank.PRIMARY, since)
    if key_of(client) != key_of(now):
        behind = was is None or (was != now and key_of(client) == key_of(was))
        return Follow.RECORD if behind else Follow.ADD
    if (client.covered_from, client.covered_until) == (now.effective, now.ends):
        return Follow.NOTHING
    until = client.covered_until
    # A platform that tells of no last day does not say that there is none; one that has passed
    # before this coverage began is that of another.
    if until is None or until in {now.ends, was.ends if was else None}:
        return Follow.DAYS
    return Follow.DAYS if until < (now.effective or date.min) else Follow.END
