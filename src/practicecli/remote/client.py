"""Talking to one platform: deadlines on everything, and no failure but those of the house."""

from __future__ import annotations

import gzip
import json
import socket
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self, TypeVar

from practicecli.errors import NotFoundError, TemporaryError
from practicecli.remote import failures, payloads
from practicecli.remote.address import EMBEDDED, REQUEST_SECONDS, now, open_wire
from practicecli.remote.patience import Patience, full_jitter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from wsgiref.types import WSGIApplication

    from practicecli.remote.answers import Digest, Page, Pushed, Result
    from practicecli.remote.wire import Answer, Wire

__all__ = ["EMBEDDED", "CursorLostError", "Remote", "open_remote"]

PAGE = 500
PACK_FROM = 8 * 1024  # bytes; below, packing saves no packet worth it
_RENEWALS = 2  # in one operation: what another process renewed may have ended, too

_Read = TypeVar("_Read")


class CursorLostError(TemporaryError):
    """The platform no longer knows this place in its feed; it has to be read from the beginning."""


def open_remote(
    address: str,
    *,
    platform: str,
    token: str,
    embedded: WSGIApplication | None = None,
    renew: Callable[[str], str] | None = None,
    pause: Callable[[float], None] = time.sleep,
    jitter: Callable[[float], float] = full_jitter,
    deadline: float = REQUEST_SECONDS,
    wall: Callable[[], datetime] = now,
    look_up: Callable[..., Any] = socket.getaddrinfo,
) -> Remote:
    """Get ready to talk; nothing is sent yet. `embedded` is the application behind `sandbox:`.

    `renew` is given a token that has ended and gives another. `deadline` is in seconds, for one
    request. Raises RefusedError for an address without TLS that is not on this machine.
    """
    wire = open_wire(
        address,
        platform=platform,
        embedded=embedded,
        deadline=deadline,
        wall=wall,
        look_up=look_up,
    )
    patience = Patience(platform, pause=pause, jitter=jitter)
    return Remote(wire, patience, platform, token, renew)


class Remote:
    """An open talk with one platform; close it, or use it with `with`."""

    def __init__(
        self,
        wire: Wire,
        patience: Patience,
        platform: str,
        token: str,
        renew: Callable[[str], str] | None = None,
    ) -> None:
        self._wire = wire
        self._patience = patience
        self._platform = platform
        self._token = token
        self._renew = renew
        self.tries = 0  # of the last operation: after more than one, the first may have been done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    @property
    def skew_seconds(self) -> float | None:
        """The platform's `Date` less this machine's clock; None where the last answer had none."""
        return self._wire.skew_seconds

    def push(self, changes: Sequence[Mapping[str, Any]]) -> Pushed:
        """Send changes, at most 500; each is done once however often it is sent.

        Raises TemporaryError where the outcome of one is unknown, LockedOutError, RefusedError.
        """
        answer = self._post("/v1/changes", {"changes": [*changes]})
        found = self._read(payloads.read_pushed, answer)
        if {one["id"] for one in changes} - {one.id for one in found.results}:
            raise failures.unreadable(self._platform, "results")
        return found

    def outcome(self, change: str) -> Result | None:
        """Ask what became of a change; None where it never arrived. Raises as `push`."""
        answer = self._ask("GET", f"/v1/changes/{change}", fine=(HTTPStatus.NOT_FOUND,))
        return None if self._absent(answer) else self._read(payloads.read_result, answer)

    def page(self, after: str, *, limit: int = PAGE) -> Page:
        """Read what changed after a cursor. Raises CursorLostError, and as `push`."""
        asked = {"after": after, "limit": limit}
        answer = self._ask("GET", "/v1/feed", params=asked, fine=(HTTPStatus.GONE,))
        if answer.status == HTTPStatus.GONE:
            raise CursorLostError(f"The platform {self._platform} has begun its feed anew")
        return self._read(payloads.read_page, answer)

    def digest(self) -> Digest:
        """Read how many records of each kind there are, and their fingerprint. Raises as `push`."""
        return self._read(payloads.read_digest, self._ask("GET", "/v1/digest"))

    def npi(self) -> str | None:
        """Ask whose log-in this is; None where the platform does not tell. Raises as `push`."""
        answer = self._ask("GET", "/v1/me", fine=(HTTPStatus.NOT_FOUND,))
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        said = self._read(payloads.read_object, answer).get("npi")
        return said if isinstance(said, str) else None

    def policy(self) -> Mapping[str, Any]:
        """Read the platform's own figures. Raises as `push`."""
        return self._read(payloads.read_object, self._ask("GET", "/v1/policy"))

    def eligibility(self, client: str) -> Mapping[str, Any]:
        """Ask what a client's plan covers now. Raises NotFoundError for one it does not know."""
        answer = self._post("/v1/eligibility", {"client": client}, fine=(HTTPStatus.NOT_FOUND,))
        if self._absent(answer):
            raise NotFoundError(
                f"The platform {self._platform} does not know this client",
                hint="Type `practice sync`, then this again",
            )
        return self._read(payloads.read_object, answer)

    def _post(self, path: str, said: Any, fine: Iterable[HTTPStatus] = ()) -> Answer:  # noqa: ANN401
        content = json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        if self._wire.is_remote and len(content) > PACK_FROM:
            content = gzip.compress(content, compresslevel=1, mtime=0)
            headers["Content-Encoding"] = "gzip"
        return self._ask("POST", path, content=content, headers=headers, fine=fine)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        fine: Iterable[HTTPStatus] = (),
        **said: Any,  # noqa: ANN401
    ) -> Answer:
        self.tries = 0

        def send() -> Answer:
            self.tries += 1
            return self._wire.ask(method, path, token=self._token, **said)

        for renewed in range(_RENEWALS + 1):
            answer = self._patience.ask(send)
            if (
                answer.status != HTTPStatus.UNAUTHORIZED
                or self._renew is None
                or renewed == _RENEWALS
            ):
                break
            self._token = self._renew(self._token)
        return self._judged(answer, fine)

    def _judged(self, answer: Answer, fine: Iterable[HTTPStatus]) -> Answer:
        status = answer.status
        if status == HTTPStatus.OK or status in tuple(fine):
            return answer
        if status == HTTPStatus.UNAUTHORIZED:
            raise failures.logged_out(self._platform)
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            raise failures.elsewhere(self._platform, status)
        raise failures.not_taken(self._platform, status)

    def _absent(self, answer: Answer) -> bool:
        if answer.status != HTTPStatus.NOT_FOUND:
            return False
        if not answer.is_problem:
            # Only the platform's own word counts: a page of somebody else's would mean a resend.
            raise failures.unreadable(self._platform)
        return True

    def _read(self, read: Callable[[bytes], _Read], answer: Answer) -> _Read:
        try:
            return read(answer.content)
        except payloads.UnfitError as error:
            # Not `from` it: pydantic's words quote the answer, which may name a client.
            raise failures.unreadable(self._platform, error.where) from None
