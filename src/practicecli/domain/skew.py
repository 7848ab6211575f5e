"""This computer's clock against a platform's: it orders nothing, but signatures carry its time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from practicecli.domain.problems import Problem, warning

DOUBTFUL_SECONDS = 120  # of difference are told
WRONG_SECONDS = 600  # of difference: a signature made now would bear a wrong time
RECENT = timedelta(days=1)  # what was measured earlier says nothing of this computer's clock now
_FIX = "Set this computer's clock, then `practice sync`"


@dataclass(frozen=True, slots=True)
class Skew:
    """How far a platform's clock was ahead of ours, and when by ours that was measured."""

    seconds: float
    at: datetime


def doubts_about_clock(skew_seconds: float | None, *, platform: str) -> Iterator[Problem]:
    """Warn where the platform's clock is ahead of ours, or behind, by more than two minutes."""
    if skew_seconds is not None and abs(skew_seconds) > DOUBTFUL_SECONDS:
        yield warning(
            "clock-off", f"This computer's clock is {_words(skew_seconds)} {platform}'s", _FIX
        )


def objections_to_clock(measured: Iterable[Skew], *, now: datetime) -> Iterator[Problem]:
    """Object to signing by a clock that was more than ten minutes off when last measured.

    A time of measuring that is still to come is from before the clock was set back.
    """
    recent = [one for one in measured if timedelta(0) <= now - one.at <= RECENT]
    # Of two in the same second the milder: one platform's clock may be wrong, too.
    newest = max(recent, key=lambda one: (one.at, -abs(one.seconds)), default=None)
    if newest is not None and abs(newest.seconds) > WRONG_SECONDS:
        yield Problem(
            "clock-off",
            f"This computer's clock was {_words(newest.seconds)} the platform's at the last sync",
            _FIX,
        )


def _words(skew_seconds: float) -> str:
    minutes = round(abs(skew_seconds) / 60)
    length = f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"  # noqa: PLR2004
    return f"{length} {'behind' if skew_seconds > 0 else 'ahead of'}"
