"""How each platform is reached: the sandbox in this process, or its address and token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli import clock
from practicecli.cache.platforms import EMBEDDED
from practicecli.errors import LockedOutError

if TYPE_CHECKING:
    from collections.abc import Callable

    from practicecli.cache.platforms import Platform
    from practicecli.cli.app import App
    from practicecli.remote.client import Remote

SANDBOX_FILE = "sandbox.db"


def opener(run: App) -> Callable[[Platform], Remote]:
    """Give what opens a talk with a platform; LockedOutError where there is no token for it."""
    from practicecli.remote.client import open_remote

    def open_one(one: Platform) -> Remote:
        if one.remote != EMBEDDED:
            return open_remote(one.remote, platform=one.name, token=_token(run, one.name))
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


def _token(run: App, name: str) -> str:
    from practicecli.vault.tokens import Tokens

    tokens = Tokens(run.places, run.keys)
    if name not in tokens.names():
        raise LockedOutError(
            f"There is no log-in for {name} here",
            hint=f"Give its token with `practice platform login {name} --token-file FILE`",
        )
    return tokens.get(name)
