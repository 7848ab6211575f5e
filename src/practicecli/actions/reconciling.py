"""Holding a bank's deposits against payouts, and recording what is found: once, however often."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from practicecli.actions.desk import Desk, Done, keep
from practicecli.cache import deposits, payouts
from practicecli.cache.facts import fact, keep_fact
from practicecli.cache.payouts import Line, PayoutRow
from practicecli.domain.bank import (
    Awaited,
    BankLine,
    Deposit,
    Period,
    Window,
    days_of,
    fingerprints,
    naming,
)
from practicecli.domain.payouts import ExpectedLine, Forecast, forecasts
from practicecli.domain.reconciling import Reconciled, of_period, reconcile
from practicecli.domain.refs import ref_of

READ_SINCE = "bank_read_since"  # the first day of all banks' files that were ever read
_AROUND = timedelta(days=31)  # more than any window: what lies further off is not looked at


@dataclass(frozen=True, slots=True)
class Carries:
    """What a payout carries: sessions with their refs and cents. A forecast has no id and ref."""

    id: str | None
    ref: str | None
    sessions: tuple[tuple[str, str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What was found. `carries` is by payout, `ids` gives those deposits that are kept, by key.

    `read` counts deposits of the file, `new` those kept for the first time; `recorded` are the
    refs of payouts that are new.
    """

    found: Reconciled
    period: Period
    carries: Mapping[str, Carries]
    ids: Mapping[str, str]
    read: int
    new: int
    recorded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """Deposits as they are held against payouts, by key: ids of those kept, lines of the others."""

    all: list[Deposit]
    ids: dict[str, str]
    lines: dict[str, BankLine]


def reconcile_bank(
    desk: Desk,
    lines: Sequence[BankLine],
    period: Period,
    *,
    window: Window,
    words: Mapping[str, Sequence[str]],
    dry_run: bool = False,
) -> Statement:
    """Hold the lines of a bank's file against payouts, and record deposits and what they brought.

    `words` are, by policy, what a line names a platform by. A forecast of a manual platform that
    was matched becomes a payout. A dry run writes nothing. Call it in a transaction.
    """
    named = naming({name: words.get(one.policy, ()) for name, one in desk.platforms.items()})
    kept = [line for line in lines if line.cents > 0 or named(line.text)]
    oldest = fact(desk.db, READ_SINCE)
    since = min(period.first, date.fromisoformat(oldest)) if oldest else period.first
    known = _known(desk, kept, period, named)
    rows = _payouts(desk, known, since, period)
    foreseen = {
        _key(one): one
        for one in _forecasts(desk, since - _AROUND, period.last + _AROUND)
        if one.total_cents
    }
    awaited = [
        *(_told(row, window) for row in rows),
        *(_foretold(one, window) for one in foreseen.values()),
    ]
    found = reconcile(known.all, awaited, period, since=since)
    before = len(known.ids)
    made = {} if dry_run else _write(desk, found, known, foreseen)
    if not dry_run and oldest != since.isoformat():
        keep_fact(desk.db, READ_SINCE, since.isoformat())
    return Statement(
        found=of_period(found, period),
        period=period,
        carries=_carried(desk, rows, foreseen, made),
        ids=known.ids,
        read=len(kept),
        new=len(known.ids) - before,
        recorded=tuple(row.ref for row in made.values()),
    )


def _known(
    desk: Desk,
    lines: Sequence[BankLine],
    period: Period,
    named: Callable[[str], frozenset[str]],
) -> _Known:
    first, last = (period.first - _AROUND).isoformat(), period.last.isoformat()
    stored = {row[1]: row for row in deposits.until(desk.db, last, since=first)}
    ids = {key: row[0] for key, row in stored.items()}
    found, new = [], {}
    for key, line in zip(fingerprints(lines), lines, strict=True):
        before = stored.pop(key, None)
        if before is None:
            new[key] = line
        payout = before[5] or "" if before else ""
        found.append(Deposit(key, line.day, line.cents, named(line.text), line.row, payout))
    found += [
        Deposit(key, date.fromisoformat(day), cents, named(text), 0, payout or "")
        for key, (_, _, day, cents, text, payout) in stored.items()
    ]
    return _Known(found, ids, new)


def _payouts(desk: Desk, known: _Known, since: date, period: Period) -> list[PayoutRow]:
    """Read the payouts to be asked for: not those whose money came after the file's last day."""
    first, last = (since - _AROUND).isoformat(), (period.last + _AROUND).isoformat()
    rows = {row.id: row for row in payouts.between(desk.db, first, last)}
    came = {one.payout for one in known.all if one.payout}
    rows |= {row.id: row for row in payouts.these(desk.db, came - rows.keys())}
    later = deposits.brought_after(desk.db, period.last.isoformat())
    return [row for identity, row in rows.items() if identity in came or identity not in later]


def _forecasts(desk: Desk, first: date, last: date) -> list[Forecast]:
    """Work out the payouts of manual platforms, of which nobody tells."""
    policies = desk.book.policies
    manual = {name: policies[one.policy] for name, one in desk.platforms.items() if one.is_manual}
    rows = payouts.expected(
        desk.db, manual, first=first.isoformat(), last=last.isoformat()
    )  # fmt: skip
    lines = (
        ExpectedLine(session, ref, platform, date.fromisoformat(day), cents)
        for session, ref, platform, day, cents in rows
    )
    return forecasts(lines, policies=manual)


def _key(one: Forecast) -> str:
    return f"{one.platform}/{one.date.isoformat()}"


def _told(row: PayoutRow, window: Window) -> Awaited:
    bank_on = date.fromisoformat(row.bank_on)
    first, last = days_of(bank_on, window)
    pays_on = date.fromisoformat(row.date)
    return Awaited(row.id, row.platform, pays_on, bank_on, row.total_cents, first, last)


def _foretold(one: Forecast, window: Window) -> Awaited:
    first, last = days_of(one.bank_on, window)
    return Awaited(
        _key(one), one.platform, one.date, one.bank_on, one.total_cents, first, last, told=False
    )


def _write(
    desk: Desk, found: Reconciled, known: _Known, foreseen: Mapping[str, Forecast]
) -> dict[str, PayoutRow]:
    """Record payouts that were forecast, deposits that are new, and which brought which."""
    made: dict[str, PayoutRow] = {}
    done = []
    for match in found.matched:
        if not match.payout.told:
            row, undo = _recorded(desk, foreseen[match.payout.key])
            made[match.payout.key] = row
            detail = f"{row.total_cents} cents for {row.date}"
            done.append(Done("record", "payout", row.id, row.platform, {}, undo, detail=detail))
    brought: dict[str, str] = {}
    for match in found.matched:  # of several payouts at once, a deposit is kept with the first
        new = made.get(match.payout.key)
        for deposit in match.deposits:
            brought.setdefault(deposit.key, new.id if new else match.payout.key)
    undo = _keep_deposits(desk, known, brought)
    if undo:
        detail = f"{len(undo)} kept, {len(brought)} of payouts"
        done.append(Done("reconcile", "deposit", str(undo[0][1]), "", {}, undo, detail=detail))
    if done:
        keep(desk, done)
    return made


def _recorded(desk: Desk, one: Forecast) -> tuple[PayoutRow, list[list[Any]]]:
    identity = desk.fresh_id()
    row = PayoutRow(
        identity,
        ref_of("payout", identity),
        one.platform,
        one.date.isoformat(),
        one.bank_on.isoformat(),
        one.total_cents,
        int(one.guaranteed),
        0,
    )
    lines = [Line(line.session, "session", line.amount_cents or 0) for line in one.lines]
    return row, payouts.add(desk.db, row, lines)


def _keep_deposits(desk: Desk, known: _Known, brought: Mapping[str, str]) -> list[list[Any]]:
    """Write what is new of deposits that concern a platform; gives what `undo` needs.

    Other people's payments are not kept: the file has them, should it be read again.
    """
    mine = [one for one in known.all if one.names or one.key in brought]
    joined = [one for one in mine if one.key in known.ids and not one.payout and one.key in brought]
    new = [one for one in mine if one.key not in known.ids]
    known.ids.update((one.key, desk.fresh_id()) for one in new)
    deposits.add(
        desk.db,
        [
            (known.ids[one.key], one.key, one.day.isoformat(), one.cents,
             known.lines[one.key].text if one.names else "", brought.get(one.key), desk.at)
            for one in new
        ],
    )  # fmt: skip
    deposits.join(desk.db, [(brought[one.key], known.ids[one.key]) for one in joined])
    undo: list[list[Any]] = [["deposit", known.ids[one.key], None] for one in new]
    undo += [["deposit", known.ids[one.key], {"payout": None}] for one in joined]
    return undo


def _carried(
    desk: Desk,
    rows: Iterable[PayoutRow],
    foreseen: Mapping[str, Forecast],
    made: Mapping[str, PayoutRow],
) -> dict[str, Carries]:
    sessions = payouts.sessions_of(desk.db, [row.id for row in rows])
    found = {row.id: Carries(row.id, row.ref, tuple(sessions.get(row.id, ()))) for row in rows}
    for key, one in foreseen.items():
        row = made.get(key)
        lines = tuple((line.session, line.session_ref, line.amount_cents) for line in one.lines)
        found[key] = Carries(row and row.id, row and row.ref, lines)
    return found
