"""Keeping what a platform answered about a client's insurance, and taking over what it pays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from practicecli.actions.coverage_rows import write_coverages
from practicecli.actions.coverages import in_force_or_own
from practicecli.actions.desk import Desk, log
from practicecli.cache import coverages, eligibility, people, sessions
from practicecli.cache.eligibility import Asked
from practicecli.domain.benefits import benefits_of, objections_to_terms, terms_of, with_terms
from practicecli.domain.coverage import Coverage
from practicecli.domain.eligibility import (
    ACTIVE,
    INACTIVE,
    NOT_FOUND,
    UNREADABLE,
    Answer,
    differences,
    is_whole,
    read_answer,
    without_accumulators,
)
from practicecli.domain.problems import Problem, warning
from practicecli.domain.visits import counted_from

if TYPE_CHECKING:
    from practicecli.domain.people import Client


_WORDS = {
    INACTIVE: "The insurance of client {} is not active, the payer says",
    NOT_FOUND: "The payer knows no member such as client {}",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer that was kept: what changed against the one before, and what is to be minded.

    `first`: there was none before. `updated`: the benefits of the coverage in force are from it,
    and `taken` is what of them was otherwise until now.
    """

    client: Client
    kept: Asked
    changes: Sequence[Mapping[str, Any]]
    unread: Sequence[str]
    first: bool
    updated: bool
    problems: Sequence[Problem]
    taken: Sequence[Mapping[str, Any]] = ()


def keep_answer(desk: Desk, client: str, platform: str, said: Mapping[str, Any]) -> Checked:
    """Keep an answer as it came, and take over the benefits that it really tells.

    What stands here is never taken for nothing: an answer that the coverage is not active, or of
    another payer or plan, changes no benefits. Call it in a transaction.
    """
    who = people.client(desk.db, client)
    answer = read_answer(said, client)
    before = eligibility.last_of(desk.db, client)
    told = read_answer(json.loads(before.answer), client) if before else None
    changes = differences(told.said(), answer.said()) if told else []
    if answer.status == UNREADABLE:
        changes = []
    now = in_force_or_own(desk, who)
    problems = list(_problems(desk, who, now, answer))
    identity = desk.fresh_id()
    updated = now is not None and not problems and _take_over(desk, now, answer, identity)
    stored = now is not None and coverages.columns_of(desk.db, now.id) is not None
    kept = Asked(
        identity, client, now.id if now and stored else None, platform, desk.at,
        json.dumps(_question(who, now)), answer.status, json.dumps(said), json.dumps(changes),
    )  # fmt: skip
    eligibility.add(desk.db, kept)
    log(desk, [("check", "client", client, f"{answer.status} changes {len(changes)}")])
    problems += _doubts(answer)
    taken = _taken(desk, now) if now and updated else []
    return Checked(who, kept, changes, answer.unread, told is None, updated, problems, taken)


def history(desk: Desk, client: str) -> list[Asked]:
    """Give what was asked and answered about a client, oldest first."""
    return eligibility.of_client(desk.db, client)


def _question(who: Client, now: Coverage | None) -> dict[str, Any]:
    of = now or who
    return {
        "client": who.id,
        "coverage": now.id if now else None,
        "payer": of.payer,
        "plan": of.plan,
        "member_id": of.member_id,
    }


def _problems(desk: Desk, who: Client, now: Coverage | None, answer: Answer) -> list[Problem]:
    """Say why an answer changes nothing here; silence means that its benefits are ours."""
    if answer.status == UNREADABLE:
        return [
            warning("answer-unread", f"The answer about client {who.ref} cannot be read",
                    f"practice coverage history {who.ref} --raw")
        ]  # fmt: skip
    if answer.status != ACTIVE:
        return [
            warning("not-covered", f"{_WORDS[answer.status].format(who.ref)}; nothing was changed",
                    f"Ask the client, then `practice coverage add {who.ref} ...` or"
                    f" `practice coverage end {who.ref} DATE`")
        ]  # fmt: skip
    if now is None:
        return [
            warning("coverage-differs",
                    f"Client {who.ref} has no coverage in force here, and the payer says they have",
                    f"practice coverage add {who.ref} ...")
        ]  # fmt: skip
    payer = desk.book.payer(answer.facts["payer"]).key if answer.facts.get("payer") else now.payer
    if (payer, answer.facts.get("plan") or now.plan) != (now.payer, now.plan):
        return [
            warning("coverage-differs",
                    f"The answer about client {who.ref} is of another payer or plan than is noted"
                    " here; its benefits were not taken",
                    "practice sync")
        ]  # fmt: skip
    return []


def _doubts(answer: Answer) -> list[Problem]:
    if not answer.unread or answer.status == UNREADABLE:
        return []
    return [
        warning("answer-unread", f"Not read of the answer: {', '.join(answer.unread)};"
                " what was known of that stands")
    ]  # fmt: skip


def _take_over(desk: Desk, now: Coverage, answer: Answer, kept: str) -> bool:
    """Lay the terms of an answer over those that are known; say whether there were any.

    Where it does not tell how far every limit is used, what is met stays as of its old day.
    """
    if not answer.terms:
        return False
    known = terms_of(now.benefits)
    whole = now.benefits is None or is_whole(answer.terms, known)
    said = dict(answer.terms) if whole else without_accumulators(answer.terms)
    as_of = desk.today if whole or now.benefits is None else now.benefits.as_of
    if whole and known.get("visits_allowed") is not None and "visits_used" not in said:
        said["visits_used"] = _visits_by_today(desk, now)
    after = with_terms(known, said)
    if any(True for _ in objections_to_terms(after)):
        return False
    asked = replace(now, benefits=benefits_of(after, as_of), source="asked")
    stored = coverages.columns_of(desk.db, now.id) is not None
    if asked != now or not stored:
        # The answer stays when a coverage that was made for it is taken back.
        loose: list[Any] = [] if stored else [["eligibility", kept, {"coverage": None}]]
        write_coverages(desk, now.client, "check", [asked], undo=loose)
    return True


def _taken(desk: Desk, was: Coverage) -> list[dict[str, Any]]:
    """Say what of a coverage's benefits, which were known, is otherwise now."""
    there = coverages.of_client(desk.db, was.client)
    now = next(one for one in there if one.id == was.id)
    return differences(terms_of(was.benefits), terms_of(now.benefits)) if was.benefits else []


def _visits_by_today(desk: Desk, now: Coverage) -> int:
    """Count on what was used, where an answer tells of no visits: benefits are as of one day."""
    if now.benefits is None:
        return 0
    since = counted_from(now, desk.today)
    booked = sessions.booked_of(
        desk.db, json.dumps([now.client]), (since or desk.today).isoformat()
    )
    held = sum(day < desk.today.isoformat() for _, _, day in booked)
    used = now.benefits.visits_used if since == now.benefits.as_of else 0
    return min(used + held, now.benefits.visits_allowed or 0)
