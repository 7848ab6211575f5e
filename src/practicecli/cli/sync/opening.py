"""How each platform is reached: the sandbox in this process, or its address and token."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

from practicecli import clock
from practicecli.cache.platforms import EMBEDDED

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from practicecli.cache.platforms import Platform
    from practicecli.cli.app import App
    from practicecli.remote.client import Remote
    from practicecli.remote.login import Grant
    from practicecli.vault.tokens import Tokens

SANDBOX_FILE = "sandbox.db"
LOCK_SECONDS = 30.0  # for another process that renews the log-in, or syncs
_WORTH_SAYING = 2.0  # seconds of waiting


def opener(run: App, *, locked: bool = False) -> Callable[[Platform], Remote]:
    """Give what opens a talk with a platform; LockedOutError where there is no token for it.

    `locked`: the caller holds the lock of a sync, under which a log-in may be renewed.
    """
    from practicecli.remote.client import open_remote

    def open_one(one: Platform) -> Remote:
        if one.remote != EMBEDDED:
            return _over_http(run, one, nullcontext if locked else lambda: lock(run))
        from practicecli.sandbox.app import make_app
        from practicecli.sandbox.store import token_for

        path = f"{run.places.data_dir}/{SANDBOX_FILE}"
        return open_remote(
            one.remote,
            platform=one.name,
            token=token_for(path, run.book.provider.npi),
            embedded=make_app(path, lambda: clock.now(run.env, sandboxed=True, naive=run.zone)),
        )

    return open_one


def lock(run: App) -> AbstractContextManager[None]:
    """Hold the lock under which tokens change, waiting for it. Raises BusyError, StorageError."""
    from practicecli.sync.lock import only_sync

    return only_sync(run.places.data_dir, wait=LOCK_SECONDS)


def _over_http(run: App, one: Platform, held: Callable[[], AbstractContextManager[None]]) -> Remote:
    from practicecli.cli.sync.renewing import renewer
    from practicecli.remote.client import open_remote
    from practicecli.remote.login import open_login
    from practicecli.vault.tokens import Tokens

    tokens = Tokens(run.places, run.keys)

    def pause(seconds: float) -> None:
        _pause(run, one.name, seconds)

    def refresh(token: str) -> Grant:
        with open_login(one.remote, platform=one.name, pause=pause) as login:
            return login.refresh(token)

    return open_remote(
        one.remote,
        platform=one.name,
        token=_token(tokens, one, held),
        renew=renewer(
            tokens, one.name, address=one.remote, lock=held, refresh=refresh, now=run.tell_time
        ),
        pause=pause,
    )


def _token(tokens: Tokens, one: Platform, held: Callable[[], AbstractContextManager[None]]) -> str:
    found = tokens.find(one.name, one.remote)
    if found is not None and not found.origin:
        with held():
            tokens.bind(one.name, one.remote)
    return tokens.get(one.name, one.remote)


def _pause(run: App, name: str, seconds: float) -> None:
    if seconds >= _WORTH_SAYING:
        run.out.note(f"{name} is busy or out of reach; asking again in {seconds:.0f} s")
    time.sleep(seconds)
