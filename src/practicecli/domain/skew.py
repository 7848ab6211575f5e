"""This computer's clock against a platform's: it orders nothing, but signatures carry its time."""

from __future__ import annotations

from collections.abc import Iterator

from practicecli.domain.problems import Problem, warning

DOUBTFUL_SECONDS = 120  # of difference are told
WRONG_SECONDS = 600  # of difference: a signature made now would bear a wrong time
_FIX = "Set this computer's clock, then `practice sync`"


def doubts_about_clock(skew_seconds: float | None, *, platform: str) -> Iterator[Problem]:
    """Warn where the platform's clock is ahead of ours, or behind, by more than two minutes."""
    if skew_seconds is not None and abs(skew_seconds) > DOUBTFUL_SECONDS:
        yield warning(
            "clock-off", f"This computer's clock is {_words(skew_seconds)} {platform}'s", _FIX
        )


def objections_to_clock(skew_seconds: float | None) -> Iterator[Problem]:
    """Object to signing by a clock that was more than ten minutes off when a platform told."""
    if skew_seconds is not None and abs(skew_seconds) > WRONG_SECONDS:
        yield Problem(
            "clock-off",
            f"This computer's clock was {_words(skew_seconds)} the platform's at the last sync",
            _FIX,
        )


def _words(skew_seconds: float) -> str:
    minutes = round(abs(skew_seconds) / 60)
    length = f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"  # noqa: PLR2004
    return f"{length} {'behind' if skew_seconds > 0 else 'ahead of'}"
