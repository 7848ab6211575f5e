"""A note as it is written: the prefilled draft, what it says afterwards, what is carried on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from practicecli.domain.notes import NoteFormError, read_sections
from practicecli.domain.problems import Problem
from practicecli.domain.templates import NoteTemplate

# Our own lines in a draft, told from whatever a person may write in angle brackets.
_OURS = re.compile(r"^<!-- practice: .* -->$")
_FACT = re.compile(r"^(diagnosis|diagnoses|goals?)\s*:(.*)$", re.IGNORECASE)
_PARTS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a text says. `dx` and `goals` are None where it says nothing of them."""

    sections: Mapping[str, str]
    dx: tuple[str, ...] | None = None
    goals: tuple[int, ...] | None = None


def read_draft(text: str, template: NoteTemplate) -> Draft:
    """Read a note, with `Diagnosis:` and `Goals:` before the first heading where they are given.

    Our own lines are left out. Raises NoteFormError with every objection at once.
    """
    if text.lstrip().startswith("{"):
        return Draft(read_sections(text, template))
    lines = [line for line in text.lstrip("\ufeff").splitlines() if not _OURS.match(line.strip())]
    facts: dict[str, str] = {}
    at = 0
    while at < len(lines) and (not lines[at].strip() or _FACT.match(lines[at].strip())):
        found = _FACT.match(lines[at].strip())
        if found:
            facts[found[1].lower()[0]] = found[2]
        at += 1
    goals, problems = _goals(facts.get("g"))
    try:
        sections = read_sections("\n".join(lines[at:]), template)
    except NoteFormError as error:
        raise NoteFormError([*problems, *error.problems]) from error
    if problems:
        raise NoteFormError(problems)
    return Draft(sections, _codes(facts.get("d")), goals)


def _codes(said: str | None) -> tuple[str, ...] | None:
    if said is None:
        return None
    return tuple(dict.fromkeys(word.upper() for word in _PARTS.split(said) if word))


def _goals(said: str | None) -> tuple[tuple[int, ...] | None, list[Problem]]:
    if said is None:
        return None, []
    words = [word for word in _PARTS.split(said) if word]
    if not all(word.isascii() and word.isdigit() for word in words):
        wrong = Problem("goal-unknown", "`Goals:` takes the numbers of goals, such as `Goals: 1 2`")
        return None, [wrong]
    return tuple(dict.fromkeys(int(word) for word in words)), []


def draft_text(
    template: NoteTemplate,
    sections: Mapping[str, str],
    *,
    about: Sequence[str] = (),
    dx: Sequence[str] = (),
    goals: Sequence[int] = (),
    plan: Sequence[str] = (),
) -> str:
    """Give the Markdown that an editor opens; `about` are lines for the eye, left out on reading.

    `plan` are the goals of the treatment plan, numbered from one.
    """
    lines = draft_head(about).splitlines()
    lines += [f"Diagnosis: {' '.join(dx)}"]
    if plan:
        lines += [aside(f"goal {number}: {goal}") for number, goal in enumerate(plan, start=1)]
        lines += ["Goals: " + " ".join(map(str, goals))]
    for section in template.sections:
        needed = "" if section.required else " (may stay empty)"
        prompt = (section.prompt + needed).strip()
        lines += ["", f"# {section.title}", *([aside(prompt)] if prompt else [])]
        lines += [sections.get(section.key, "")]
    return "\n".join(lines).rstrip("\n") + "\n"


def draft_head(about: Iterable[str]) -> str:
    """Give the lines for the eye that stand above what is to be written."""
    lines = [*about, "lines like these are left out of the note"]
    return "".join(f"{aside(line)}\n" for line in lines)


def without_asides(text: str) -> str:
    """Give a text without our own lines."""
    return "\n".join(line for line in text.splitlines() if not _OURS.match(line.strip()))


def aside(words: str) -> str:
    """Give a line for the eye, which is left out when the text is read."""
    plain = " ".join(words.split()).replace("-->", "--")
    return f"<!-- practice: {plain} -->"


def carried(template: NoteTemplate, earlier: Mapping[str, str], *, of: str) -> dict[str, str]:
    """Give the sections that may be carried forward, each marked with the day it is `of`.

    A mark that is in the text already is not laid on again.
    """
    mark = f"Carried forward from {of}:"
    found = {}
    for section in template.sections:
        words = earlier.get(section.key, "").strip()
        if section.carries and words:
            kept = words.startswith("Carried forward from ")
            found[section.key] = words if kept else f"{mark}\n{words}"
    return found


def filled(sections: Mapping[str, str], from_: Mapping[str, str]) -> dict[str, str]:
    """Fill what is empty; what was written stays."""
    return {key: words if words.strip() else from_.get(key, "") for key, words in sections.items()}
