"""What platforms gave us to be known by, in one sealed file of the profile."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Token:
    """A log-in. `expires_at` is UTC text, for people only; without `refresh` it came in a file.

    `origin` is where it was given and the only place that hears of it; an earlier version did not
    keep it.
    """

    access: str = field(repr=False)
    refresh: str | None = field(repr=False, default=None)
    expires_at: str | None = None
    origin: str = ""


class Tokens:
    """The tokens by platform name. Read, change and write are one caller's: hold the sync lock."""

    __slots__ = ("_path", "_seal")

    def __init__(self, places: Places, keys: Keys) -> None:
        self._path = Path(places.data_dir) / "tokens.sealed"
        self._seal = Seal(derived(keys.data, "tokens"))

    def get(self, platform: str, address: str) -> str:
        """Give the access token for an address; raises LockedOutError where there is none."""
        found = self.find(platform, address)
        if found is None:
            raise LockedOutError(
                f"You are not logged in to `{platform}`",
                hint=f"Type `practice platform login {platform}`",
            )
        return found.access

    def find(self, platform: str, address: str) -> Token | None:
        """Look up the log-in for an address; none that was made at another one is given.

        Raises LockedOutError for a shut file, DamagedError.
        """
        found = self._all().get(platform)
        return found if found is not None and found.origin in {"", origin_of(address)} else None

    def bind(self, platform: str, address: str) -> None:
        """Tie a log-in that an earlier version kept to the address it is used at from now on."""
        found = self._all().get(platform)
        if found is not None and not found.origin:
            self.put(platform, replace(found, origin=origin_of(address)))

    def names(self) -> list[str]:
        """Name the platforms that have a token."""
        return sorted(self._all())

    def put(self, platform: str, token: Token | str) -> None:
        """Keep a log-in, or an access token alone, replacing an older one; raises StorageError."""
        made = token if isinstance(token, Token) else Token(token)
        self._write(self._all() | {platform: made})

    def delete(self, platform: str) -> Token | None:
        """Forget a log-in, wherever it was made; give it, None where there was none."""
        kept = self._all()
        found = kept.pop(platform, None)
        if found is not None:
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
            name: {
                "access": one.access,
                "refresh": one.refresh,
                "expires_at": one.expires_at,
                "origin": one.origin,
            }
            for name, one in tokens.items()
        }
        write_over(self._path, self._seal.seal(json.dumps(content), _CONTEXT))


def origin_of(address: str) -> str:
    """Name scheme, host and port of an address; `sandbox:` and `manual` stand for themselves."""
    parts = urlsplit(address)
    if not parts.hostname:
        return address
    return f"{parts.scheme}://{parts.hostname}:{parts.port or _PORTS.get(parts.scheme, 0)}"


def _token(said: object) -> Token:
    if isinstance(said, dict):
        return Token(
            said["access"], said.get("refresh"), said.get("expires_at"), said.get("origin", "")
        )
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
