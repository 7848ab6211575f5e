"""How often a platform is asked, and how long is waited in between: never blindly, never for ever.

Every write carries an id that the platform does once, so all that fails may be repeated.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from random import SystemRandom
from typing import TYPE_CHECKING

from practicecli.remote import failures
from practicecli.remote.wire import Answer, LostError, instant

if TYPE_CHECKING:
    from collections.abc import Callable

TRIES = 5  # of one operation
TRIES_UNMET = 3  # with connect timeouts of 4 s and 3 s of waiting: given up within 15 s
UNMET_SECONDS = 10.0  # no further try after that, however long a look-up took
FIRST, LONGEST = 1.0, 60.0  # seconds: full jitter below 1, 2, 4, 8 ... 60
RUN_SECONDS = 120.0  # of such waiting in one run
ASKED_SECONDS = 900.0  # waited in one run because a platform asked for it
LEAST = 0.1  # a platform that asks for no wait at all does not get a busy loop

_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


def full_jitter(most: float) -> float:
    """Draw a wait below `most` seconds, so that many clients do not come back together."""
    return SystemRandom().uniform(0, most)


class Patience:
    """What is left of one run's patience with one platform."""

    def __init__(
        self,
        platform: str,
        *,
        pause: Callable[[float], None] = time.sleep,
        jitter: Callable[[float], float] = full_jitter,
        ticks: Callable[[], float] = time.monotonic,
        asked: float = ASKED_SECONDS,
    ) -> None:
        self._platform = platform
        self._pause = pause
        self._jitter = jitter
        self._ticks = ticks
        self._left = RUN_SECONDS
        self._asked_left = asked

    def ask(self, send: Callable[[], Answer]) -> Answer:
        """Ask until there is an answer that stands; raises TemporaryError where none comes."""
        begun = self._ticks()
        tried = 0
        while True:
            tried += 1
            try:
                answer = send()
            except LostError as lost:
                most = TRIES_UNMET if lost.unmet else TRIES
                tired = lost.unmet and self._ticks() - begun > UNMET_SECONDS
                wait = None if tired else self._drawn(tried, most)
                if wait is None:
                    raise failures.unreachable(self._platform) from lost
            else:
                if not is_passing(answer.status):
                    return answer
                wait = self._after(answer, tried)
            self._pause(wait)

    def _after(self, answer: Answer, tried: int) -> float:
        asked = asked_wait(answer) if answer.status in _BUSY else None
        if asked is not None and asked > self._asked_left:
            raise failures.asks_for_time(self._platform, asked)
        if asked is None or tried >= TRIES:
            drawn = self._drawn(tried, TRIES)
            if drawn is None:
                raise failures.failing(self._platform, answer.status)
            return drawn
        self._asked_left -= asked
        return asked

    def _drawn(self, tried: int, most: int) -> float | None:
        """Draw the next wait in seconds, None where it is enough."""
        if tried >= most:
            return None
        wait = max(self._jitter(min(LONGEST, FIRST * 2 ** (tried - 1))), LEAST)
        if wait > self._left:
            return None
        self._left -= wait
        return wait


def asked_wait(answer: Answer) -> float | None:
    """Read `Retry-After` in seconds or as a date; None for none, the past and nonsense."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdecimal():
        return max(float(said), LEAST)
    until = instant(said)
    if until is None:
        return None
    # By the platform's own clock where it tells it: ours may be years off.
    wait = (until - (answer.sent_at or answer.arrived)).total_seconds()
    return max(wait, LEAST) if wait >= 0 else None


def is_passing(status: int) -> bool:
    """Whether the same question may get an answer that stands later on."""
    return (
        status in _BUSY
        or status == HTTPStatus.REQUEST_TIMEOUT
        or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    )
