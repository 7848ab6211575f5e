"""Psychotherapy notes: written, opened and destroyed by their author, each of which is logged.

They lie in a file of their own, and the log in the practice's, so each action is two transactions.
The log's commits first. Should the program end between the two, the log tells of something that did
not happen, which can be explained; the other way round, something would have happened untold.
Nothing goes into the outbox: there is nothing to send, and `undo` knows nothing of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from practicecli.actions.desk import Desk, log
from practicecli.cache import private
from practicecli.cache.connect import Db, transaction
from practicecli.cache.private import PrivateEntry
from practicecli.domain.private_text import (
    Excluded,
    is_meant,
    objections_to_private_text,
    private_ref,
    warnings_of_private_text,
)
from practicecli.domain.problems import Problem
from practicecli.errors import AmbiguousError, NotFoundError, RefusedError


def must_be_text(text: str) -> None:
    """Raise RefusedError with all that speaks against keeping a text."""
    problems = list(objections_to_private_text(text))
    if problems:
        raise RefusedError("Nothing was kept", problems)


def add_private(
    desk: Desk,
    file: Db,
    client: str,
    text: str,
    *,
    excluded: Sequence[Excluded],
    finishes: bool = False,
) -> tuple[PrivateEntry, list[Problem]]:
    """Keep a text about a client, for good; give it and what in it belongs in the progress note.

    `finishes`: it is what became of an unfinished one. Raises RefusedError. Not to be called in a
    transaction: it makes its own two.
    """
    must_be_text(text)
    one = PrivateEntry(desk.fresh_id(), client, desk.at, text)
    with transaction(file), transaction(desk.db):  # left in the other order: the log is first
        private.add(file, one)
        if finishes:
            private.keep_unfinished(file, client, "", desk.at)
        log(desk, [("private-add", "client", client, one.id)])
    return one, list(warnings_of_private_text(text, excluded))


def open_private(desk: Desk, file: Db, client: str) -> list[PrivateEntry]:
    """Open all that is kept about a client; where there is anything, that is logged first."""
    with transaction(desk.db):
        found = private.of_client(file, client)
        if found:
            log(desk, [("private-open", "client", client, "")])
    return found


def open_unfinished(desk: Desk, file: Db, client: str) -> str:
    """Open what an editor was left with about a client, which is logged; empty if nothing is."""
    with transaction(desk.db):
        text = private.unfinished(file, client)
        if text:
            log(desk, [("private-open", "client", client, "")])
    return text


def keep_unfinished(desk: Desk, file: Db, client: str, text: str) -> None:
    """Keep what an editor is left with, so that it outlives the editor; nothing if it is blank.

    Not logged: it is no entry yet, and that it is opened again will be.
    """
    with transaction(file):
        private.keep_unfinished(file, client, text if text.strip() else "", desk.at)


def one_meant(file: Db, client: str, typed: str) -> str:
    """Give the id of the one entry of a client that a ref means.

    Raises NotFoundError, AmbiguousError.
    """
    found = [one.id for one in private.of_client(file, client) if is_meant(one.id, typed)]
    if not found:
        raise NotFoundError(
            f"This client has no entry `{typed}`",
            hint="`practice private show CLIENT` names them all",
        )
    if len(found) > 1:
        refs = " or ".join(private_ref(one) for one in found)
        raise AmbiguousError(f"`{typed}` could be {refs}", hint="Type more of it")
    return found[0]


def remove_private(desk: Desk, file: Db, client: str, identity: str) -> None:
    """Destroy one entry of a client; the log keeps which one and when, and no copy is left here.

    The caller has asked. Not to be called in a transaction: it makes its own two.
    """
    with transaction(file), transaction(desk.db):
        private.remove(file, identity, desk.at)
        log(desk, [("private-remove", "client", client, identity)])
    private.forget(file)
