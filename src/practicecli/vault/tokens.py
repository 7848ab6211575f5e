"""Access tokens for platforms, in one sealed file of the profile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from practicecli.errors import LockedOutError
from practicecli.places import write_over
from practicecli.vault.keyfile import read_private
from practicecli.vault.keys import derived
from practicecli.vault.seal import Seal

if TYPE_CHECKING:
    from practicecli.places import Places
    from practicecli.vault.keys import Keys

_CONTEXT = "tokens"


class Tokens:
    """The tokens by platform name. Read, change and write are one caller's: hold the sync lock."""

    __slots__ = ("_path", "_seal")

    def __init__(self, places: Places, keys: Keys) -> None:
        self._path = Path(places.data_dir) / "tokens.sealed"
        self._seal = Seal(derived(keys.data, "tokens"))

    def get(self, platform: str) -> str:
        """Give a platform's token; raises LockedOutError where there is none, DamagedError."""
        try:
            return self._all()[platform]
        except KeyError:
            raise LockedOutError(
                f"You are not logged in to `{platform}`",
                hint=f"Type `practice platform login {platform} --token-file FILE`",
            ) from None

    def names(self) -> list[str]:
        """Name the platforms that have a token."""
        return sorted(self._all())

    def put(self, platform: str, token: str) -> None:
        """Keep a token, replacing an older one; raises StorageError."""
        self._write(self._all() | {platform: token})

    def delete(self, platform: str) -> bool:
        """Forget a token; whether there was one."""
        kept = self._all()
        found = kept.pop(platform, None) is not None
        if found:
            self._write(kept)
        return found

    def _all(self) -> dict[str, str]:
        try:
            blob = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise LockedOutError(
                f"The tokens of this profile cannot be read: {error.strerror}",
                hint="Check the permissions of the data folder",
            ) from error
        found: dict[str, str] = json.loads(self._seal.open(blob, _CONTEXT))
        return found

    def _write(self, tokens: dict[str, str]) -> None:
        write_over(self._path, self._seal.seal(json.dumps(tokens), _CONTEXT))


def read_token_file(path: str) -> str:
    """Read a token from a 0600 file of one line; raises LockedOutError."""
    token = read_private(path, "token file").decode("utf-8", "replace").strip()
    if token and token.isascii() and token.isprintable() and " " not in token:
        return token
    raise LockedOutError(
        f"`{path}` does not hold a token: one line without spaces",
        hint="Save the token the platform gave you into that file, and nothing else",
    )
