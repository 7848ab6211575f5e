"""Uploads: papers and pictures that belong to a session, and what may not become one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from practicecli.domain.problems import Problem
from practicecli.domain.sessions import Session, SessionStatus

_MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What an upload may be: bytes at most, letters of its name, media types with their names."""

    most_bytes: int
    longest_name: int
    types: Mapping[str, str]

    @property
    def named(self) -> str:
        """Give the types in words."""
        *first, last = self.types.values()
        return f"{', '.join(first)} or {last}" if first else last


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was given. `kind` is its media type by its content, empty where not known.

    `content` is not the whole file where `size`, its true bytes, is over the limit.
    """

    name: str
    kind: str
    size: int
    content: bytes

    @property
    def digest(self) -> str:
        """Give the SHA-256 of the content, as hex."""
        return sha256(self.content).hexdigest()


def objections_to_attaching(of: Session, upload: Upload, limits: Limits) -> Iterator[Problem]:
    """Say why this may not be attached to the session; silence means it may."""
    if of.status is SessionStatus.CANCELLED:
        yield Problem("not-scheduled", f"Session {of.ref} is cancelled: nothing belongs to it")
    yield from _objections_to_name(upload.name, limits)
    if not upload.size:
        yield Problem("file-empty", "The file is empty", "Save or scan it again")
        return
    if upload.size > limits.most_bytes:
        yield Problem(
            "file-too-big",
            f"The file has {upload.size / _MEGA:.1f} MB;"
            f" at most {limits.most_bytes / _MEGA:.0f} MB can be attached",
            "Scan it with fewer dots, or attach it in parts",
        )
    if upload.kind not in limits.types:
        what = f"is {upload.kind}" if upload.kind else "is of a kind that is not known here"
        yield Problem(
            "file-type",
            f"The file {what}; it has to be {limits.named} by its content, whatever its name",
            "Save it as PDF, or export the picture as JPEG",
        )


def _objections_to_name(name: str, limits: Limits) -> Iterator[Problem]:
    if not name.strip():
        yield Problem("bad-text", "The title is empty", "Give `--title`, or leave it out")
    elif len(name) > limits.longest_name or "\0" in name:
        yield Problem(
            "bad-text",
            f"The name is longer than {limits.longest_name} letters, or holds a NUL character",
            "Give a shorter one with `--title`",
        )
