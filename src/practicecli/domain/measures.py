"""Questionnaires: their answers, the score with its severity, and answers that raise an alarm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from practicecli.domain.problems import Problem, warning

_NUMBER = re.compile(r"\d{1,3}", re.ASCII)
_DIGITS = re.compile(r"\d{2,}", re.ASCII)
_HIGHEST_DIGIT = 9


@dataclass(frozen=True, slots=True)
class Item:
    """One question and the words of its answers, which count up from the form's lowest."""

    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What a score from `low` to `high`, both included, is called."""

    low: int
    high: int
    severity: str


@dataclass(frozen=True, slots=True)
class Flag:
    """An answer that has to be looked at by itself; `item` counts from 1.

    `says` is the alarm, `ask` what to ask the client, `write` what belongs into the note.
    """

    code: str
    item: int
    at_least: int
    says: str
    ask: str
    write: str


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire. Its score is the sum of the answers, `times` as much.

    An answer to a `reversed` item (counted from 1) counts from the other end. A change counts from
    `points` on, None where no figure is known; `why_points` is that figure's source.
    """

    key: str
    title: str
    question: str
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    about: str = ""
    licence: str = ""
    source: str = ""
    lowest: int = 0
    times: int = 1
    reversed: frozenset[int] = frozenset()
    flags: tuple[Flag, ...] = ()
    points: int | None = None
    why_points: str = ""

    def highest(self, number: int) -> int:
        """Give the greatest answer to an item, counted from 1."""
        return self.lowest + len(self.items[number - 1].answers) - 1

    @property
    def least(self) -> int:
        """The lowest score there is."""
        return self.times * self.lowest * len(self.items)

    @property
    def most(self) -> int:
        """The highest score there is."""
        return self.times * sum(self.highest(number) for number, _ in enumerate(self.items, 1))


@dataclass(frozen=True, slots=True)
class Scored:
    """What follows from answers; `flags` are the codes of those that were raised."""

    score: int
    severity: str
    flags: tuple[str, ...]


class AnswersError(ValueError):
    """The answers do not fit the form; `problems` says each way in which they do not."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("the answers do not fit the form")
        self.problems = tuple(problems)


def plain(typed: str) -> str:
    """Give a form's name as names are compared: `PHQ-9` is `phq9`."""
    return "".join(sign for sign in typed.casefold() if sign.isalnum())


def read_answers(text: str, form: Form) -> tuple[int, ...]:
    """Read answers typed as `0,1,2`, `0 1 2` or `012`. Raises AnswersError with every objection."""
    answers = [_number(part) for part in _parts(text, form)]
    problems = list(objections_to_answers(answers, form))
    if problems:
        raise AnswersError(problems)
    return tuple(answer for answer in answers if answer is not None)


def _parts(text: str, form: Form) -> list[str]:
    if "," in text:
        return [part.strip() for part in text.split(",")]  # an empty one is a missing answer
    words = text.split()
    digits = all(form.highest(number) <= _HIGHEST_DIGIT for number, _ in enumerate(form.items, 1))
    if len(words) == 1 and digits and _DIGITS.fullmatch(words[0]):
        return list(words[0])
    return words


def _number(part: str) -> int | None:
    return int(part) if _NUMBER.fullmatch(part) else None


def objections_to_answers(answers: Sequence[int | None], form: Form) -> Iterator[Problem]:
    """Say which answers are off; None is one that is no whole number. No answer is repeated."""
    if len(answers) != len(form.items):
        yield Problem(
            "answer-count",
            f"{form.title} has {len(form.items)} answers; {len(answers)} were given",
            f"practice measure forms {form.key}",
        )
    for number, (answer, item) in enumerate(zip(answers, form.items, strict=False), start=1):
        high = form.highest(number)
        if answer is None or not form.lowest <= answer <= high:
            yield Problem(
                "answer-value",
                f"Answer {number} is not a whole number from {form.lowest} to {high}",
                "Give " + scale(form, item),
            )


def scale(form: Form, item: Item) -> str:
    """Give the answers of an item with their words."""
    return ", ".join(f"{value} {words}" for value, words in enumerate(item.answers, form.lowest))


def scored(form: Form, answers: Sequence[int]) -> Scored:
    """Score answers that `objections_to_answers` found nothing against."""
    score = form.times * sum(
        form.lowest + form.highest(number) - answer if number in form.reversed else answer
        for number, answer in enumerate(answers, start=1)
    )
    return Scored(
        score,
        next(band.severity for band in form.bands if band.low <= score <= band.high),
        tuple(flag.code for flag in form.flags if answers[flag.item - 1] >= flag.at_least),
    )


def prompts_of(form: Form, flags: Sequence[str]) -> Iterator[Problem]:
    """Say what the flags that were raised call for: two warnings each, what to ask and to write."""
    for flag in form.flags:
        if flag.code in flags:
            yield warning(flag.code, flag.says, flag.ask)
            yield warning(flag.code, "What was asked and found belongs into the note", flag.write)


def objections_to_taking(day: date, *, today: date) -> Iterator[Problem]:
    """Say why answers of that day may not be kept."""
    if day > today:
        yield Problem(
            "measure-future",
            f"{day} has not come yet",
            "Give the day it was filled in: `--on DATE`",
        )


def change(before: int | None, after: int) -> int | None:
    """Give how far a score went from an earlier one, in points; None where there is no earlier."""
    return None if before is None else after - before


def counts(points: int | None, moved: int | None) -> bool | None:
    """Say whether a change is as great as the figure; None where either is not known."""
    return None if points is None or moved is None else abs(moved) >= points
