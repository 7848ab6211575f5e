"""Pairing deposits with payouts: as many as can be, the nearest in time first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from practicecli.domain.bank import Awaited, Deposit

# Two business days of patience more than any window with its holidays: only bounds the search.
_LONGEST = timedelta(days=31)

Fits = Callable[[Deposit, Awaited], bool]


def deposit_order(one: Deposit) -> tuple[date, int, str]:
    """Give what deposits are sorted by, so that the order of a file's lines does not matter."""
    return one.day, one.cents, one.key


def payout_order(one: Awaited) -> tuple[date, str, date, str]:
    """Give what payouts are sorted by."""
    return one.bank_on, one.platform, one.pays_on, one.key


def lag(deposit: Deposit, payout: Awaited) -> int:
    """Give the days between a deposit and the day on which its payout should come."""
    return abs((deposit.day - payout.bank_on).days)


def equal_pairs(
    deposits: Iterable[Deposit], payouts: Iterable[Awaited], fits: Fits
) -> list[tuple[Deposit, Awaited]]:
    """Pair deposits with payouts of the very same cents; each is in one pair at most."""
    by_cents: dict[int | str, list[Awaited]] = {}
    for payout in payouts:
        by_cents.setdefault(payout.cents, []).append(payout)
    near = Nearby(by_cents)
    edges = {}
    for deposit in deposits:
        if deposit.cents in by_cents:
            found = [one for one in near.of(deposit.cents, deposit.day) if fits(deposit, one)]
            if found:
                edges[deposit] = found
    return paired(edges)


class Nearby:
    """Payouts by a key of their own, found by the day of a deposit without a look at each."""

    def __init__(self, payouts: Mapping[int | str, Iterable[Awaited]]) -> None:
        self._sorted = {
            key: sorted(those, key=lambda one: (one.first, payout_order(one)))
            for key, those in payouts.items()
        }
        self._firsts = {key: [one.first for one in those] for key, those in self._sorted.items()}

    def of(self, key: int | str, day: date) -> Sequence[Awaited]:
        """Give those whose money may come on a day, by the first day on which it may."""
        if key not in self._sorted:
            return ()
        firsts = self._firsts[key]
        start, stop = bisect_left(firsts, day - _LONGEST), bisect_right(firsts, day)
        return [one for one in self._sorted[key][start:stop] if day <= one.last]


def paired(edges: Mapping[Deposit, Sequence[Awaited]]) -> list[tuple[Deposit, Awaited]]:
    """Choose as many pairs as there can be; where there is a choice, the nearest in time."""
    order = sorted(
        ((one, payout) for one, those in edges.items() for payout in those),
        key=lambda pair: (lag(*pair), payout_order(pair[1]), deposit_order(pair[0])),
    )
    taken: dict[Awaited, Deposit] = {}
    placed: set[Deposit] = set()
    for deposit, payout in order:
        if deposit not in placed and payout not in taken:
            taken[payout] = deposit
            placed.add(deposit)
    for deposit in sorted(edges, key=deposit_order):
        if deposit not in placed:
            _make_room(deposit, edges, taken)
    return sorted(
        ((deposit, payout) for payout, deposit in taken.items()),
        key=lambda pair: payout_order(pair[1]),
    )


def _make_room(
    newcomer: Deposit, edges: Mapping[Deposit, Sequence[Awaited]], taken: dict[Awaited, Deposit]
) -> None:
    """Move pairs along so that one more deposit finds a payout, where that is possible at all."""
    came_from: dict[Awaited, Deposit] = {}
    waiting = deque([newcomer])
    while waiting:
        deposit = waiting.popleft()
        for payout in edges[deposit]:
            if payout in came_from:
                continue
            came_from[payout] = deposit
            if payout in taken:
                waiting.append(taken[payout])
                continue
            _shift(payout, newcomer, came_from, taken)
            return


def _shift(
    free: Awaited,
    newcomer: Deposit,
    came_from: Mapping[Awaited, Deposit],
    taken: dict[Awaited, Deposit],
) -> None:
    held = {deposit: payout for payout, deposit in taken.items()}
    payout = free
    while True:
        deposit = came_from[payout]
        left = held.get(deposit)
        taken[payout] = deposit
        if deposit == newcomer or left is None:
            return
        payout = left
