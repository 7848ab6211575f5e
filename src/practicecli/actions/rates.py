"""Setting contract rates and taking them out; with them the expected pay of work not paid yet."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from practicecli.actions.covering import clients_on
from practicecli.actions.desk import Desk, Done, keep
from practicecli.actions.expecting import last_codes
from practicecli.cache import claims, rates, sessions
from practicecli.domain.expecting import forecast_cents
from practicecli.domain.problems import Problem, blocking
from practicecli.domain.rate_entry import Known, SaidRate, read_rates
from practicecli.domain.sessions import SessionStatus
from practicecli.errors import NotFoundError, RefusedError

if TYPE_CHECKING:
    from practicecli.domain.book import Book
    from practicecli.domain.rates import Key, Rate

CHUNK = 500


@dataclass(frozen=True, slots=True)
class RatesSet:
    """What became of rates that were given. `sessions` counts those whose expected pay changed."""

    rates: tuple[Rate, ...]
    added: int
    changed: int
    unchanged: int
    sessions: int
    warnings: tuple[Problem, ...]


def set_rates(
    desk: Desk,
    said: Sequence[SaidRate],
    *,
    states: Collection[str],
    refusal: str,
    faults: Sequence[Problem] = (),
) -> RatesSet:
    """Set all of these rates or none; the same again changes nothing. Call it in a transaction.

    `refusal` is the sentence of RefusedError, which holds every objection to any of them;
    `faults` are those that the file itself has already.
    """
    read, problems = read_rates(said, Known(desk.book, states, desk.today))
    if blocked := [*faults, *blocking(problems)]:
        raise RefusedError(refusal, blocked)
    here: dict[Key, Rate] = {one.key: one for one in rates.everything(desk.db)}
    added: list[Rate] = []
    changed: list[tuple[Rate, int]] = []
    shown: list[Rate] = []
    for one in read:
        before = here.get(one.key)
        after = replace(one, id=before.id if before else desk.fresh_id())
        shown.append(after)
        if before is None:
            added.append(after)
        elif before.cents != after.cents:
            changed.append((after, before.cents))
        here[one.key] = after
    written = [*added, *(one for one, _ in changed)]
    for one in written:
        rates.put(desk.db, one)
    expected = expect_anew(desk, written) if written else []
    done = [
        *(_done(one, None) for one in added),
        *(_done(one, {"cents": cents}) for one, cents in changed),
    ]
    if done:
        done[0] = done[0]._replace(undo=[*(done[0].undo or ()), *expected])
    keep(desk, done)
    same = len(read) - len(written)
    count = sum(kind == "session" for kind, *_ in expected)
    return RatesSet(
        tuple(shown), len(added), len(changed), same, count, tuple(dict.fromkeys(problems))
    )


def remove_rate(desk: Desk, wanted: Rate) -> tuple[Rate, int]:
    """Take out a rate that never was; give it, and of how many sessions the expected pay changed.

    It is found by all that it was set for: `wanted` has no id and no amount of its own. Raises
    NotFoundError. Call it in a transaction.
    """
    found = next((one for one in rates.everything(desk.db) if one.key == wanted.key), None)
    if found is None:
        raise NotFoundError(
            f"No rate of `{wanted.cpt}` with {wanted.payer} through {wanted.platform} begins on"
            f" {wanted.since} for just that",
            hint="See what there is with `practice rate list`, and name all that narrows it",
        )
    rates.remove(desk.db, found.id)
    expected = expect_anew(desk, [found])
    keep(desk, [_done(found, None)._replace(verb="remove", undo=None)])
    return found, sum(kind == "session" for kind, *_ in expected)


def expect_anew(desk: Desk, changed: Sequence[Rate]) -> list[Any]:
    """Work out what is expected of sessions that these rates may pay; give what puts them back.

    Booked or confirmed, in no payout yet, and held on or after the first day of one of them.
    """
    codes = {one.cpt for one in changed}
    platforms = json.dumps(sorted({one.platform for one in changed}))
    since = min(one.since for one in changed)
    found = rates.unpaid_since(desk.db, platforms, since)
    # What is booked has no codes yet.
    wanted = [one for one, cpt in found if not cpt or not codes.isdisjoint(cpt.split())]
    book = replace(desk.book, rates=cache(partial(rates.of_code, desk.db)))
    undo: list[Any] = []
    for start in range(0, len(wanted), CHUNK):
        undo += _expect(desk, book, wanted[start : start + CHUNK])
    return undo


def _expect(desk: Desk, book: Book, identities: Sequence[str]) -> list[Any]:
    held = sessions.many(desk.db, json.dumps(identities))
    of = sorted({one.client for one in held.values()})
    covered = clients_on(desk, held.values())
    last = last_codes(desk, of)
    undo: list[Any] = []
    for one in held.values():
        codes = () if one.status is SessionStatus.CONFIRMED else last.get(one.client, ())
        values = {"expected_cents": forecast_cents(one, covered[one.id], codes, book)}
        before = sessions.change(desk.db, one.id, values)
        if before != values:
            undo.append(["session", one.id, before])
            undo += claims.bill_anew(desk.db, one.claim, values["expected_cents"])
    return undo


def _done(one: Rate, before: dict[str, int] | None) -> Done:
    """Keep a rate here: a platform knows its own."""
    narrowed = (one.plan, one.license, one.place, one.state)
    words = (one.platform, one.payer, one.cpt, *narrowed, one.since.isoformat(), str(one.cents))
    return Done(
        verb="set",
        kind="rate",
        record=one.id,
        platform="",
        body={},
        undo=[["rate", one.id, before]],
        detail=" ".join(word for word in words if word),
    )
