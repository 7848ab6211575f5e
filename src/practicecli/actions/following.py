"""Clients' records and their coverages: each follows the other, whichever was changed last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from practicecli.actions.client_rows import write_client
from practicecli.actions.coverage_rows import keep_followed, take_days, values_of, write_coverages
from practicecli.actions.desk import Desk, log
from practicecli.actions.figures import set_clocks
from practicecli.cache import coverages, people, sessions
from practicecli.cache.facts import COVERED, fact
from practicecli.domain.coverage import Coverage, Rank, latest, of_record
from practicecli.domain.covering import Follow, followed
from practicecli.domain.problems import Problem

if TYPE_CHECKING:
    from practicecli.domain.people import Client


def follow_coverages(desk: Desk, client: str = "") -> int:
    """Bring records and coverages together, as of today; say how many clients it concerned.

    With a `client`, only theirs, where no day has gone by since it was done for everybody. Where
    nobody has coverages it costs one look. Call it in a transaction.
    """
    kept = fact(desk.db, COVERED)
    if not kept:
        return 0
    since = date.fromisoformat(kept.partition(" ")[0])
    alone = client if since == desk.today else ""
    apart = coverages.clients_apart(desk.db, desk.today, alone)
    for one in apart:
        _follow(desk, one, since)
    keep_followed(desk)
    return len(apart)


def objections_to_word(desk: Desk, who: Client, values: Mapping[str, Any]) -> list[Problem]:
    """Say what of a client's insurance only their coverages say. Call it in a transaction.

    Record and coverages are brought together first, so that what is said now is told apart.
    """
    follow_coverages(desk, who.id)
    now = latest(coverages.of_client(desk.db, who.id), Rank.PRIMARY, desk.today)
    if now is None or values.get("covered_from", now.effective) == now.effective:
        return []
    return [
        Problem("coverage-days", f"Client {who.ref} has coverages: what begins when is said there",
                f"practice coverage add {who.ref} ... --effective {values['covered_from']}")
    ]  # fmt: skip


def take_word(desk: Desk, after: Client, *, days: bool) -> None:
    """Take over into the coverages what was just said of a client by hand; `undo` knows it.

    `days`: the last day of the coverage in force was among it. Call it in a transaction.
    """
    there = coverages.of_client(desk.db, after.id)
    now = latest(there, Rank.PRIMARY, desk.today)
    if now is None:
        return
    since = desk.today
    step = followed(after, there, since=since, today=since)
    if step is Follow.ADD:
        write_coverages(desk, after.id, "add", [_own_word(desk, after, there)])
    elif days and after.covered_until != now.ends:
        write_coverages(desk, after.id, "end", [replace(now, ends=after.covered_until)])


def _follow(desk: Desk, client: str, since: date) -> None:
    who = people.client(desk.db, client)
    there = coverages.of_client(desk.db, client)
    now = latest(there, Rank.PRIMARY, desk.today)
    step = followed(who, there, since=since, today=desk.today)
    if now is None or step is Follow.NOTHING:
        return
    if step is Follow.ADD:
        write_coverages(desk, client, "add", [_own_word(desk, who, there)], told=False)
    elif step is Follow.END:
        ended = replace(now, ends=who.covered_until)
        write_coverages(desk, client, "end", [ended], told=False)
    elif step is Follow.DAYS:
        take_days(desk, who, now)
        log(desk, [("follow", "coverage", now.id, "days")])
    else:
        # It cannot be taken back: `undo` would only have it done again.
        write_client(desk, who, values_of(now), undone=False)
        log(desk, [("follow", "coverage", now.id, "record")])
        set_clocks(desk, sessions.scheduled_of(desk.db, client))


def _own_word(desk: Desk, who: Client, there: Sequence[Coverage]) -> Coverage:
    """Give the record as a coverage that begins today: of what it pays nothing is known.

    One like it that began today is corrected; what a person said of a coverage is never lost.
    """
    same = [
        one.id
        for one in there
        if (one.rank, one.effective, one.source, one.benefits)
        == (Rank.PRIMARY, desk.today, "client", None)
    ]
    newest = max((one.id for one in there if one.effective == desk.today), default="")
    identity = newest if newest in same else desk.fresh_id()
    return replace(of_record(who, identity), effective=desk.today)
