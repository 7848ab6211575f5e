"""`practice.id`, the plain file beside the database: which key opens it, and where that key is.

Nothing in it is secret.
"""
# Paths are plain text on the way to every command.
# ruff: noqa: PTH110, PTH123

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from practicecli.places import Places

FORMAT = "1"
_NAMES = ("format", "key-check", "key-source", "profile", "device")
_LONGEST = 8192
_COMMENT = "# Which key opens practice.db, and where it is. Nothing here is secret; do not edit\n"


class Identity:
    """What is known of a practice before its key is. `profile` and `device` are UUIDs."""

    __slots__ = ("device", "key_check", "key_source", "profile")

    def __init__(self, *, key_check: str, key_source: str, profile: str, device: str) -> None:
        if "\n" in key_source or "\r" in key_source:
            raise ValueError("a key's source is one line")
        self.key_check = key_check
        self.key_source = key_source
        self.profile = profile
        self.device = device


def find_practice(places: Places) -> Identity:
    """Read the identity of the practice; opens no key and no database.

    Raises NoPracticeError, and DamagedError where one of the two files is missing or unreadable.
    """
    from_file = _content(places.identity)
    has_database = os.path.exists(places.database)
    if from_file is None and not has_database:
        from practicecli.errors import NoPracticeError

        raise NoPracticeError
    if from_file is None:
        raise _damaged(
            f"`{places.identity}` is missing beside the database",
            "Move the database out of that folder and type `practice backup restore PATH`",
        )
    if not has_database:
        raise _damaged(
            f"`{places.database}` is missing; only the file beside it is there",
            f"Put it back, or move `{places.identity}` away and restore a backup",
        )
    return _identity(from_file, places.identity)


def write_identity(places: Places, identity: Identity) -> None:
    """Write the file, 0600, whole or not at all; raises StorageError."""
    from practicecli.places import write_over

    values = (
        FORMAT,
        identity.key_check,
        identity.key_source,
        identity.profile,
        identity.device,
    )
    lines = [f"{name} {value}\n" for name, value in zip(_NAMES, values, strict=True)]
    write_over(places.identity, (_COMMENT + "".join(lines)).encode())


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read(_LONGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        from practicecli.errors import StorageError

        raise StorageError(
            f"Cannot read `{path}`: {error.strerror}", hint="Check its permissions"
        ) from error


def _identity(content: bytes, path: str) -> Identity:
    lines = [line for line in content.decode("utf-8", "replace").splitlines() if line[:1] != "#"]
    found = dict(line.split(" ", 1) for line in lines if " " in line)
    if found.get("format", "").isdigit() and found["format"] != FORMAT:
        from practicecli.errors import NewerError

        raise NewerError("A newer practicecli made this practice")
    if any(not found.get(name) for name in _NAMES):
        raise _damaged(
            f"`{path}` is not as it was written",
            "Move the practice's files out of that folder and type `practice backup restore PATH`",
        )
    return Identity(
        key_check=found["key-check"],
        key_source=found["key-source"],
        profile=found["profile"],
        device=found["device"],
    )


def _damaged(sentence: str, hint: str) -> Exception:
    from practicecli.errors import DamagedError

    return DamagedError(sentence, hint=hint)
