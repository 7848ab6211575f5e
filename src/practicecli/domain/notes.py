"""Progress notes: their sections, what blocks signing, and what a signature binds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from practicecli.domain.problems import Problem

_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$")


class NoteStatus(StrEnum):
    """What a session's note is; once signed there are only addenda."""

    NONE = "none"
    DRAFT = "draft"
    SIGNED = "signed"


class Section(Protocol):
    """What this module needs of a template's section."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def required(self) -> bool: ...  # noqa: D102


class Template(Protocol):
    """What this module needs of a note template."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def sections(self) -> Sequence[Section]: ...  # noqa: D102


_FIRST_FORM = 14  # fields: those that a signature of the first form bound


@dataclass(frozen=True, slots=True)
class Binding:
    """All that a signature holds fast, so that it cannot be cut off and moved to another text.

    `dx` and the codes are the session's as they stood; `note_dx` and `goals` are what the note
    itself says; `headings` are the template's, by section, as its author read them: a template may
    be reworded later. What was signed in form 1 is checked in that form for ever.
    """

    note: str
    session: str
    template: str
    body: str
    signer: str
    credentials: str
    npi: str
    signed_at: str
    previous: str
    cpt: tuple[str, ...]
    modifiers: tuple[str, ...]
    dx: tuple[str, ...]
    start: str
    stop: str
    form: int = 1
    author: str = ""
    edited_at: str = ""
    place: str = ""
    participants: str = ""
    em_minutes: int | None = None
    note_dx: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    minutes: int | None = None
    late: bool = False
    reason: str = ""
    attested: str = ""
    client: str = ""
    title: str = ""
    headings: tuple[tuple[str, str], ...] = ()

    def digest(self) -> str:
        """Give the SHA-256 of everything bound, in one canonical form, as hex."""
        fields = [getattr(self, name) for name in self.__slots__]
        bound = fields[:_FIRST_FORM] if self.form == 1 else fields
        text = json.dumps(bound, ensure_ascii=True, separators=(",", ":"))
        return sha256(f"practice note {self.form}\n{text}".encode()).hexdigest()


def attestation(name: str, credentials: str, npi: str, *, what: str) -> str:
    """Give the words that are signed: who, with which credentials, for what, own, true, complete.

    CMS demands no form; good text says these (medicare.fcso.com, palmettogba).
    """
    signer = f"{name}, {credentials}, NPI {npi}"
    return f"I, {signer}, attest that {what} is my own entry, true and complete"


class NoteFormError(ValueError):
    """The text does not fit its template; `problems` says each way in which it does not."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("the text does not fit the template")
        self.problems = tuple(problems)


def read_sections(text: str, template: Template) -> dict[str, str]:
    """Read a note: Markdown with a heading per section, or a JSON object of section to text.

    Sections may be named by key or by title, in any case and order; one left out is empty. Raises
    NoteFormError with every objection at once.
    """
    named = _from_json(text) if text.lstrip().startswith("{") else _from_markdown(text)
    by_name = {}
    for section in template.sections:
        by_name[section.key.casefold()] = section.key
        by_name[section.title.casefold()] = section.key
    problems: list[Problem] = []
    found: dict[str, str] = {}
    wanted = ", ".join(f"`{section.title}`" for section in template.sections)
    for name, words in named:
        key = by_name.get(name.strip().rstrip(":").casefold())
        if key is None:
            problems.append(
                Problem(
                    "section-unknown",
                    f"A section of this text is not one of {template.title}'s: {wanted}",
                    "Give each section its heading, such as `## "
                    + template.sections[0].title
                    + "`",
                )
            )
        elif key in found:
            problems.append(Problem("section-twice", f"The section `{key}` stands there twice"))
        else:
            found[key] = words.strip()
    if problems:
        raise NoteFormError(problems)
    return {section.key: found.get(section.key, "") for section in template.sections}


def _from_json(text: str) -> list[tuple[str, str]]:
    try:
        value = json.loads(text, object_pairs_hook=list)
    except (ValueError, RecursionError) as error:  # the latter from brackets without end
        raise NoteFormError(
            [Problem("note-form", "The text starts as JSON but does not parse")]
        ) from error
    if not all(isinstance(words, str) for _, words in value):
        raise NoteFormError([Problem("note-form", "Each section of a JSON note is one text")])
    return [(name, words) for name, words in value]


def _from_markdown(text: str) -> list[tuple[str, str]]:
    named: list[tuple[str, list[str]]] = []
    before: list[str] = []
    for line in text.lstrip("\ufeff").splitlines():
        heading = _HEADING.match(line)
        if heading:
            named.append((heading.group(1), []))
        elif named:
            named[-1][1].append(line)
        else:
            before.append(line)
    if any(line.strip() for line in before):
        raise NoteFormError([Problem("note-form", "There is text before the first heading")])
    if not named:
        raise NoteFormError([Problem("note-form", "There is no section heading in this text")])
    return [(name, "\n".join(lines)) for name, lines in named]


def canonical(sections: Mapping[str, str]) -> str:
    """Give the one form in which a note's text is stored, sealed and signed."""
    return json.dumps(dict(sections), ensure_ascii=False, separators=(",", ":"))


def sections_of(body: str) -> dict[str, str]:
    """Read the stored form back."""
    value: dict[str, str] = json.loads(body)
    return value


def empty_required(sections: Mapping[str, str], template: Template) -> list[str]:
    """Name the required sections that hold no words, by title."""
    return [
        section.title
        for section in template.sections
        if section.required and not sections.get(section.key, "").strip()
    ]


def objections_to_signing(
    ref: str, sections: Mapping[str, str], template: Template, *, held: bool
) -> Iterator[Problem]:
    """Say why this note may not be signed; silence means it may."""
    if not held:
        yield Problem("not-held", f"Session {ref} has not ended yet")
    for title in empty_required(sections, template):
        yield Problem(
            "note-incomplete",
            f"The section `{title}` is empty",
            f"practice note write {ref} --template {template.key} --from FILE",
        )


def objections_to_signer(author: str, npi: str, *, what: str) -> Iterator[Problem]:
    """Say why this provider may not sign: only who wrote a text may attest it (CMS, PIM 3.3.2.4).

    An `author` that is not known is from before authors were kept: this practice has one provider.
    """
    if author not in {"", npi}:
        yield Problem(
            "note-not-yours",
            f"The {what} was written by the provider with NPI {author}; only its author signs it",
            "Write it anew in your own words, then sign that",
        )
