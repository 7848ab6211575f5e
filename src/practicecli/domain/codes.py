"""What stands against the CPT codes of a claim, and how many units they count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations

from practicecli.domain.cpt import Conflict, Cpt, CptTable, Kind
from practicecli.domain.payers import Payer
from practicecli.domain.policy import Policy
from practicecli.domain.problems import Problem, warning
from practicecli.domain.telehealth import place_doubt

__all__ = ["Cpt", "CptTable", "objections_to_codes", "units_for"]

_NEAR = 2  # minutes (DESIGN: "within two of the next code")
_LONGEST_SHOWN = 12
_LICENCE_NAMES = {
    "prescriber": "prescribers",
    "psychologist": "psychologists who prescribe",
    "therapist": "licensed therapists",
}


def objections_to_codes(
    cpt: Sequence[str],
    *,
    minutes: int | None,
    licence: str,
    place: str,
    payer: Payer,
    plan: str,
    on: date,
    modifiers: Sequence[str],
    policy: Policy | None,
    table: CptTable,
) -> Iterator[Problem]:
    """Say all that stands against these codes on a service date; silence means nothing does.

    `minutes` are the session's true minutes, None where not known. Modifiers are those of the
    claim; none at all means the usual ones will be filled in.
    """
    codes = tuple(cpt)
    if not codes:
        yield Problem(
            "no-cpt",
            "No billing code is given",
            "Add one with `--cpt 90834`, or see `practice code cpt`",
        )
        return
    marks = frozenset(modifiers)
    if policy is not None and (policy.blocked or policy.blocked_pairs):
        blocked = _blocked(codes, on, policy)
        yield from blocked.values()
        codes = tuple(code for code in codes if code not in blocked)
    yield from _by_table(codes, minutes, licence, marks, table)
    doubt = place_doubt(place, payer, plan, marks)
    if doubt:
        yield warning(
            "place-modifier", doubt, "Leave out `--modifier` to take the payer's usual ones"
        )


def units_for(cpt: Iterable[str], minutes: int, table: CptTable) -> dict[str, int]:
    """Give each code's units: one, but for a code that counts begun stretches of further time."""
    units = {}
    for code in cpt:
        known = table.codes.get(code)
        units[code] = 1
        if known and known.unit_minutes and known.at_least is not None:
            units[code] = max(1, (minutes - known.at_least) // known.unit_minutes + 1)
    return units


def _blocked(codes: tuple[str, ...], on: date, policy: Policy) -> dict[str, Problem]:
    found: dict[str, Problem] = {}
    for rule in policy.blocked:
        for code in codes:
            if (
                on >= rule.since
                and rule.first <= code <= rule.last
                and len(code) == len(rule.first)
            ):
                found[code] = Problem(
                    "cpt-blocked", f"`{code}`: {rule.why}", "Bill it outside this platform"
                )
    present = frozenset(codes)
    for pair in policy.blocked_pairs:
        if on >= pair.since and present & pair.left and present & pair.right:
            both = " and ".join(f"`{code}`" for code in sorted(present & (pair.left | pair.right)))
            # Keyed by no code: the codes themselves are known and go on to the other rules.
            found[""] = Problem("cpt-blocked", f"{both}: {pair.why}", "Leave one of them out")
    return found


@lru_cache(maxsize=4096)
def _by_table(
    codes: tuple[str, ...],
    minutes: int | None,
    licence: str,
    marks: frozenset[str],
    table: CptTable,
) -> tuple[Problem, ...]:
    """Give what the table alone decides. Remembered, as a batch asks the same thousandfold."""
    distinct = dict.fromkeys(codes)
    known = [table.codes[code] for code in distinct if code in table.codes]
    clashes = _clashes(known, marks, table)
    problems = [_unknown(code) for code in distinct if code not in table.codes]
    problems += _objections_to_licence(known, licence, table)
    if minutes is not None:
        problems += _objections_to_minutes(known, minutes, table, clashing=bool(clashes))
    problems += _objections_to_addons(known)
    problems += _twice(codes)
    problems += [_clash(left, right, conflict) for left, right, conflict in clashes]
    if minutes is not None:
        problems += _near_limits(known, minutes, table)
    return tuple(problems)


def _unknown(code: str) -> Problem:
    shown = code if len(code) <= _LONGEST_SHOWN else f"{code[:_LONGEST_SHOWN]}…"
    return Problem(
        "cpt-unknown",
        f"`{shown}` is not a code this program knows",
        "See the codes with `practice code cpt`",
    )


def _objections_to_licence(known: list[Cpt], licence: str, table: CptTable) -> Iterator[Problem]:
    kinds = table.licence_kinds(licence)
    for cpt in known:
        if not cpt.licences or not cpt.licences.isdisjoint(kinds):
            continue
        whose = " and ".join(_LICENCE_NAMES.get(kind, kind) for kind in sorted(cpt.licences))
        if kinds:
            ending = f"the licence here is {licence}"
        elif licence:
            ending = f"this program does not know the licence `{licence[:_LONGEST_SHOWN]}`"
        else:
            ending = "no licence is on record"
        fix = f"Your licence's code for it is `{cpt.instead}`" if cpt.instead and kinds else ""
        yield Problem(
            "cpt-not-licensed",
            f"`{cpt.code}` is for {whose}; {ending}",
            fix or "Check your licences with `practice provider show`",
        )


def _objections_to_minutes(
    known: list[Cpt], minutes: int, table: CptTable, *, clashing: bool
) -> Iterator[Problem]:
    timed = [cpt for cpt in known if cpt.at_least is not None]
    services = [cpt for cpt in timed if not cpt.unit_minutes]
    # Two services that may stand together share the session's time: only their sum can be checked.
    if len(services) > 1 and not clashing:
        needed = sum(cpt.at_least or 0 for cpt in services)
        if minutes < needed:
            both = " and ".join(f"`{cpt.code}`" for cpt in services)
            yield Problem(
                "cpt-minutes",
                f"{both} together need {needed} minutes or more; the session ran {minutes}",
                "Leave one of them out, or correct the true times",
            )
        timed = [cpt for cpt in timed if cpt.unit_minutes]
    office_visit = any(cpt.kind is Kind.EM for cpt in known)
    further = any(cpt.unit_minutes for cpt in timed)
    for cpt in timed:
        # An office visit takes part of the time, and units of further time lift the upper end.
        open_ended = office_visit or (further and cpt.kind is Kind.CRISIS)
        long_enough = minutes >= (cpt.at_least or 0)
        if not cpt.fits(minutes) and not (open_ended and long_enough):
            yield Problem(
                "cpt-minutes",
                f"`{cpt.code}` needs {cpt.range()}; the session ran {minutes}",
                _fitting(cpt, minutes, table),
            )


def _fitting(cpt: Cpt, minutes: int, table: CptTable) -> str:
    if cpt.unit_minutes:
        return f"Leave out `{cpt.code}`"
    fit = table.fitting(cpt.family, minutes)
    if fit is not None and fit.unit_minutes:
        return f"Add `{fit.code}`, which counts from {fit.at_least} minutes on"
    if fit is None and cpt.kind in {Kind.CRISIS, Kind.FAMILY}:
        fit = table.fitting("individual", minutes) if cpt.kind is Kind.CRISIS else None
    if fit is not None:
        return f"`{fit.code}` fits {fit.range().removesuffix(' minutes')}"
    return "No code fits so short a session; check the true times"


def _objections_to_addons(known: list[Cpt]) -> Iterator[Problem]:
    present = {cpt.code for cpt in known}
    for cpt in known:
        if cpt.bases and present.isdisjoint(cpt.bases):
            named = " ".join(f"`{base}`" for base in cpt.bases)
            yield Problem(
                "cpt-addon-alone",
                f"`{cpt.code}` is an add-on and may not stand without its base code",
                f"Add one of {named}, or leave it out" if len(cpt.bases) > 1 else f"Add {named}",
            )


def _twice(codes: tuple[str, ...]) -> Iterator[Problem]:
    for code in dict.fromkeys(codes):
        if codes.count(code) > 1:
            yield Problem(
                "cpt-conflict",
                f"`{code}` is given more than once; a code is billed once a day",
                "Give it once: units are worked out from the minutes",
            )


def _clashes(
    known: list[Cpt], marks: frozenset[str], table: CptTable
) -> list[tuple[Cpt, Cpt, Conflict]]:
    found = []
    for left, right in combinations(known, 2):
        conflict = table.conflicts.get(frozenset({left.code, right.code}))
        if conflict is not None and not conflict.cleared_by(marks):
            found.append((left, right, conflict))
    return found


def _clash(left: Cpt, right: Cpt, conflict: Conflict) -> Problem:
    fix = "Leave one of them out"
    if conflict.modifier:
        carrier = left.code if left.code in conflict.on else right.code
        fix += (
            f"; if they were truly separate, add `--modifier {conflict.modifier}`, which goes on "
            f"`{carrier}`"
        )
    return Problem(
        "cpt-conflict",
        f"`{left.code}` and `{right.code}` may not go together: {conflict.why}",
        fix,
    )


def _near_limits(known: list[Cpt], minutes: int, table: CptTable) -> Iterator[Problem]:
    if any(cpt.kind is Kind.EM for cpt in known):
        return  # the session's minutes are not the therapy's alone
    present = {cpt.code for cpt in known}
    for cpt in known:
        if not cpt.family or not cpt.fits(minutes):
            continue
        for other in table.ladders[cpt.family]:
            if other.code in present:
                continue
            if other.at_least is not None and 0 < other.at_least - minutes <= _NEAR:
                limit = f"from {other.at_least} on `{other.code}` counts"
            elif other.at_most is not None and 0 < minutes - other.at_most <= _NEAR:
                limit = f"up to {other.at_most} it is `{other.code}`"
            else:
                continue
            yield warning(
                "near-limit",
                f"The session ran {minutes} minutes; {limit}",
                "Make sure that start and stop are the true ones",
            )
