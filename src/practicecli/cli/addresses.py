"""Where a platform is reached: by hand, in the embedded sandbox, or at an address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from practicecli.cache.platforms import EMBEDDED, MANUAL, Platform
from practicecli.errors import RefusedError, TemporaryError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_HINT = "Use `headway=sandbox:`, `alma=manual` or `NAME=https://ADDRESS`"
_HTTP = 80
_SECONDS = 5.0
_LONGEST = 65536  # bytes; the answer takes some hundred


def read_pairs(typed: Sequence[str]) -> dict[str, str]:
    """Read `NAME=REMOTE` words; raises UsageError for another form, or a name that comes twice."""
    found: dict[str, str] = {}
    for text in typed:
        name, _, remote = text.partition("=")
        if not name or not remote:
            raise UsageError("`--platform` takes `NAME=REMOTE`", hint=_HINT)
        if name in found:
            raise UsageError(f"`--platform` names `{name}` twice", hint="Give each platform once")
        found[name] = read_remote(remote)
    return found


def read_remote(text: str) -> str:
    """Bring an address into its one form; raises UsageError for what is none, or is not safe."""
    if text in {MANUAL, EMBEDDED, EMBEDDED.rstrip(":")}:
        return MANUAL if text == MANUAL else EMBEDDED
    try:
        parts = urlsplit(text)
        host = parts.hostname
        fits = parts.scheme in {"http", "https"} and bool(host) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError("That is not a way to reach a platform", hint=_HINT)
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise UsageError(
            "Without encryption only a sandbox on this computer is reached",
            hint="Use an address that begins with `https://`",
        )
    return text.rstrip("/")


def is_on_loopback(remote: str) -> bool:
    """Whether an address is unencrypted, which `read_remote` allows on this computer only."""
    return remote.startswith("http://")


def platform_at(name: str, remote: str) -> Platform:
    """Make the platform's record; a server on loopback has to declare itself a sandbox.

    Raises RefusedError where it does not, TemporaryError where it does not answer.
    """
    local = is_on_loopback(remote)
    if local and not _declares_itself(remote):
        raise RefusedError(
            f"What answers at `{remote}` does not declare itself a sandbox",
            hint="Start one with `practice sandbox serve --data sandbox.db`",
        )
    return Platform(name=name, policy=name, remote=remote, sandbox=local or remote == EMBEDDED)


def _declares_itself(remote: str) -> bool:
    # Not by httpx: a proxy or a redirect must never stand in for what listens on this computer.
    import json
    from http.client import HTTPConnection, HTTPException

    parts = urlsplit(remote)
    line = HTTPConnection(parts.hostname or "", parts.port or _HTTP, timeout=_SECONDS)
    try:
        line.request("GET", f"{parts.path}/v1/about")
        said = json.loads(line.getresponse().read(_LONGEST))
    except (OSError, HTTPException) as error:
        raise TemporaryError(
            f"Nothing answers at `{remote}`",
            hint="Start it first: `practice sandbox serve --data sandbox.db`",
        ) from error
    except ValueError:
        return False
    finally:
        line.close()
    return isinstance(said, dict) and said.get("sandbox") is True
