"""Which deposit is which payout: what matches, what is missing, short, or too much."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from practicecli.domain.bank import Awaited, Deposit, Period
from practicecli.domain.pairing import (
    Nearby,
    deposit_order,
    equal_pairs,
    lag,
    paired,
    payout_order,
)

_MOST_PARTS = 60  # deposits of one platform in one window; of more, no two are unambiguous
_MOST_TOGETHER = 8  # payouts of one platform in one window; of more, no sum is unambiguous


class Why(StrEnum):
    """Why money came that belongs to no payout."""

    DOUBLE = "double"
    UNKNOWN = "unknown"
    OTHER = "other"
    DEBIT = "debit"


@dataclass(frozen=True, slots=True)
class Match:
    """A payout and the deposits that brought it; one deposit may bring several payouts."""

    payout: Awaited
    deposits: tuple[Deposit, ...]


class Extra(NamedTuple):
    """A deposit that is no payout; of a double, `payout` is the one that came already."""

    deposit: Deposit
    why: Why
    payout: Awaited | None = None


@dataclass(slots=True)
class Reconciled:
    """Every payout and every deposit, each in one of these.

    `waiting` may still come, `earlier` was due before the period and never came; `unseen` is due
    after the period, or was before anything that was ever read.
    """

    matched: list[Match] = field(default_factory=list)
    short: list[Match] = field(default_factory=list)
    missing: list[Awaited] = field(default_factory=list)
    waiting: list[Awaited] = field(default_factory=list)
    earlier: list[Awaited] = field(default_factory=list)
    unseen: list[Awaited] = field(default_factory=list)
    extra: list[Extra] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether anything is left for a person to look into."""
        double = any(one.why is Why.DOUBLE for one in self.extra)
        return bool(self.missing or self.short or self.earlier or double)


def difference_cents(one: Match) -> int:
    """Give how much more came than the payout says; negative where it was less."""
    return sum(deposit.cents for deposit in one.deposits) - one.payout.cents


def reconcile(
    deposits: Iterable[Deposit],
    payouts: Iterable[Awaited],
    period: Period,
    *,
    since: date | None = None,
) -> Reconciled:
    """Hold deposits against payouts. The order of neither matters.

    `deposits` are those of the period and some of before. `since` is the earliest day of which a
    bank's file was ever read: what was due from then on and never came is still asked for.
    """
    payouts = list(payouts)
    amounts = {one.cents for one in payouts}
    # Most of a file is other people's money, and is sorted out at once.
    mine: list[Deposit] = []
    others: list[Deposit] = []
    for one in deposits:
        (mine if one.names or one.payout or one.cents in amounts else others).append(one)
    work = _Work(mine, payouts)
    work.settle()
    work.pair_equal()
    work.split()
    work.sum_up()
    work.pair_short()
    done = work.told(period, since)
    done.extra += [Extra(one, Why.OTHER) for one in others]
    done.extra.sort(key=_extra_order)
    return done


def of_period(found: Reconciled, period: Period) -> Reconciled:
    """Leave out what was looked at only to understand the period: it belongs to another file."""

    def concerns(one: Match) -> bool:
        read = any(deposit.row for deposit in one.deposits)
        return read or period.first <= one.payout.bank_on <= period.last

    return replace(
        found,
        matched=[one for one in found.matched if concerns(one)],
        short=[one for one in found.short if concerns(one)],
        extra=[one for one in found.extra if one.deposit.row],
    )


def _extra_order(one: Extra) -> tuple[date, int, str]:
    return one.deposit.day, one.deposit.row, one.deposit.key


def _named(deposit: Deposit, payout: Awaited) -> bool:
    return payout.platform in deposit.names


def _may_be(deposit: Deposit, payout: Awaited) -> bool:
    # Money that is taken back counts only where the platform is named.
    return payout.platform in deposit.names or (not deposit.names and deposit.cents > 0)


class _Work:
    """What is still open while it is held against each other, one pass after the other."""

    def __init__(self, deposits: Iterable[Deposit], payouts: Iterable[Awaited]) -> None:
        self.deposits = dict.fromkeys(sorted(deposits, key=deposit_order))
        self.payouts = dict.fromkeys(sorted(payouts, key=payout_order))
        self.matched: list[Match] = []
        self.short: list[Match] = []

    def _match(self, payout: Awaited, *deposits: Deposit) -> None:
        self.matched.append(Match(payout, deposits))
        self._close([payout], deposits)

    def _close(self, payouts: Iterable[Awaited], deposits: Iterable[Deposit]) -> None:
        for payout in payouts:
            self.payouts.pop(payout, None)
        for deposit in deposits:
            self.deposits.pop(deposit, None)

    def settle(self) -> None:
        """Take what was found before as it is, unless the payout has changed since."""
        by_key = {one.key: one for one in self.payouts}
        linked: dict[str, list[Deposit]] = {}
        for deposit in self.deposits:
            if deposit.payout in by_key:
                linked.setdefault(deposit.payout, []).append(deposit)
        for key, those in linked.items():
            payout = by_key[key]
            if sum(one.cents for one in those) == payout.cents:
                self._match(payout, *those)
        for key, those in linked.items():
            payout = by_key[key]
            if payout in self.payouts:
                self._settle_sum(payout, those)

    def _settle_sum(self, payout: Awaited, those: list[Deposit]) -> None:
        near = Nearby(_by_platform(self.payouts))
        sums = list(_sums(those[0], near, of=payout)) if len(those) == 1 else []
        if len(sums) == 1:
            for one in sums[0]:
                self._match(one, *those)
        else:
            self.short.append(Match(payout, tuple(those)))
            self._close([payout], those)

    def pair_equal(self) -> None:
        """Pair equal amounts, those first whose line names the platform."""
        for fits in (_named, _may_be):
            for deposit, payout in equal_pairs(self.deposits, self.payouts, fits):
                self._match(payout, deposit)

    def split(self) -> None:
        """Find payouts that came in two parts: where both name it and no other two would do."""
        named: dict[str, list[Deposit]] = {}
        for deposit in self.deposits:  # they are in the order of their days
            for platform in deposit.names:
                named.setdefault(platform, []).append(deposit)
        options = [
            (payout, pair)
            for payout in self.payouts
            if payout.cents > 0
            for pair in _halves(payout, named.get(payout.platform, ()))
        ]
        for payout, pair in options:
            rivals = [
                other for other, another in options if other == payout or set(pair) & set(another)
            ]
            if len(rivals) == 1:
                self._match(payout, *pair)

    def sum_up(self) -> None:
        """Find deposits that brought several payouts of one platform at once."""
        near = Nearby(_by_platform(self.payouts))
        options = [(deposit, found) for deposit in self.deposits for found in _sums(deposit, near)]
        for deposit, found in options:
            rivals = [
                other for other, another in options if other == deposit or set(found) & set(another)
            ]
            if len(rivals) == 1:
                for payout in found:
                    self._match(payout, deposit)

    def pair_short(self) -> None:
        """Pair what is left of a platform's deposits with what is left of its payouts."""
        came = Nearby(_by_platform(one.payout for one in self.matched))
        still = Nearby(_by_platform(one for one in self.payouts if one.cents > 0))
        edges = {}
        for deposit in self.deposits:
            if deposit.cents <= 0:
                continue
            near = [
                payout
                for platform in sorted(deposit.names)
                for payout in still.of(platform, deposit.day)
                if not _is_nearer_double(deposit, payout, came.of(platform, deposit.day))
            ]
            if near:
                edges[deposit] = near
        for deposit, payout in paired(edges):
            self.short.append(Match(payout, (deposit,)))
            self._close([payout], [deposit])

    def told(self, period: Period, since: date | None) -> Reconciled:
        """Say of all that is left what it is."""
        done = Reconciled(
            matched=sorted(self.matched, key=lambda one: payout_order(one.payout)),
            short=sorted(self.short, key=lambda one: payout_order(one.payout)),
            extra=_extras(self.deposits, self.matched),
        )
        for payout in self.payouts:
            _list_of(payout, done, period, since).append(payout)
        return done


def _halves(payout: Awaited, named: Sequence[Deposit]) -> Iterator[tuple[Deposit, Deposit]]:
    """Give the pairs of deposits that add up to a payout. `named` name its platform, by day."""
    days = [one.day for one in named]
    start, stop = bisect_left(days, payout.first), bisect_right(days, payout.last)
    near = [one for one in named[start:stop] if 0 < one.cents < payout.cents]
    if len(near) > _MOST_PARTS:
        return
    for pair in combinations(near, 2):
        if pair[0].cents + pair[1].cents == payout.cents:
            yield pair


def _sums(
    deposit: Deposit, payouts: Nearby, *, of: Awaited | None = None
) -> Iterator[tuple[Awaited, ...]]:
    """Give the payouts of one platform that add up to a deposit, `of` among them."""
    for platform in sorted(deposit.names) if of is None else [of.platform]:
        near = list(payouts.of(platform, deposit.day))
        if of is not None and of not in near:
            near.append(of)
        if not 2 <= len(near) <= _MOST_TOGETHER:  # noqa: PLR2004
            continue
        for size in range(2, len(near) + 1):
            for found in combinations(near, size):
                wanted = of is None or of in found
                if wanted and sum(one.cents for one in found) == deposit.cents:
                    yield found


def _by_platform(payouts: Iterable[Awaited]) -> dict[int | str, list[Awaited]]:
    found: dict[int | str, list[Awaited]] = {}
    for one in payouts:
        found.setdefault(one.platform, []).append(one)
    return found


def _is_nearer_double(deposit: Deposit, payout: Awaited, came: Iterable[Awaited]) -> bool:
    return any(
        one.cents == deposit.cents and lag(deposit, one) <= lag(deposit, payout) for one in came
    )


def _extras(deposits: Iterable[Deposit], matched: Sequence[Match]) -> list[Extra]:
    by_cents: dict[int | str, list[Awaited]] = {}
    nameless = set()
    for one in matched:
        by_cents.setdefault(one.payout.cents, []).append(one.payout)
        if not any(deposit.names for deposit in one.deposits):
            nameless.add(one.payout)
    near = Nearby(by_cents)
    return [_extra(deposit, near, nameless) for deposit in deposits]


def _extra(deposit: Deposit, near: Nearby, nameless: set[Awaited]) -> Extra:
    if deposit.cents < 0:
        return Extra(deposit, Why.DEBIT)
    for payout in near.of(deposit.cents, deposit.day):
        # A line that names nobody is no second payout of a platform whose lines name it.
        if payout.platform in deposit.names or (not deposit.names and payout in nameless):
            return Extra(deposit, Why.DOUBLE, payout)
    return Extra(deposit, Why.UNKNOWN if deposit.names else Why.OTHER)


def _list_of(
    payout: Awaited, done: Reconciled, period: Period, since: date | None
) -> list[Awaited]:
    if payout.first > period.last or payout.cents <= 0:
        return done.unseen  # a payout of nothing, or less, brings no money to wait for
    if payout.last >= period.last:
        return done.waiting
    if payout.bank_on >= period.first:
        return done.missing
    if since is not None and payout.first >= since:
        return done.earlier
    return done.unseen
