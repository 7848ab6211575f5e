"""Where a platform is, and the one way to it: TLS, but for a sandbox on this machine."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

import httpx

from practicecli.errors import RefusedError
from practicecli.remote.wire import LostError, Wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

EMBEDDED = "sandbox:"
CONNECT_SECONDS = 4.0
READ_SECONDS = 30.0  # without a single byte
REQUEST_SECONDS = 60.0  # for the whole of it

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def now() -> datetime:
    """Give this machine's own time in UTC, which orders nothing."""
    return datetime.now(UTC)


def open_wire(
    address: str,
    *,
    platform: str,
    embedded: WSGIApplication | None = None,
    deadline: float = REQUEST_SECONDS,
    wall: Callable[[], datetime] = now,
    look_up: Callable[..., Any] = socket.getaddrinfo,
) -> Wire:
    """Get ready to ask; nothing is sent yet. `embedded` is the application behind `sandbox:`.

    Raises RefusedError for an address without TLS that is not on this machine.
    """
    if address == EMBEDDED:
        if embedded is None:
            raise ValueError("the embedded sandbox has to be handed in")
        transport = httpx.WSGITransport(app=embedded)
        inside = httpx.Client(
            base_url="http://localhost",
            transport=transport,
            headers=_headers(platform, "identity"),
        )
        return Wire(inside, platform, deadline=None, wall=wall)
    base = checked(address)
    over_tls = base.scheme == "https"
    client = httpx.Client(
        base_url=base,
        headers=_headers(platform, "gzip"),
        timeout=httpx.Timeout(min(READ_SECONDS, deadline), connect=CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=1),
        follow_redirects=False,  # a token does not leave its host
        verify=_trust() if over_tls else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        trust_env=over_tls,
    )
    named = not _is_number(base.host) and base.host not in _LOOPBACK and not getproxies()
    find = (lambda: _find(base.host, look_up)) if named else None
    return Wire(client, platform, deadline=deadline, wall=wall, find=find)


def checked(typed: str) -> httpx.URL:
    """Read an address that tokens may be sent to; raises RefusedError."""
    hint = "Give an address such as `https://api.example.com`, or `sandbox:`"
    try:
        url = httpx.URL(typed)
    except httpx.InvalidURL as error:
        raise RefusedError("This is not an address of a platform", hint=hint) from error
    if is_safe(url):
        return url
    raise RefusedError("A platform is reached over `https://` only", hint=hint)


def is_safe(url: httpx.URL) -> bool:
    """Whether what is sent there can be read by nobody else."""
    local = url.scheme == "http" and url.host in _LOOPBACK
    return bool(url.host) and (url.scheme == "https" or local)


def _headers(platform: str, packing: str) -> dict[str, str]:
    return {
        "Practice-Platform": platform,
        "Accept": "application/json",
        "Accept-Encoding": packing,
    }


def _trust() -> ssl.SSLContext:
    context = httpx.create_ssl_context()  # with SSL_CERT_FILE, where it is set
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _find(host: str, look_up: Callable[..., Any]) -> None:
    """Look the name up, given up after the time for connecting: the system's own has no limit."""
    found: list[bool] = []

    def look() -> None:
        try:
            look_up(host, 443)
        except OSError:
            return
        found.append(True)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(CONNECT_SECONDS)
    if not found:
        raise LostError(unmet=True)
