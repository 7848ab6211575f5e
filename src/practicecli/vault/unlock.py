"""The ladder: a practice's keys come from the one source chosen at `init`.

Nothing falls back to another.
"""
# Paths are plain text on the way to every command.
# ruff: noqa: PTH100, PTH111

from __future__ import annotations

import os

from practicecli.vault.keyfile import read_key_file
from practicecli.vault.keys import Keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from practicecli.places import Places

    Ask = Callable[[], str]
    """Asks the person for the passphrase; raises UsageError where nobody can be asked."""

KEYRING_ITEM = "practice"


def read_source(text: str) -> str:
    """Bring what was typed after `--key` into its one written form; raises UsageError.

    `file:PATH` (made absolute), `keyring` or `keyring:NAME`, `command:CMD`, `passphrase`.
    """
    kind, _, detail = text.strip().partition(":")
    if not any(sign in detail for sign in "\n\r\0"):
        if kind == "file" and detail:
            return f"file:{os.path.abspath(os.path.expanduser(detail))}"
        if kind == "keyring":
            return f"keyring:{detail or KEYRING_ITEM}"
        if kind == "command" and detail.strip():
            return f"command:{detail.strip()}"
        if kind == "passphrase" and not detail:
            return "passphrase"
    from practicecli.errors import UsageError

    raise UsageError(
        "That is not a place where a key can be",
        hint="Use `file:PATH`, `keyring`, `command:CMD` or `passphrase`",
    )


def unlock(source: str, places: Places, *, ask: Ask) -> Keys:
    """Fetch the keys from a source in its written form.

    Raises LockedOutError (not there, not given in time) or WrongKeyError (there, and unusable).
    """
    kind, _, detail = source.partition(":")
    if kind == "file":
        return read_key_file(detail)
    from practicecli.vault import sources

    if kind == "keyring":
        return sources.from_keyring(detail)
    if kind == "command":
        return sources.from_command(detail)
    if kind == "passphrase":
        return sources.from_passphrase(places, ask())
    return unlock(read_source(source), places, ask=ask)  # refused there, with the allowed forms


def establish(source: str, places: Places, *, ask: Ask, recovered: Keys | None = None) -> Keys:
    """Make a source ready at `init` or after a recovery; returns the keys it will give.

    New keys are made unless `recovered` gives them. A key file that is there is used, never written
    over; with `recovered` it must hold the same. Raises UsageError, RefusedError, LockedOutError,
    WrongKeyError, StorageError.
    """
    from practicecli.vault import sources

    kind, _, detail = source.partition(":")
    if kind == "file":
        found = sources.key_file(detail, places, recovered)
    elif kind == "keyring":
        found = sources.new_in_keyring(detail, recovered)
    elif kind == "command":
        found = sources.from_command(detail)
    else:
        found = sources.new_with_passphrase(places, ask(), recovered)
    if recovered is not None and found != recovered:
        from practicecli.errors import RefusedError

        raise RefusedError(
            "That source holds another key than the recovery sheet; nothing was changed",
            hint="Give a new place, such as `--key file:PATH` with a path where no file is",
        )
    return found
