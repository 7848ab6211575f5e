"""What platforms gave us to be known by, in one sealed file of the profile."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
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

STORAGE = "sealed-file"
_CONTEXT = "tokens"


@dataclass(frozen=True, slots=True)
class Token:
    """A log-in. `expires_at` is UTC text, for people only; without `refresh` it came in a file."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False, default=None)
    expires_at: str | None = None


class Tokens:
    """The tokens by platform name. Read, change and write are one caller's: hold the sync lock."""

    __slots__ = ("_path", "_seal")

    def __init__(self, places: Places, keys: Keys) -> None:
        self._path = Path(places.data_dir) / "tokens.sealed"
        self._seal = Seal(derived(keys.data, "tokens"))

    def get(self, platform: str) -> str:
        """Give a platform's access token; raises LockedOutError where there is none."""
        found = self.find(platform)
        if found is None:
            raise LockedOutError(
                f"You are not logged in to `{platform}`",
                hint=f"Type `practice platform login {platform}`",
            )
        return found.access

    def find(self, platform: str) -> Token | None:
        """Look up a platform's log-in. Raises LockedOutError for a shut file, DamagedError."""
        return self._all().get(platform)

    def names(self) -> list[str]:
        """Name the platforms that have a token."""
        return sorted(self._all())

    def put(self, platform: str, token: Token | str) -> None:
        """Keep a log-in, or an access token alone, replacing an older one; raises StorageError."""
        made = token if isinstance(token, Token) else Token(token)
        self._write(self._all() | {platform: made})

    def delete(self, platform: str) -> bool:
        """Forget a log-in; whether there was one."""
        kept = self._all()
        found = kept.pop(platform, None) is not None
        if found:
            self._write(kept)
        return found

    def _all(self) -> dict[str, Token]:
        try:
            blob = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise LockedOutError(
                f"The tokens of this profile cannot be read: {error.strerror}",
                hint="Check the permissions of the data folder",
            ) from error
        found: dict[str, object] = json.loads(self._seal.open(blob, _CONTEXT))
        return {name: _token(one) for name, one in found.items()}

    def _write(self, tokens: dict[str, Token]) -> None:
        content = {
            name: {"access": one.access, "refresh": one.refresh, "expires_at": one.expires_at}
            for name, one in tokens.items()
        }
        write_over(self._path, self._seal.seal(json.dumps(content), _CONTEXT))


def _token(said: object) -> Token:
    if isinstance(said, dict):
        return Token(said["access"], said.get("refresh"), said.get("expires_at"))
    return Token(str(said))  # as the first version kept it


def read_token_file(path: str) -> str:
    """Read a token from a 0600 file of one line; raises LockedOutError."""
    token = read_private(path, "token file").decode("utf-8", "replace").strip()
    if token and token.isascii() and token.isprintable() and " " not in token:
        return token
    raise LockedOutError(
        f"`{path}` does not hold a token: one line without spaces",
        hint="Save the token the platform gave you into that file, and nothing else",
    )
