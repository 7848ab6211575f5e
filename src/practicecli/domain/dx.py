"""Diagnoses: what is wrong with the ICD-10-CM codes of a claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from practicecli.domain.problems import Problem, warning

MOST_ON_A_CLAIM = 12  # CMS-1500 box 21, A to L (cms1500claimbilling.com)
_CAUSES = frozenset("VWXY")  # external causes: ICD-10-CM guidelines I.C.20.a.6
_MOST_CHILDREN_NAMED = 5
_LONGEST_SHOWN = 12
_BEFORE_DOT = 3
_OCTOBER = 10


def dotted(code: str) -> str:
    """Give the code as it is printed: capitals, a dot after the third character."""
    bare = code.strip().upper().replace(".", "")
    return f"{bare[:_BEFORE_DOT]}.{bare[_BEFORE_DOT:]}" if len(bare) > _BEFORE_DOT else bare


def in_force_from(edition: int) -> date:
    """Give the first service date of a yearly edition: 1 October of the year before (CMS)."""
    return date(edition - 1, _OCTOBER, 1)


@dataclass(frozen=True, slots=True)
class Dx:
    """One code as it stood on the day asked for. Dates are None where not known or not ended.

    `children` are billable codes below a code that cannot be billed itself: a few, not all.
    """

    code: str
    label: str
    billable: bool
    valid_from: date | None = None
    valid_to: date | None = None
    children: tuple[str, ...] = ()

    @property
    def unspecified(self) -> bool:
        """Whether the code says that something was left open: fine early, suspicious when kept."""
        return "unspecified" in self.label.lower()

    def in_force(self, on: date) -> bool:
        """Whether the code was valid on a service date."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)


def objections_to_dx(
    codes: Sequence[str], *, lookup: Callable[[str, date], Dx | None], on: date
) -> Iterator[Problem]:
    """Say what stands against these diagnoses on a service date; silence means nothing does."""
    if not codes:
        yield Problem("no-dx", "No diagnosis is given", "Add one with `--dx F41.1`")
        return
    found: list[Dx] = []
    for code in codes:
        dx = lookup(code, on)
        if dx is None:
            yield Problem(
                "dx-unknown",
                f"`{_shown(code)}` is not in ICD-10-CM",
                "Look it up with `practice code dx WORDS`",
            )
            continue
        found.append(dx)
        yield from _objections_to_one(dx, on)
    if len(codes) > MOST_ON_A_CLAIM:
        yield Problem(
            "dx-too-many",
            f"A claim holds {MOST_ON_A_CLAIM} diagnoses; {len(codes)} are given",
            "Leave out the last ones",
        )
    if found and found[0].code[0] in _CAUSES and dotted(codes[0]) == found[0].code:
        yield Problem(
            "dx-cause-first",
            f"`{found[0].code}` says how harm came about; it never stands first",
            "Put the disorder that is treated first",
        )
    if found and found[0].code.startswith("Z") and dotted(codes[0]) == found[0].code:
        yield warning(
            "dx-z-first",
            f"`{found[0].code}` comes first; payers seldom pay therapy for a Z code",
            "Put the client's own F code first, if the chart bears it out",
        )


def _objections_to_one(dx: Dx, on: date) -> Iterator[Problem]:
    if not dx.in_force(on):
        yield Problem(
            "dx-not-in-force",
            f"`{dx.code}` was not valid on {on.isoformat()}: {_validity(dx)}",
            f"Find the one of that day with `practice code dx {dx.code[:3]} --on {on.isoformat()}`",
        )
    elif not dx.billable:
        named = " ".join(f"`{child}`" for child in dx.children[:_MOST_CHILDREN_NAMED])
        yield Problem(
            "dx-not-specific",
            f"`{dx.code}` is a heading; a claim needs one of the codes below it",
            f"Choose one, such as {named}" if named else f"See `practice code dx {dx.code}`",
        )
    elif dx.unspecified:
        yield warning(
            "dx-unspecified",
            f"`{dx.code}` leaves something open; payers question it when it is kept",
            f"When you know more, choose from `practice code dx {dx.code[:3]}`",
        )


def _validity(dx: Dx) -> str:
    if dx.valid_from and dx.valid_to:
        return f"from {dx.valid_from.isoformat()} to {dx.valid_to.isoformat()}"
    if dx.valid_from:
        return f"from {dx.valid_from.isoformat()} on"
    return f"until {dx.valid_to.isoformat()}" if dx.valid_to else "dates unknown"


def _shown(code: str) -> str:
    return code if len(code) <= _LONGEST_SHOWN else f"{code[:_LONGEST_SHOWN]}…"
