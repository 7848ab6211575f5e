"""Talking to one platform: deadlines on everything, and no failure but those of the house.

Every write carries an id that the platform does once, so whatever fails in between may be repeated.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx

from practicecli.errors import LockedOutError, RefusedError, TemporaryError
from practicecli.remote import payloads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from wsgiref.types import WSGIApplication

    from practicecli.remote.answers import Page, Pushed, Result

EMBEDDED = "sandbox:"
PAGE = 500
# Three tries at most of 4 s and 3 s of waiting: a refused connection is given up within 15 s.
CONNECT_SECONDS = 4.0
READ_SECONDS = 30.0
PAUSES = (1.0, 2.0)
LONGEST_WAIT = 30  # seconds; a platform that asks for more is left for the next sync

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_PASSING = _BUSY | {HTTPStatus.REQUEST_TIMEOUT}


_Read = TypeVar("_Read", "Page", "Pushed", "Result")


class CursorLostError(TemporaryError):
    """The platform no longer knows this place in its feed; it has to be read from the beginning."""


def open_remote(
    address: str,
    *,
    platform: str,
    token: str,
    embedded: WSGIApplication | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Remote:
    """Get ready to talk; nothing is sent yet. `embedded` is the application behind `sandbox:`.

    Raises RefusedError for an address without TLS that is not on this machine.
    """
    transport = None
    if address == EMBEDDED:
        if embedded is None:
            raise ValueError("the embedded sandbox has to be handed in")
        transport = httpx.WSGITransport(app=embedded)
        base = httpx.URL("http://sandbox.localhost")
    else:
        base = _address(address)
    client = httpx.Client(
        base_url=base,
        transport=transport,
        headers={"Authorization": f"Bearer {token}", "Practice-Platform": platform},
        timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,  # a token does not leave its host
        trust_env=transport is None and base.scheme == "https",
    )
    return Remote(client, platform, pause)


def _address(typed: str) -> httpx.URL:
    hint = "Give an address such as `https://api.example.com`, or `sandbox:`"
    try:
        url = httpx.URL(typed)
    except httpx.InvalidURL as error:
        raise RefusedError("This is not an address of a platform", hint=hint) from error
    if url.host and (url.scheme == "https" or (url.scheme == "http" and url.host in _LOOPBACK)):
        return url
    raise RefusedError("A platform is reached over `https://` only", hint=hint)


class Remote:
    """An open talk with one platform; close it, or use it with `with`."""

    def __init__(self, client: httpx.Client, platform: str, pause: Callable[[float], None]) -> None:
        self._client = client
        self._platform = platform
        self._pause = pause

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def push(self, changes: Sequence[Mapping[str, Any]]) -> Pushed:
        """Send changes, at most 500; each is done once however often it is sent.

        Raises TemporaryError where the outcome is unknown, LockedOutError, RefusedError.
        """
        content = self._ask("POST", "/v1/changes", json={"changes": list(changes)}).content
        return self._read(payloads.read_pushed, content)

    def outcome(self, change: str) -> Result | None:
        """Ask what became of a change; None where it never arrived. Raises as `push`."""
        answer = self._ask("GET", f"/v1/changes/{change}", fine=(HTTPStatus.NOT_FOUND,))
        if answer.status_code == HTTPStatus.NOT_FOUND:
            # Only the platform's own word counts: a page of somebody else's would mean a resend.
            self._must_be_a_problem(answer)
            return None
        return self._read(payloads.read_result, answer.content)

    def page(self, after: str, *, limit: int = PAGE) -> Page:
        """Read what changed after a cursor. Raises CursorLostError, and as `push`."""
        asked = {"after": after, "limit": limit}
        answer = self._ask("GET", "/v1/feed", params=asked, fine=(HTTPStatus.GONE,))
        if answer.status_code == HTTPStatus.GONE:
            raise CursorLostError(f"The platform {self._platform} has begun its feed anew")
        return self._read(payloads.read_page, answer.content)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        fine: Iterable[HTTPStatus] = (),
        **said: Any,  # noqa: ANN401
    ) -> httpx.Response:
        for pause in (*PAUSES, None):
            try:
                answer = self._client.request(method, path, **said)
            except httpx.TransportError as error:
                if pause is None:
                    raise TemporaryError(
                        f"The platform {self._platform} cannot be reached",
                        hint="Nothing is lost; type `practice sync` again when you are online",
                    ) from error
                wait: float | None = pause
            else:
                wait = _wait(answer, pause)
                if wait is None or pause is None or wait > LONGEST_WAIT:
                    return self._judged(answer, fine)
            self._pause(wait or 0)
        raise AssertionError("the last try ends the loop")

    def _judged(self, answer: httpx.Response, fine: Iterable[HTTPStatus]) -> httpx.Response:
        status = answer.status_code
        if status == HTTPStatus.OK or status in tuple(fine):
            return answer
        if status == HTTPStatus.UNAUTHORIZED:
            raise LockedOutError(
                f"The platform {self._platform} wants you to log in again",
                hint=f"practice platform login {self._platform}",
            )
        if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TemporaryError(
                f"The platform {self._platform} cannot answer now (HTTP {status})",
                hint="Nothing is lost; type `practice sync` again later",
            )
        raise RefusedError(
            f"The platform {self._platform} did not take the request (HTTP {status})",
            hint="Check its address with `practice platform list`",
        )

    def _must_be_a_problem(self, answer: httpx.Response) -> None:
        if "application/problem+json" not in answer.headers.get("Content-Type", ""):
            raise self._unreadable()

    def _read(self, read: Callable[[bytes], _Read], content: bytes) -> _Read:
        try:
            return read(content)
        except ValueError:
            # Not `from` it: pydantic's words quote the answer, which may name a client.
            raise self._unreadable() from None

    def _unreadable(self) -> TemporaryError:
        return TemporaryError(
            f"The platform {self._platform} answered something that is not in its contract",
            hint="Nothing was taken over; a log-in page of a network may stand in between",
        )


def _wait(answer: httpx.Response, pause: float | None) -> float | None:
    """Give how long to wait before asking again, None where the answer stands."""
    if answer.status_code in _BUSY:
        said = answer.headers.get("Retry-After", "").strip()
        if not said.isdecimal():
            return pause
        return max(float(said), 0.1)
    return pause if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else None
