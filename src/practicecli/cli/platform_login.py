"""Logging in by a code that is typed on the platform's own page, and out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.cli.text import safe
from practicecli.domain.problems import warning
from practicecli.errors import RefusedError, TemporaryError

if TYPE_CHECKING:
    from practicecli.cache.platforms import Platform
    from practicecli.cli.app import App
    from practicecli.remote.login import Asked
    from practicecli.vault.tokens import Token, Tokens

_MINUTE = 60
END_SECONDS = 10.0  # for the request; looking up the host and connecting take 4 each at most


def log_in(run: App, one: Platform) -> Token | None:
    """Show a code and wait until it was used; None where the sandbox is in this program.

    Nothing is kept yet. Raises RefusedError for a manual platform, and as `Login` does.
    """
    from practicecli.cache.platforms import EMBEDDED
    from practicecli.cli.sync.renewing import token_of
    from practicecli.remote.login import open_login

    if one.is_manual:
        raise RefusedError(
            f"{one.name} is entered by hand: there is nothing to log in to",
            hint="Log in to its own website, and type `practice session entered` for what you did",
        )
    if one.remote == EMBEDDED:
        run.out.note(f"{one.name} is the sandbox inside this program: no log-in is needed")
        return None
    with open_login(one.remote, platform=one.name) as login:
        asked = login.begin()
        _show(run, one.name, asked)
        return token_of(login.wait(asked), run.tell_time(), one.remote)


def _show(run: App, name: str, asked: Asked) -> None:
    # Not a note: even `--quiet` needs the code. Standard output is for the record at the end.
    minutes = max(int(asked.expires_in // _MINUTE), 1)
    lines = (
        f"To log in to {name}, open this page and type the code there:",
        "",
        f"    {safe(asked.address)}",
        f"    {safe(asked.code)}",
        "",
        f"The page is on {safe(asked.host)}; the code holds for {minutes} minutes",
        "Waiting until that is done; Ctrl-C ends the waiting and keeps nothing",
    )
    run.out.stderr.write("\n".join(lines) + "\n")
    run.out.stderr.flush()


def must_be_ours(run: App, one: Platform, token: Token) -> None:
    """Ask the platform whose log-in this is, before it is kept.

    Raises RefusedError where it is another provider's, LockedOutError where it is none; warns
    where the platform cannot be asked now.
    """
    from practicecli.cache.platforms import EMBEDDED
    from practicecli.remote.client import open_remote

    if one.is_manual or one.remote == EMBEDDED:
        return
    ours = run.book.provider.npi
    try:
        with open_remote(
            one.remote, platform=one.name, token=token.access, deadline=END_SECONDS,
            pause=lambda _: None,
        ) as remote:  # fmt: skip
            theirs = remote.npi()
    except TemporaryError:
        told = warning(
            "not-asked",
            f"{one.name} could not be asked whose log-in this is; it is kept unseen",
            "practice sync",
        )
        run.out.warn([told])
        return
    if theirs not in {None, ours}:
        raise RefusedError(
            f"This log-in to {one.name} is of another provider, with NPI {theirs}; yours is {ours}",
            hint=f"Log in as yourself: `practice platform login {one.name}`",
        )


def end_there(run: App, one: Platform, kept: Token) -> None:
    """Tell a platform, once and within seconds, that a log-in forgotten here has ended.

    One that came in a file may be in use elsewhere and stays good there.
    """
    from practicecli.cache.platforms import EMBEDDED
    from practicecli.remote.login import open_login
    from practicecli.vault.tokens import origin_of

    if kept.refresh is None or one.remote == EMBEDDED:
        return
    if one.is_manual or kept.origin not in {"", origin_of(one.remote)}:
        _not_ended(run, one.name)
        return
    try:
        with open_login(one.remote, platform=one.name, deadline=END_SECONDS) as login:
            login.revoke(kept.refresh)
    except (TemporaryError, RefusedError):
        _not_ended(run, one.name)


def leave(run: App, before: Platform, after: Platform, tokens: Tokens) -> None:
    """Forget the log-in of a platform that is reached elsewhere from now on: it stays behind.

    Raises BusyError where another process keeps the lock.
    """
    from practicecli.cli.sync.opening import lock
    from practicecli.vault.tokens import origin_of

    if origin_of(after.remote) == origin_of(before.remote) or before.name not in tokens.names():
        return
    with lock(run):
        kept = tokens.delete(before.name)
    if kept is not None:
        told = warning(
            "not-revoked",
            f"The log-in at the address {before.name} had before is forgotten here; nobody was"
            " told there",
            "End it on the website of that platform, too" + _anew(after),
        )
        run.out.warn([told])


def _anew(one: Platform) -> str:
    from practicecli.cache.platforms import EMBEDDED

    wanted = not one.is_manual and one.remote != EMBEDDED
    return f", and log in anew: `practice platform login {one.name}`" if wanted else ""


def _not_ended(run: App, name: str) -> None:
    told = warning(
        "not-revoked",
        f"{name} could not be told that this log-in ends; here it is forgotten all the same",
        "End it on the website of the platform, too",
    )
    run.out.warn([told])
