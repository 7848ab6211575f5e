"""Keys in a file of their own, 0600, and never in the folders of the practice."""

from __future__ import annotations

import os
from stat import S_IRWXG, S_IRWXO, S_ISREG

from practicecli.vault.keys import Keys, from_text, not_a_bundle, to_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from practicecli.errors import LockedOutError
    from practicecli.places import Places

_LONGEST = 16384  # of any secret file; what is longer comes back cut, and so unusable

_COMMENT = """# The key of your practice. Whoever has this file and your disk can read everything.
# Keep it on another volume or device than the practice, and never in a synced folder.
"""
_CRON_COMMENT = """# A key for unattended jobs: it opens the schedule and the claims, and no note.
"""


def read_key_file(path: str) -> Keys:
    """Read a key file.

    Raises LockedOutError (absent, unreadable, open to others) or WrongKeyError (unusable).
    """
    return from_text(as_text(read_private(path, "key file")))


def read_private(path: str, what: str) -> bytes:
    """Read a short secret file that only its owner may read.

    Raises LockedOutError.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise _locked_out(
            f"The {what} `{path}` cannot be read: {error.strerror}",
            f"Make the {what} available again, such as by plugging in its volume",
        ) from error
    try:
        status = os.fstat(handle)
        if not S_ISREG(status.st_mode):
            raise _locked_out(f"The {what} `{path}` is not a file", f"Give the path of a {what}")
        if os.name == "posix" and status.st_mode & (S_IRWXG | S_IRWXO):
            from shlex import quote

            raise _locked_out(
                f"The {what} `{path}` is open to other people on this computer and was not used",
                f"Close it with `chmod 600 {quote(path)}`, then type this again",
            )
        content = os.read(handle, _LONGEST)
    finally:
        os.close(handle)
    return content


def as_text(content: bytes) -> str:
    """Read a key file's bytes as text; raises WrongKeyError."""
    try:
        return content.decode()
    except UnicodeDecodeError:  # not `from`: the exception carries the bytes
        raise not_a_bundle() from None


def write_key_file(path: str, keys: Keys, places: Places) -> None:
    """Write a new key file, 0600.

    Raises UsageError inside our folders, RefusedError where a file is, StorageError.
    """
    refuse_beside_the_practice(path, places)
    comment = _COMMENT if keys.notes else _CRON_COMMENT
    write_once(path, comment + to_text(keys))


def export_cron(path: str, keys: Keys, places: Places) -> None:
    """Write the key file for cron, which opens the data and no note; raises as `write_key_file`."""
    write_key_file(path, keys.for_cron(), places)


def refuse_beside_the_practice(path: str, places: Places) -> None:
    """Refuse a key inside the practice's own folders: one theft would take both.

    Raises UsageError.
    """
    if not places.holds(path):
        return
    from practicecli.errors import UsageError

    raise UsageError(
        "A key may not lie in the folders of the practice: who copies them would have both",
        hint="Give a path elsewhere, best on another volume: `--key file:/media/usb/my.key`",
    )


def write_once(path: str, text: str) -> None:
    """Write a secret file 0600 where none is; raises RefusedError, StorageError."""
    from practicecli.places import write_new

    try:
        write_new(path, text.encode())
    except FileExistsError as error:
        from practicecli.errors import RefusedError

        raise RefusedError(
            f"There is a file `{path}` already; it was not written over",
            hint="Give another path, or move that file away",
        ) from error


def _locked_out(sentence: str, hint: str) -> LockedOutError:
    from practicecli.errors import LockedOutError

    return LockedOutError(sentence, hint=hint)
