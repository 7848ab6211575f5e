"""Which codes need which, which may not stand together, and how many of each count on one day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from practicecli.domain.cpt import Conflict, Cpt, CptTable
from practicecli.domain.problems import Problem


class Clash(NamedTuple):
    """Two codes of one claim that may not stand together as it is."""

    left: Cpt
    right: Cpt
    conflict: Conflict


def objections_to_addons(known: Sequence[Cpt]) -> Iterator[Problem]:
    """Say which add-ons stand without their base: it has to be on the same claim."""
    present = {cpt.code for cpt in known}
    for cpt in known:
        if cpt.bases and present.isdisjoint(cpt.bases):
            named = " ".join(f"`{base}`" for base in cpt.bases)
            yield Problem(
                "cpt-addon-alone",
                f"`{cpt.code}` is an add-on and may not stand without its base code",
                f"Add one of {named}, or leave it out" if len(cpt.bases) > 1 else f"Add {named}",
            )


def objections_to_number(units: Mapping[str, int], table: CptTable) -> Iterator[Problem]:
    """Say where units go beyond those that count on one day (figures/cpt.toml, [[limits]])."""
    for code, number in units.items():
        known = table.codes.get(code)
        if known is not None and number > known.most_a_day:
            yield Problem(
                "units",
                f"`{code}` comes to {number} units; {known.most_a_day} count on one day",
                "Check the true times and the codes",
            )


def objections_to_repeats(codes: Sequence[str], table: CptTable) -> Iterator[Problem]:
    """Say which codes are given more than once, but for those that count that way."""
    for code in sorted(set(codes)):
        known = table.codes.get(code)
        if codes.count(code) > 1 and not (known and known.counted):
            yield Problem(
                "cpt-conflict",
                f"`{code}` is given more than once; a code is billed once a day",
                "Give it once: units are worked out from the minutes",
            )


def clashes(known: Sequence[Cpt], marks: frozenset[str], table: CptTable) -> list[Clash]:
    """Find the pairs of one claim that may not go together with these modifiers."""
    found = []
    for left, right in combinations(known, 2):
        conflict = table.conflicts.get(frozenset({left.code, right.code}))
        if conflict is not None and not conflict.cleared_by(marks):
            found.append(Clash(left, right, conflict))
    return found


def objection_to_clash(clash: Clash) -> Problem:
    """Say why two codes may not go together, and which modifier on which of them lets them."""
    left, right, conflict = clash
    fix = "Leave one of them out"
    if conflict.modifier:
        carrier = left.code if left.code in conflict.on else right.code
        fix += (
            f"; if they were truly separate, add `--modifier {conflict.modifier}`, which goes on "
            f"`{carrier}`"
        )
    else:
        fix += "; no modifier lets them pass together"
    return Problem(
        "cpt-conflict",
        f"`{left.code}` and `{right.code}` may not go together: {conflict.why}",
        fix,
    )
