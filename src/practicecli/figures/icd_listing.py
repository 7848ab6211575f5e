"""What a search in ICD-10-CM has found, and in which order it is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from practicecli.domain.dx import Dx

BELOW, MEANT, OWN, INDEXED, *_, LAST = range(10)
"""Where a code was found: below the one typed, by a phrase, among those used, in an index."""


@dataclass(slots=True)
class Listing:
    """What a search has found so far, each code once, where it was found first."""

    on: date | None
    limit: int
    used: Mapping[str, int]
    exact: str
    found: dict[str, tuple[int, Dx]] = field(default_factory=dict)

    def add(self, place: int, found: Iterable[Dx]) -> None:
        """Take what was found at a place and was in force on the day."""
        for dx in found:
            if self.on is None or dx.in_force(self.on):
                self.found.setdefault(dx.code, (place, dx))

    @property
    def full(self) -> bool:
        """Whether as many were found as are wanted."""
        return len(self.found) >= self.limit

    def best(self) -> list[Dx]:
        """Give the code typed, those used most, then by place; headings last in theirs."""
        ranked = sorted(self.found.values(), key=self._rank)  # stable: within a place as found
        return [dx for _, dx in ranked[: self.limit]]

    def _rank(self, item: tuple[int, Dx]) -> tuple[bool, int, int, bool]:
        place, dx = item
        used = self.used.get(dx.code, 0) if dx.billable else 0  # one that was split is of no use
        return dx.code != self.exact, -used, place, not dx.billable
