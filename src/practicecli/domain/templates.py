"""Note templates: which sections a progress note has, and what is wrong with one of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_KEY = re.compile(r"[a-z][a-z0-9-]{0,30}")
_LONGEST = 300
_TOP = {"key", "title", "kind", "billed", "cpt", "sections", "source", "read", "sure"}
_OF_SECTION = {"key", "title", "required", "prompt", "carries", "bears"}


@dataclass(frozen=True, slots=True)
class NoteSection:
    """One section; `prompt` says what belongs there.

    What `carries` is offered again in the next note; what it `bears` are elements it holds by its
    very name.
    """

    key: str
    title: str
    required: bool
    prompt: str
    carries: bool = False
    bears: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """A format of note, its sections in order. `kind` is `note` or `plan`; `cpt` is what it suits.

    One that is not `billed` needs none of the elements that a payer looks for.
    """

    key: str
    title: str
    sections: tuple[NoteSection, ...]
    kind: str = "note"
    billed: bool = True
    cpt: tuple[str, ...] = ()


def template_from(row: Mapping[str, Any]) -> NoteTemplate:
    """Make the record of a template that `objections_to_template` found nothing against."""
    return NoteTemplate(
        key=row["key"],
        title=row["title"],
        sections=tuple(
            NoteSection(
                part["key"],
                part["title"],
                part.get("required", False),
                part.get("prompt", ""),
                part.get("carries", False),
                tuple(part.get("bears", ())),
            )
            for part in row["sections"]
        ),
        kind=row.get("kind", "note"),
        billed=row.get("billed", True),
        cpt=tuple(row.get("cpt", ())),
    )


def objections_to_template(row: Mapping[str, Any], *, elements: frozenset[str]) -> Iterator[str]:
    """Say, a sentence each, why these values are no template; silence means they are one."""
    for name in sorted(set(row) - _TOP):
        yield f"`{_shown(name)}` is no field of a template"
    if not _is_key(row.get("key")):
        yield "`key` is one word of small letters, such as `weekly`"
    if not _is_text(row.get("title")):
        yield "`title` is missing or not one line of text"
    if row.get("kind", "note") != "note":
        yield "`kind` is `note`"
    if not isinstance(row.get("billed", True), bool):
        yield "`billed` is true or false"
    if not _is_words(row.get("cpt", [])):
        yield '`cpt` is a list of codes, such as `["90791"]`'
    sections = row.get("sections")
    if not isinstance(sections, list) or not sections:
        yield "There is no `[[sections]]`"
        return
    yield from _objections_to_sections(sections, elements)


def _objections_to_sections(sections: Sequence[Any], elements: frozenset[str]) -> Iterator[str]:
    names: set[str] = set()
    for number, part in enumerate(sections, start=1):
        where = f"Section {number}"
        if not isinstance(part, Mapping):
            yield f"{where} is not a table of values"
            continue
        yield from (f"{where}: {wrong}" for wrong in _objections_to_section(part, elements))
        # A section is written by its key or its title, so neither may mean two of them.
        own = {str(part.get(one, "")).strip().casefold() for one in ("key", "title")}
        if own & names:
            yield f"{where}: its key or title is another section's"
        names |= own
    if not any(isinstance(part, Mapping) and part.get("required") is True for part in sections):
        yield "No section is `required`: an empty note could be signed"


def _objections_to_section(part: Mapping[str, Any], elements: frozenset[str]) -> Iterator[str]:
    for name in sorted(set(part) - _OF_SECTION):
        yield f"`{_shown(name)}` is no field of a section"
    if not _is_key(part.get("key")):
        yield "`key` is one word of small letters"
    if not _is_text(part.get("title")):
        yield "`title` is missing or not one line of text"
    for name in ("required", "carries"):
        if not isinstance(part.get(name, False), bool):
            yield f"`{name}` is true or false"
    if "prompt" in part and not _is_text(part["prompt"]):
        yield "`prompt` is not one line of text"
    bears = part.get("bears", [])
    if not _is_words(bears) or not elements.issuperset(bears):
        yield f"`bears` is a list of {', '.join(f'`{one}`' for one in sorted(elements))}"


def _is_key(value: object) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    return bool(value.strip()) and len(value) <= _LONGEST and value.isprintable()


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _shown(name: str) -> str:
    return name if len(name) <= _LONGEST and name.isprintable() else "..."
