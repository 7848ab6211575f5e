"""The table of CPT codes: each code's minutes, bases, licences, and the pairs that clash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

INDIVIDUAL = "individual"  # the ladder of codes whose shares payers compare
WITH_EM = "with-em"  # the ladder of therapy added to an office visit, whose minutes do not count
COMPLEXITY = "90785"  # interactive complexity, an add-on
_NOT_A_WORD = re.compile(r"[^A-Z0-9]+")
_STATES = frozenset({"MD", "PA"})  # Maryland and Pennsylvania write a licence like a degree
# X{EPSU} are the finer forms of 59 (CMS, 2015) and clear what it clears.
_STANDS_FOR = {"59": frozenset({"59", "XE", "XP", "XS", "XU"})}


class Kind(StrEnum):
    """What sort of service a code is."""

    THERAPY = "therapy"
    ADDON = "addon"
    EVALUATION = "evaluation"
    CRISIS = "crisis"
    FAMILY = "family"
    GROUP = "group"
    EM = "em"
    SCREENING = "screening"
    EAP = "eap"


@dataclass(frozen=True, slots=True)
class Cpt:
    """One code. Minutes are true minutes, both ends allowed; None where the code sets none.

    `family` is a ladder of codes told apart by minutes; `bases` are those an add-on needs one of;
    `unit_minutes` is what each unit stands for; no `licences` means any. `time_or_mdm` are minutes
    that medical decision making can stand in for; `expected_minutes` are what payers look for. A
    `counted` code is given once for each unit. `most_a_day` units count for one client on one day;
    `again_with` is the modifier that lets a second, separate session of that day pass.
    """

    code: str
    label: str
    kind: Kind
    at_least: int | None = None
    at_most: int | None = None
    family: str = ""
    bases: tuple[str, ...] = ()
    unit_minutes: int = 0
    licences: frozenset[str] = frozenset()
    instead: str = ""
    time_or_mdm: int | None = None
    expected_minutes: int | None = None
    counted: bool = False
    most_a_day: int = 1
    again_with: str = ""

    def fits(self, minutes: int) -> bool:
        """Whether true minutes lie within the code's."""
        over = self.at_least is None or minutes >= self.at_least
        return over and (self.at_most is None or minutes <= self.at_most)

    def units(self, minutes: int) -> int:
        """Give the units that true minutes come to: one, or as many stretches as were begun."""
        if not self.unit_minutes or self.at_least is None:
            return 1
        return max(1, (minutes - self.at_least) // self.unit_minutes + 1)

    def range(self) -> str:
        """Give the code's minutes in words, such as `38 to 52`."""
        if self.at_most is None:
            return f"{self.at_least} minutes or more"
        return f"{self.at_least} to {self.at_most} minutes"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why two codes may not go together, and the modifier, best on one of `on`, that lets them.

    NCCI's indicator, written as `modifier`: none is 0, no modifier ever lets them; one is 1.
    `apart` lets them stand in two sessions of one day, where one session cannot hold both.
    """

    why: str
    modifier: str = ""
    on: frozenset[str] = frozenset()
    apart: str = ""

    def cleared_by(self, modifiers: frozenset[str], *, apart: bool = False) -> bool:
        """Whether one of the modifiers given says that the services were separate."""
        needed = self.needed(apart=apart)
        return bool(needed) and says(needed, modifiers)

    def needed(self, *, apart: bool = False) -> str:
        """Give the modifier that would let the pair pass, in one session or in two; or nothing."""
        return self.modifier or (self.apart if apart else "")


def says(wanted: str, modifiers: frozenset[str]) -> bool:
    """Whether modifiers say what `wanted` says, in it or in a finer form of it."""
    return not modifiers.isdisjoint(_STANDS_FOR.get(wanted, {wanted}))


@dataclass(frozen=True, slots=True)
class WhoBills:
    """Who may bill a plan: these letters from a service date on, or these kinds of licence."""

    why: str
    plan: str = ""
    payer: str = ""
    letters: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    since: date = date.min
    warns: bool = False


# Compared by identity: there is one table, and rules remember by it cheaply.
@dataclass(frozen=True, slots=True, eq=False)
class CptTable:
    """All codes. `licences` maps letters to a kind; `frequent_long` counts per four weeks.

    True times further from the appointment than `far_hours` are worth a word. `complexity` gives
    each factor of interactive complexity in words; a client not seen for `new_client_years` is new.
    """

    codes: Mapping[str, Cpt]
    conflicts: Mapping[frozenset[str], Conflict]
    licences: Mapping[str, str]
    frequent_long: int
    far_hours: int
    assumed: tuple[str, ...] = ()
    ladders: Mapping[str, tuple[Cpt, ...]] = field(default_factory=dict)
    complexity: Mapping[str, str] = field(default_factory=dict)
    who_bills: tuple[WhoBills, ...] = ()
    new_client_years: int = 0

    def licence_kinds(self, licence: str) -> frozenset[str]:
        """Give the kinds that letters such as `PhD, LMHC-D` stand for; empty if unknown."""
        kinds = {word: self.licences[word] for word in letters_of(licence) if word in self.licences}
        if "therapist" in kinds.values():  # as in `LCPC-MD`: where it was issued, no physician
            kinds = {word: kind for word, kind in kinds.items() if word not in _STATES}
        return frozenset(kinds.values())

    def fitting(self, family: str, minutes: int) -> Cpt | None:
        """Give the code of a ladder that true minutes call for."""
        return next((cpt for cpt in self.ladders.get(family, ()) if cpt.fits(minutes)), None)


def letters_of(licence: str) -> list[str]:
    """Give the words of a licence as it is written, such as `Ph.D., LMHC-D`, in capitals."""
    return _NOT_A_WORD.split(licence.upper().replace(".", ""))


def units_for(
    cpt: Iterable[str], minutes: int, table: CptTable, em_minutes: int | None = None
) -> dict[str, int]:
    """Give each code's units: one, but for begun stretches of further time and counted codes."""
    units: dict[str, int] = {}
    for code in cpt:
        known = table.codes.get(code)
        if known and known.counted:
            units[code] = units.get(code, 0) + 1
        else:
            units[code] = known.units(minutes - (em_minutes or 0)) if known else 1
    return units


def is_evaluation(code: str, table: CptTable) -> bool:
    """Whether a code is a first evaluation's."""
    known = table.codes.get(code)
    return known is not None and known.kind is Kind.EVALUATION
