"""Renewing a log-in that has ended: once, under the lock, kept before it is used."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from practicecli.cache.sessions import utc_text
from practicecli.remote.failures import logged_out
from practicecli.vault.tokens import Token, origin_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from practicecli.remote.login import Grant
    from practicecli.vault.tokens import Tokens


def renewer(
    tokens: Tokens,
    name: str,
    *,
    address: str,
    lock: Callable[[], AbstractContextManager[None]],
    refresh: Callable[[str], Grant],
    now: Callable[[], datetime],
) -> Callable[[str], str]:
    """Give what exchanges a token that a platform refused: `Remote` is handed it as `renew`.

    What it gives raises LockedOutError where a person has to log in again, and as `refresh`.
    """

    def renew(ended: str) -> str:
        newer = _newer(tokens.find(name, address), ended)
        if newer is not None:
            return newer
        with lock():
            # Another process may have been here first: its refresh token is the only one left.
            kept = tokens.find(name, address)
            newer = _newer(kept, ended)
            if newer is not None:
                return newer
            if kept is None or kept.refresh is None:
                raise logged_out(name)
            # Ended here, the platform answers the old refresh token again: nobody used the new.
            made = token_of(refresh(kept.refresh), now(), address)
            tokens.put(name, made)
            return made.access

    return renew


def token_of(grant: Grant, now: datetime, address: str) -> Token:
    """Make of a grant what is kept; when it ends is for people, nothing here goes by it."""
    life = grant.expires_in
    ends = None if life is None else now.astimezone(UTC) + timedelta(seconds=life)
    until = None if ends is None else utc_text(ends)
    return Token(grant.access, grant.refresh, until, origin_of(address))


def _newer(kept: Token | None, ended: str) -> str | None:
    return None if kept is None or kept.access == ended else kept.access
