"""What a payer looks for in a note, beyond what blocks signing: it only warns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from practicecli.domain.problems import Problem, warning
from practicecli.domain.templates import NoteTemplate

_PERCENT = 100
_IN_WORDS = "-'\u2019"


@dataclass(frozen=True, slots=True)
class Element:
    """Something every billed note says. `words` begin words of a text that says it.

    Where `places` are given, only sessions there need it.
    """

    key: str
    title: str
    words: tuple[str, ...]
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteRules:
    """What notes are held against. `alike` is the share of common runs that is worth a word.

    The counts say how many of the newest notes, the client's own and everybody's, are compared.
    """

    elements: tuple[Element, ...] = ()
    alike: float = 2.0  # more than there can be: nothing is compared unless figures say so
    compared_own: int = 0
    compared_all: int = 0


def missing_elements(
    sections: Mapping[str, str], template: NoteTemplate, rules: NoteRules, *, place: str
) -> list[Element]:
    """Give the elements that no section bears and no word tells of, in the order of the figures."""
    if not template.billed:
        return []
    borne = {
        element
        for section in template.sections
        if sections.get(section.key, "").strip()
        for element in section.bears
    }
    text = _words("\n".join(sections.values()))
    return [
        one
        for one in rules.elements
        if one.key not in borne
        and (not one.places or place in one.places)
        and not any(f" {word}" in text for word in one.words)
    ]


def _words(text: str) -> str:
    """Give a text in small letters, each word led by one space; a hyphen is part of its word."""
    plain = "".join(
        letter if letter.isalnum() or letter in _IN_WORDS else " " for letter in text.casefold()
    )
    return f" {' '.join(plain.split())}"


def doubts_about_thinness(
    ref: str,
    sections: Mapping[str, str],
    template: NoteTemplate,
    rules: NoteRules,
    *,
    place: str,
    goals: Sequence[str] = (),
    dx: Sequence[str] = (),
) -> Iterator[Problem]:
    """Speak up where elements that a billed note needs are missing (Headway help 360059490751).

    `dx` are the diagnoses that note or session name. A note that names goals of the treatment plan
    tells of progress toward them.
    """
    found = missing_elements(sections, template, rules, place=place)
    said = [one.title for one in found if not (goals and one.key == "progress")]
    if rules.elements and template.billed and not dx:
        said.insert(0, "the diagnosis")
    if said:
        yield warning(
            "note-thin",
            f"The note of session {ref} says nothing of {', '.join(said)}",
            "Say it where it is so; reviewers look for each of these",
        )


def doubts_about_copying(
    ref: str, others: Sequence[tuple[str, float]], rules: NoteRules
) -> Iterator[Problem]:
    """Speak up about the note most alike among `others`: session refs with their likeness, 0 to 1.

    No two sessions may have identical notes (Headway help 5922338594708, 22758794941972).
    """
    nearest = max(others, key=lambda one: one[1], default=None)
    if nearest is not None and nearest[1] >= rules.alike:
        other, measure = nearest
        yield warning(
            "note-alike",
            f"The note of session {ref} is {measure * _PERCENT:.0f} % the same as that of session"
            f" {other}; {rules.alike * _PERCENT:.0f} % and more draws a reviewer's eye",
            "Say what was particular to this session",
        )


def own_words(sections: Mapping[str, str], template: NoteTemplate) -> str:
    """Give the text that has to be of this session alone: what is not carried forward."""
    carried = {section.key for section in template.sections if section.carries}
    return "\n".join(words for key, words in sections.items() if key not in carried)
