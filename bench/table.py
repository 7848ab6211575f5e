"""The lines that are printed: what, what was aimed at, what came out."""

from __future__ import annotations

import sys
from dataclasses import dataclass

_WIDE = 58


@dataclass(frozen=True, slots=True)
class Line:
    """A figure beside its target. `most`: it should be at most the target, else at least."""

    what: str
    figure: float
    target: float | None
    unit: str
    most: bool = True
    aside: str = ""

    @property
    def is_held(self) -> bool:
        """Whether the target is met; a figure without one only informs."""
        if self.target is None:
            return True
        return self.figure <= self.target if self.most else self.figure >= self.target

    def __str__(self) -> str:
        """Give the line as it is printed."""
        if self.target is None:
            aim, mark = "", ""
        else:
            aim = f"{'<=' if self.most else '>='} {self.target:g} {self.unit}"
            mark = "ok" if self.is_held else "MISSED"
        came = f"{self.figure:.2f} {self.unit}"
        return f"{self.what:<{_WIDE}}{aim:>14}{came:>16}  {mark:<6}  {self.aside}".rstrip()


def say(text: str = "") -> None:
    """Print at once: the next line may take a minute."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def show(lines: list[Line]) -> list[Line]:
    """Print figures and give them on."""
    for line in lines:
        say(str(line))
    return lines
