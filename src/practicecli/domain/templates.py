"""Note templates: which sections a progress note has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoteSection:
    """One section; `prompt` says what belongs there."""

    key: str
    title: str
    required: bool
    prompt: str


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """A format of progress note, its sections in order."""

    key: str
    title: str
    sections: tuple[NoteSection, ...]
