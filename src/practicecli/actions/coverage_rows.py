"""Writing coverages, with all that follows from them: costs, clocks, the client's own record.

Every change of a coverage, by whomever, goes through `write_coverages`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from practicecli.actions.client_rows import write_client
from practicecli.actions.cost_changes import changes_noted
from practicecli.actions.desk import Desk, Done, keep, log
from practicecli.actions.figures import set_clocks
from practicecli.cache import coverages, people, sessions
from practicecli.cache.facts import COVERED, keep_fact
from practicecli.domain.coverage import Coverage, Rank, latest
from practicecli.domain.covering import key_of

if TYPE_CHECKING:
    from practicecli.domain.people import Client


def write_coverages(
    desk: Desk,
    client: str,
    verb: str,
    changed: Sequence[Coverage],
    *,
    told: bool = True,
    undo: Sequence[Any] = (),
) -> None:
    """Write coverages, new or changed, with all that follows from them; call it in a transaction.

    What a person did (`told`) can be taken back; what a platform told is only logged. `undo` is
    what else is to be put back then.
    """
    before = coverages.of_client(desk.db, client)
    back: list[Any] = []
    for one in changed:
        back.append(["coverage", one.id, coverages.columns_of(desk.db, one.id)])
        coverages.put(desk.db, one, desk.at)
    back += [*_written(desk, client, before), *undo]
    if not told:
        log(desk, [(verb, "coverage", one.id, one.rank.value) for one in changed])
        return
    keep(
        desk,
        [Done(verb=verb, kind="coverage", record=changed[-1].id, platform="", body={}, undo=back,
              detail=changed[-1].rank.value)],
    )  # fmt: skip


def keep_followed(desk: Desk) -> None:
    """Note that clients' records are as their coverages of today, and when that has to be seen."""
    following = coverages.next_start(desk.db, desk.today)
    keep_fact(desk.db, COVERED, f"{desk.today.isoformat()} {following}")


def take_days(desk: Desk, who: Client, now: Coverage) -> list[Any]:
    """Give the client's record the days of a coverage; no platform is told those."""
    if (who.covered_from, who.covered_until) == (now.effective, now.ends):
        return []
    people.put_client(desk.db, replace(who, covered_from=now.effective, covered_until=now.ends))
    old = {
        "covered_from": who.covered_from and who.covered_from.isoformat(),
        "covered_until": who.covered_until and who.covered_until.isoformat(),
    }
    return [["client", who.id, old]]


def values_of(now: Coverage) -> dict[str, Any]:
    """Give what a client's record takes from a coverage."""
    return {
        "payer": now.payer,
        "plan": now.plan,
        "member_id": now.member_id,
        "covered_from": now.effective,
        "covered_until": now.ends,
    }


def _written(
    desk: Desk,
    client: str,
    before: Sequence[Coverage],
) -> list[Any]:
    """Let all follow that goes by a client's coverages, which were `before`; give what undoes it.

    Every writing of coverages, by whomever, comes through here, after the rows are written.
    """
    undo = changes_noted(desk, client, before)
    now = latest(coverages.of_client(desk.db, client), Rank.PRIMARY, desk.today)
    if now is not None:
        who = people.client(desk.db, client)
        if key_of(who) == key_of(now):
            undo += take_days(desk, who, now)
        else:
            write_client(desk, who, values_of(now))
    undo += set_clocks(desk, sessions.scheduled_of(desk.db, client))
    keep_followed(desk)
    return undo
