"""The table of CPT codes: each code's minutes, bases, licences, and the pairs that clash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_NOT_A_WORD = re.compile(r"[^A-Z0-9]+")
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
    `unit_minutes` is what each unit stands for; no `licences` means any.
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

    def fits(self, minutes: int) -> bool:
        """Whether true minutes lie within the code's."""
        over = self.at_least is None or minutes >= self.at_least
        return over and (self.at_most is None or minutes <= self.at_most)

    def range(self) -> str:
        """Give the code's minutes in words, such as `38 to 52`."""
        if self.at_most is None:
            return f"{self.at_least} minutes or more"
        return f"{self.at_least} to {self.at_most} minutes"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why two codes may not go together, and the modifier, on one of `on`, that lets them."""

    why: str
    modifier: str = ""
    on: frozenset[str] = frozenset()

    def cleared_by(self, modifiers: frozenset[str]) -> bool:
        """Whether one of the modifiers given says that the services were separate."""
        if not self.modifier:
            return False
        return not modifiers.isdisjoint(_STANDS_FOR.get(self.modifier, {self.modifier}))


# Compared by identity: there is one table, and rules remember by it cheaply.
@dataclass(frozen=True, slots=True, eq=False)
class CptTable:
    """All codes. `licences` maps letters to a kind; `frequent_long` counts per four weeks.

    True times further from the appointment than `far_hours` are worth a word.
    """

    codes: Mapping[str, Cpt]
    conflicts: Mapping[frozenset[str], Conflict]
    licences: Mapping[str, str]
    frequent_long: int
    far_hours: int
    assumed: tuple[str, ...] = ()
    ladders: Mapping[str, tuple[Cpt, ...]] = field(default_factory=dict)

    def licence_kinds(self, licence: str) -> frozenset[str]:
        """Give the kinds that letters such as `PhD, LMHC-D` stand for; empty if unknown."""
        words = _NOT_A_WORD.split(licence.upper().replace(".", ""))
        return frozenset(self.licences[word] for word in words if word in self.licences)

    def fitting(self, family: str, minutes: int) -> Cpt | None:
        """Give the code of a ladder that true minutes call for."""
        return next((cpt for cpt in self.ladders.get(family, ()) if cpt.fits(minutes)), None)
