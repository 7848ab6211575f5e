"""The steps of a session's cost, in words. Their cents add up to what the client pays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from practicecli.domain.cost import Share, nearest
from practicecli.domain.coverage import Benefits, Limit, next_plan_year
from practicecli.domain.money import part_of
from practicecli.domain.pricing import Line, Prices


class Step(NamedTuple):
    """One step: why, and how many cents it adds to the client's share, or takes off."""

    why: str
    cents: int = 0


def written(cents: int) -> str:
    """Write cents as an amount: 124000 is `1,240.00`."""
    return f"{cents // 100:,}.{cents % 100:02d}"


def percent(hundredths: int) -> str:
    """Write hundredths of a percent: 2000 is `20 %`, 2222 is `22.22 %`."""
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02d} %" if part else f"{whole} %"


def of_prices(prices: Prices, billed_cents: int, allowed_cents: int) -> Iterator[Step]:
    """Say what is allowed, and what of the bill nobody pays."""
    for line in prices.lines:
        yield Step(_of_line(line))
    if len(prices.lines) > 1:
        yield Step(f"Together {written(prices.cents)}")
    if billed_cents > allowed_cents:
        over = written(billed_cents - allowed_cents)
        yield Step(f"{written(billed_cents)} is billed: {over} above the contract is written off")


def of_agreed(cents: int) -> Step:
    """Say that another sum than the rate counts."""
    return Step(f"{written(cents)} is what the client was charged for it, or was told")


def _of_line(line: Line) -> str:
    many = f", {line.units} units of {written(line.price.cents)}" if line.units > 1 else ""
    if line.price.assumed:
        return (
            f"{written(line.cents)} for `{line.cpt}`{many}: an assumed round figure,"
            " as no contract rate is known"
        )
    since = f" since {line.price.since}" if line.price.since else ""
    return f"{written(line.cents)} is allowed for `{line.cpt}`{many}: the contract rate{since}"


def of_sessions_before(count: int, year: date, as_of: date | None) -> Step:
    """Say how many own sessions were counted towards the limits besides what is known as met.

    `as_of` is the day on which that was known; None where nothing is, of this plan year.
    """
    one = count == 1
    sessions = f"{count} session{'s' * (not one)} before it {'is' if one else 'are'} counted"
    if as_of is None:
        return Step(f"{sessions}, from the plan year's first day on, {year}")
    return Step(f"{sessions} that {'was' if one else 'were'} not in what was met on {as_of}")


def of_share(terms: Benefits, found: Share, on: date) -> Iterator[Step]:
    """Say how a plan's terms make the client's share. `terms` are those of before the session."""
    if found.over_cents:
        yield Step(
            f"The plan's {terms.visits_allowed} visits are used up: the client pays all of it",
            found.over_cents,
        )
        return
    deductible, of_family = nearest(terms.deductible, terms.family_deductible)
    if deductible is not None and deductible.total_cents:
        yield _of_deductible(deductible, found, "family deductible" if of_family else "deductible")
    rest = found.allowed_cents - found.deductible_cents
    if terms.copay_cents is not None and rest:
        low = found.copay_cents < terms.copay_cents
        cut = f" of {written(terms.copay_cents)}, but no more than the rest" if low else ""
        yield Step(f"The copay{cut}, the same whatever the code", found.copay_cents)
    if terms.coinsurance and rest:
        part = f"{percent(terms.coinsurance)} coinsurance of {_the_rest(found, rest)}"
        low = found.coinsurance_cents < part_of(rest, terms.coinsurance)
        cut = ", but no more than the copay leaves" if low else ""
        yield Step(f"{part}{cut}", found.coinsurance_cents)
    most, of_family = nearest(terms.oop_max, terms.family_oop_max)
    if most is not None and found.spared_cents:
        name = "family out-of-pocket maximum" if of_family else "out-of-pocket maximum"
        yield _of_maximum(most, found, name, next_plan_year(terms, on))
    if not found.spared_cents and not found.after_cents and rest:
        yield Step(f"The plan pays {_the_rest(found, rest) if found.deductible_cents else 'all'}")


def _of_deductible(limit: Limit, found: Share, name: str) -> Step:
    if not limit.left_cents:
        return Step(f"The {name} of {written(limit.total_cents)} is met")
    left = f"{written(limit.left_cents)} of the {name} of {written(limit.total_cents)} was left"
    if found.deductible_cents == found.allowed_cents:
        return Step(f"{left}: all of it goes there", found.deductible_cents)
    return Step(f"{left}: that comes first", found.deductible_cents)


def _the_rest(found: Share, rest: int) -> str:
    return f"the remaining {written(rest)}" if found.deductible_cents else written(rest)


def _of_maximum(limit: Limit, found: Share, name: str, until: date) -> Step:
    if not limit.left_cents:
        why = f"The {name} of {written(limit.total_cents)} is met: nothing more before {until}"
    else:
        left, total = written(limit.left_cents), written(limit.total_cents)
        why = f"Only {left} of the {name} of {total} was left: no more than that"
    return Step(why, -found.spared_cents)
