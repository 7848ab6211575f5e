"""Authorizations: how many sessions a payer allowed, what is left of them, and when one is missing.

One unit is one session with one of the codes, also where a code such as 90840 is billed in
several units. A session to come counts before its codes are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from practicecli.domain.problems import Problem, Weight, warning

EAP = "eap"  # the plan whose every session is authorized by a letter (Headway help 7473561009428)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """What a payer allowed. No `codes`: any; no `units`: as many as its days hold.

    `ends` is its last day, None where it is open; `ended` says that nobody waits for it any more.
    `used_before` are units taken before this program counted.
    """

    id: str
    ref: str
    client: str
    payer: str
    number: str
    codes: tuple[str, ...]
    units: int | None
    used_before: int
    starts: date
    ends: date | None = None
    ended: bool = False

    def is_in_force(self, on: date) -> bool:
        """Say whether a day lies between its first and its last, both counted."""
        return self.starts <= on and (self.ends is None or on <= self.ends)

    def covers(self, codes: Iterable[str]) -> bool:
        """Say whether it allows one of the codes of a session."""
        return not self.codes or any(code in self.codes for code in codes)

    def counts(self, visit: Visit) -> bool:
        """Say whether a session takes one of its units."""
        unknown = not visit.held and not visit.cpt
        of_payer = visit.payer in {"", self.payer}
        return of_payer and self.is_in_force(visit.day) and (unknown or self.covers(visit.cpt))


class Visit(NamedTuple):
    """A client's session as units are counted. `held`: confirmed, else still scheduled.

    `payer` is that of its claim, else of its day; '' where that is not known.
    """

    session: str
    ref: str
    day: date
    cpt: tuple[str, ...]
    held: bool
    payer: str = ""


class Use(NamedTuple):
    """How an authorization stands. `left` is None where no units are set.

    `runs_out_on` is the day of the session that takes the last unit, or its last day, whichever
    comes first; `beyond` are booked sessions for which no unit is left.
    """

    used: int
    booked: int
    left: int | None
    runs_out_on: date | None
    beyond: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True)
class Permission:
    """What is known of the authorizations for one session: each with the units others took.

    `required` says that the coverage of the day wants one.
    """

    required: bool = False
    held: tuple[tuple[Authorization, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many days, and how many units, before its end an authorization is warned of."""

    days: int
    units: int


def use_of(one: Authorization, visits: Iterable[Visit]) -> Use:
    """Count a client's sessions, given in the order of their time, against an authorization."""
    counted = [visit for visit in visits if one.counts(visit)]
    # What is confirmed has its unit; what is booked takes what is left.
    taken = [visit for visit in counted if visit.held]
    booked = [visit for visit in counted if not visit.held]
    used = one.used_before + len(taken)
    if one.units is None:
        return Use(used, len(booked), None, one.ends)
    free = max(one.units - used, 0)
    last = _last_unit(one, taken, booked[:free])
    ends = min((day for day in (last, one.ends) if day is not None), default=None)
    return Use(used, len(booked), max(free - len(booked), 0), ends, tuple(booked[free:]))


def _last_unit(one: Authorization, taken: Sequence[Visit], booked: Sequence[Visit]) -> date | None:
    place = (one.units or 0) - one.used_before
    if place <= 0:
        return one.starts
    in_order = [*taken, *booked]
    return in_order[place - 1].day if len(in_order) >= place else None


def clashes(one: Authorization, other: Authorization, visits: Sequence[Visit]) -> bool:
    """Say whether two would count the same sessions. `visits` are all of the client's.

    One whose units are all used by confirmed sessions has ended with the last of them.
    """
    if one.id == other.id or one.payer != other.payer or not _share_a_code(one, other):
        return False
    last, other_last = _last_day(one, visits), _last_day(other, visits)
    before = other_last is not None and other_last < one.starts
    after = last is not None and last < other.starts
    return not (before or after)


def _last_day(one: Authorization, visits: Sequence[Visit]) -> date | None:
    use = use_of(one, visits)
    used_up = one.units is not None and use.used >= one.units
    return use.runs_out_on if used_up else one.ends


def is_followed(one: Authorization, use: Use, others: Iterable[Authorization]) -> bool:
    """Say whether a later one takes over when it runs out, so that nothing is lost then."""
    last = use.runs_out_on
    return last is not None and any(
        later.id != one.id
        and not later.ended
        and later.payer == one.payer
        and _share_a_code(one, later)
        and one.starts < later.starts <= last + _DAY
        and (later.ends is None or later.ends > last)
        for later in others
    )


def _share_a_code(one: Authorization, other: Authorization) -> bool:
    return not one.codes or other.covers(one.codes)


def objections_to_authorization(
    permission: Permission, codes: Sequence[str], *, payer: str, plan: str, client: str, on: date
) -> Iterator[Problem]:
    """Say that a session is not authorized; it blocks where an authorization is required.

    Elsewhere it only warns, and only of one that covers the session but is used up. `client` is
    their ref.
    """
    required = permission.required or plan == EAP
    if not required and not permission.held:
        return
    of_payer = [(one, used) for one, used in permission.held if one.payer == payer]
    in_force = [(one, used) for one, used in of_payer if one.is_in_force(on)]
    fitting = [(one, used) for one, used in in_force if not codes or one.covers(codes)]
    if any(one.units is None or used < one.units for one, used in fitting):
        return
    if not required and not fitting:
        return
    if fitting:
        one, _ = fitting[-1]
        why = f"All {one.units} units of authorization {one.ref} are used"
    elif in_force:
        one, _ = in_force[-1]
        listed = ", ".join(f"`{code}`" for code in one.codes)
        why = f"Authorization {one.ref} is for {listed} only"
    elif of_payer:
        one, _ = of_payer[-1]
        when = f"begins on {one.starts}" if on < one.starts else f"ended on {one.ends}"
        why = f"Authorization {one.ref} of client {client} {when}"
    else:
        why = f"No authorization by {payer or 'the payer'} is kept for client {client}"
    wanted = f", and one is needed for the session on {on}" if required else ""
    weight = Weight.BLOCKS if required else Weight.WARNS
    fix = f"practice authorization add {client} --number N --units N --from {on}"
    yield Problem("authorization", f"{why}{wanted}", fix, weight)


def doubts_about_use(
    one: Authorization, use: Use, limits: Limits, today: date
) -> Iterator[Problem]:
    """Speak up some days or units before an authorization runs out; one that was ended is over."""
    if one.ended:
        return
    ask = "Ask the payer for the next one in time"
    if use.beyond:
        first = use.beyond[0]
        yield warning(
            "authorization-beyond",
            f"No unit is left for {len(use.beyond)} of the booked sessions; the first of them is"
            f" {first.ref} on {first.day}",
            ask,
        )
    if one.units is not None and use.left is not None and use.left <= limits.units:
        are = "is" if use.left == 1 else "are"
        yield warning("authorization-low", f"{use.left} of {one.units} units {are} left", ask)
    last = use.runs_out_on
    if last is not None and last - today <= timedelta(days=limits.days):
        word = "ran" if last < today else "runs"
        yield warning("authorization-ends", f"It {word} out on {last}", ask)
