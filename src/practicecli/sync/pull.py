"""Taking over what is new: a page and its cursor in one transaction, so a cut leaves no gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.cache import audit, feed, platforms
from practicecli.cache.connect import transaction
from practicecli.errors import TemporaryError
from practicecli.remote.client import CursorLostError

if TYPE_CHECKING:
    from practicecli.sync.push import Talk


def pull(talk: Talk) -> None:
    """Read a feed to its end. Raises what `Remote.page` raises; pages taken stay taken."""
    cursor = platforms.get(talk.db, talk.platform).cursor
    with feed.repeatable(talk.db):
        try:
            _pull_from(talk, cursor)
        except CursorLostError:
            if not cursor:
                raise
            # Every row is taken by its id, so reading all of it again changes only what is new.
            _pull_from(talk, "")


def _pull_from(talk: Talk, cursor: str) -> None:
    more = True
    while more:
        page = talk.remote.page(cursor)
        if page.more and page.cursor == cursor:
            raise TemporaryError(
                f"The platform {talk.platform} sends the same page again and again",
                hint="Nothing was lost; type `practice sync` again later",
            )
        talk.offset_seconds = page.offset_seconds
        if page.count or page.cursor != cursor:
            with transaction(talk.db):
                feed.take(talk.db, talk.platform, page.rows)
                feed.remove(talk.db, page.removed)
                platforms.set_cursor(talk.db, talk.platform, page.cursor)
                detail = f"records {page.count} unknown {page.unknown}"
                entry = (talk.at, "sync", "pull", "platform", talk.platform, detail)
                audit.append(talk.db, talk.audit_key, [entry])
        talk.pulled += page.count
        cursor, more = page.cursor, page.more
