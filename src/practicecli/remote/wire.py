"""One request and its answer: a deadline on the whole, a cap on the size, no redirect followed."""

from __future__ import annotations

import socket
import ssl
import threading
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from practicecli.remote import failures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MOST_BYTES = 64 * 1024 * 1024  # of an answer, unpacked
_GZIP = zlib.MAX_WBITS | 16
_PLAIN = frozenset({"", "identity"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, read to its end and unpacked; `arrived` is this machine's time, UTC."""

    status: int
    headers: httpx.Headers
    content: bytes
    arrived: datetime

    @property
    def sent_at(self) -> datetime | None:
        """The platform's own time, from its `Date` header; None where there is none to read."""
        return instant(self.headers.get("Date", ""))

    @property
    def is_problem(self) -> bool:
        """Whether it is the platform's own word, not the page of something in between."""
        return "application/problem+json" in self.headers.get("Content-Type", "")


class LostError(Exception):
    """No answer, or half of one; asking again is safe. `unmet`: there was no connection."""

    def __init__(self, *, unmet: bool) -> None:
        super().__init__("unmet" if unmet else "lost")
        self.unmet = unmet


class _GarbledError(Exception):
    """The bytes of an answer are not what its head says."""


class Wire:
    """The way to one platform. `deadline` is in seconds; None for what is in this process."""

    def __init__(
        self,
        client: httpx.Client,
        platform: str,
        *,
        deadline: float | None,
        wall: Callable[[], datetime],
        find: Callable[[], None] | None = None,
    ) -> None:
        self._client = client
        self._platform = platform
        self._deadline = deadline
        self._wall = wall
        self._find = find
        self._line = _Line()
        self.skew_seconds: float | None = None

    @property
    def is_remote(self) -> bool:
        """Whether there is a network in between, so that packing pays."""
        return self._deadline is not None

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        params: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask once. Raises LostError, and TemporaryError for what asking again will not mend."""
        said = {**(headers or {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        request = self._client.build_request(
            method, path, params=params, content=content, headers=said
        )
        try:
            answer = self._send(request)
        except (httpx.TransportError, ConnectionError) as error:
            raise self._meaning(error) from error
        except _GarbledError:
            raise failures.unreadable(self._platform) from None
        sent_at = answer.sent_at
        self.skew_seconds = None if sent_at is None else (sent_at - answer.arrived).total_seconds()
        return answer

    def _send(self, request: httpx.Request) -> Answer:
        if self._deadline is None:
            return self._read(request)
        if self._find is not None:
            self._find()
            self._find = None  # once found is enough
        request.extensions["trace"] = self._line.trace
        with self._line.within(self._deadline):
            answer = self._read(request)
        if self._line.overdue:  # an answer without a length ends well when it is cut
            raise failures.overdue(self._platform, self._deadline)
        return answer

    def _read(self, request: httpx.Request) -> Answer:
        response = self._client.send(request, stream=True)
        try:
            arrived = self._wall()
            try:
                content = _content(response)
            except _GarbledError:
                if response.status_code == HTTPStatus.OK:
                    raise
                content = b""  # the status says enough
        finally:
            response.close()
        return Answer(response.status_code, response.headers, content, arrived)

    def _meaning(self, error: Exception) -> Exception:
        if self._line.overdue and self._deadline is not None:
            return failures.overdue(self._platform, self._deadline)
        unmet = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        for cause in _chain(error) if unmet else ():
            if isinstance(cause, ssl.SSLCertVerificationError):
                return failures.untrusted(self._platform, certificate=True)
            if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
                break  # cut, not refused
            if isinstance(cause, ssl.SSLError):
                return failures.untrusted(self._platform, certificate=False)
        return LostError(unmet=unmet)


class _Line:
    """The connection in use, to be cut from outside: a byte now and then resets any timeout."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self.overdue = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of a new connection; httpcore calls this."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.overdue:
                self._cut()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut the connection if what is done inside takes longer."""
        self.overdue = False
        timer = threading.Timer(seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _end(self) -> None:
        self.overdue = True
        self._cut()

    def _cut(self) -> None:
        if self._socket is not None:
            # Not the method of a TLS socket: it would drop the encryption under a running read.
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def instant(said: str) -> datetime | None:
    """Read an HTTP date; None for anything else."""
    try:
        found = parsedate_to_datetime(said)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _content(response: httpx.Response) -> bytes:
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing not in _PLAIN | {"gzip"}:
        raise _GarbledError
    unpack = zlib.decompressobj(_GZIP) if packing == "gzip" else None
    parts: list[bytes] = []
    size = arrived = 0
    for chunk in response.iter_raw():
        arrived += len(chunk)
        part = chunk if unpack is None else _unpacked(unpack, chunk, MOST_BYTES - size + 1)
        size += len(part)
        if size > MOST_BYTES:
            raise _GarbledError
        parts.append(part)
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) != arrived:
        raise _GarbledError
    if unpack is not None and (not unpack.eof or unpack.unused_data):
        raise _GarbledError
    return b"".join(parts)


def _unpacked(unpack: zlib._Decompress, chunk: bytes, most: int) -> bytes:
    try:
        return unpack.decompress(chunk, most)
    except zlib.error:
        raise _GarbledError from None


def _chain(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__
