"""Logging in to a platform: device authorization (RFC 8628), renewal (6749), revoking (7009).

No token appears in a message, a record's `repr` or an address.
"""

from __future__ import annotations

import json
import socket
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

import httpx

from practicecli.errors import LockedOutError
from practicecli.remote import failures
from practicecli.remote.address import REQUEST_SECONDS, is_safe, now, open_wire
from practicecli.remote.patience import LONGEST, Patience, full_jitter, is_passing
from practicecli.remote.wire import LostError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from wsgiref.types import WSGIApplication

    from practicecli.remote.wire import Answer, Wire

CLIENT = "practice"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
INTERVAL = 5.0  # seconds, where the platform names none (RFC 8628 §3.2)
SLOWER = 5.0  # seconds more after each `slow_down` (§3.5)
ASKED_SECONDS = 60.0  # waited because a platform asked for it: others wait for the log-in, too
_LONGEST_CODE, _LONGEST_TEXT, _LONGEST_LIFE = 40, 4_096, 10 * 366 * 86_400


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is to type where. `expires_in` and `interval` are in seconds."""

    code: str
    address: str
    host: str
    expires_in: float
    interval: float
    device: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """Tokens as they were given; `expires_in` is in seconds, None where it was not said."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False, default=None)
    expires_in: int | None = None


def open_login(
    address: str,
    *,
    platform: str,
    embedded: WSGIApplication | None = None,
    pause: Callable[[float], None] = time.sleep,
    jitter: Callable[[float], float] = full_jitter,
    deadline: float = REQUEST_SECONDS,
    wall: Callable[[], datetime] = now,
    ticks: Callable[[], float] = time.monotonic,
    look_up: Callable[..., Any] = socket.getaddrinfo,
) -> Login:
    """Get ready to log in; nothing is sent yet. Raises RefusedError for an unsafe address."""
    wire = open_wire(
        address,
        platform=platform,
        embedded=embedded,
        deadline=deadline,
        wall=wall,
        look_up=look_up,
    )
    return Login(wire, platform, pause=pause, jitter=jitter, ticks=ticks)


class Login:
    """An open talk about a log-in; close it, or use it with `with`."""

    def __init__(
        self,
        wire: Wire,
        platform: str,
        *,
        pause: Callable[[float], None],
        jitter: Callable[[float], float],
        ticks: Callable[[], float],
    ) -> None:
        self._wire = wire
        self._platform = platform
        self._pause = pause
        self._ticks = ticks
        self._patience = Patience(
            platform, pause=pause, jitter=jitter, ticks=ticks, asked=ASKED_SECONDS
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    def begin(self) -> Asked:
        """Ask for a code. Raises TemporaryError, RefusedError."""
        said = self._good(self._post("device", {}))
        address = self._text(said, "verification_uri")
        url = self._url(address)
        return Asked(
            code=self._text(said, "user_code", most=_LONGEST_CODE, spaces=True),
            address=address,
            host=url.host,
            expires_in=self._seconds(said, "expires_in"),
            interval=self._seconds(said, "interval") if "interval" in said else INTERVAL,
            device=self._text(said, "device_code"),
        )

    def wait(self, asked: Asked) -> Grant:
        """Ask at the interval until somebody has decided.

        Raises LockedOutError where they said no or the code ran out, TemporaryError, RefusedError.
        """
        said = {"grant_type": DEVICE_GRANT, "device_code": asked.device}
        until = self._ticks() + asked.expires_in
        interval, worse = asked.interval, 1.0
        while (left := until - self._ticks()) > 0:
            self._pause(min(interval * worse, max(interval, LONGEST), left))
            try:
                answer = self._send("token", said)
            except LostError:
                worse *= 2  # RFC 8628 §3.5: back off where the network fails
                continue
            if is_passing(answer.status):
                worse *= 2
                continue
            worse = 1.0
            if answer.status == HTTPStatus.OK:
                return self._grant(answer)
            if (why := _error(answer)) == "slow_down":
                interval += SLOWER
            elif why != "authorization_pending":
                raise self._ended(why, answer)
        raise self._ended("expired_token", None)

    def refresh(self, token: str) -> Grant:
        """Get new tokens for a refresh token, which then has ended.

        Raises LockedOutError where the platform does not know it any more, TemporaryError.
        """
        answer = self._post("token", {"grant_type": "refresh_token", "refresh_token": token})
        if _error(answer) == "invalid_grant":
            raise failures.logged_out(self._platform)
        grant = self._grant(answer)
        # A platform that does not rotate may leave it out (RFC 6749 §6).
        return Grant(grant.access, grant.refresh or token, grant.expires_in)

    def revoke(self, token: str) -> None:
        """End a log-in on the platform's side, asked once. Raises TemporaryError, RefusedError."""
        try:
            answer = self._send("revoke", {"token": token})
        except LostError as lost:
            raise failures.unreachable(self._platform) from lost
        if is_passing(answer.status):
            raise failures.failing(self._platform, answer.status)
        if answer.status != HTTPStatus.OK:
            raise self._refused(answer)

    def _post(self, path: str, said: Mapping[str, str]) -> Answer:
        return self._patience.ask(lambda: self._send(path, said))

    def _send(self, path: str, said: Mapping[str, str]) -> Answer:
        return self._wire.ask(
            "POST",
            f"/v1/login/{path}",
            content=urlencode({"client_id": CLIENT, **said}).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )

    def _grant(self, answer: Answer) -> Grant:
        said = self._good(answer)
        if self._text(said, "token_type").lower() != "bearer":
            raise failures.unreadable(self._platform, "token_type")
        life = self._seconds(said, "expires_in") if said.get("expires_in") is not None else None
        return Grant(
            access=self._text(said, "access_token"),
            refresh=self._text(said, "refresh_token") if said.get("refresh_token") else None,
            expires_in=None if life is None else int(life),
        )

    def _good(self, answer: Answer) -> Mapping[str, Any]:
        if answer.status != HTTPStatus.OK:
            raise self._refused(answer)
        return _object(answer)

    def _refused(self, answer: Answer) -> Exception:
        if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
            return failures.elsewhere(self._platform, answer.status)
        return failures.not_taken(self._platform, answer.status)

    def _ended(self, why: str, answer: Answer | None) -> Exception:
        again = f"Type `practice platform login {self._platform}` for a new code"
        if why == "access_denied":
            return LockedOutError(f"The log-in to {self._platform} was refused there", hint=again)
        if answer is None or why in {"expired_token", "invalid_grant"}:
            return LockedOutError(
                f"The code for {self._platform} ran out before it was used", hint=again
            )
        return self._refused(answer)

    def _url(self, address: str) -> httpx.URL:
        try:
            url = httpx.URL(address)
        except httpx.InvalidURL:
            raise failures.unreadable(self._platform, "verification_uri") from None
        if not is_safe(url):
            raise failures.unreadable(self._platform, "verification_uri")
        return url

    def _text(
        self, said: Mapping[str, Any], name: str, *, most: int = _LONGEST_TEXT, spaces: bool = False
    ) -> str:
        found = said.get(name)
        # It goes into a header or onto a terminal: nothing but plain letters.
        if (
            isinstance(found, str)
            and 0 < len(found) <= most
            and found.isascii()
            and found.isprintable()
            and (spaces or " " not in found)
        ):
            return found
        raise failures.unreadable(self._platform, name)

    def _seconds(self, said: Mapping[str, Any], name: str) -> float:
        found = said.get(name)
        number = isinstance(found, int | float) and not isinstance(found, bool)
        if number and 0 < float(found or 0) <= _LONGEST_LIFE:
            return float(found or 0)
        raise failures.unreadable(self._platform, name)


def _object(answer: Answer) -> Mapping[str, Any]:
    try:
        said = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}  # then no field is there, and the first that is wanted is named
    return said if isinstance(said, dict) else {}


def _error(answer: Answer) -> str:
    why = _object(answer).get("error") if answer.status != HTTPStatus.OK else None
    return why if isinstance(why, str) else ""
