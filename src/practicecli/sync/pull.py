"""Taking over what is new: pages and their cursor in one transaction, so a cut leaves no gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.cache import answers, audit, feed, outbox, platforms, shadow, withdrawing
from practicecli.cache.connect import transaction
from practicecli.cache.meeting import meet_newer
from practicecli.errors import ConflictError, PracticeError, TemporaryError
from practicecli.remote.client import CursorLostError
from practicecli.sync.plan import is_mass_delete

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.remote.answers import Page
    from practicecli.sync.push import Talk

# How far behind ours a version may lie and still be taken: any, where a person says so.
_ANY = 1 << 40
TOGETHER = 4  # pages of 500 records


def pull(talk: Talk) -> None:
    """Read a feed to its end. Raises what `Remote.page` raises; pages taken stay taken.

    Raises ConflictError before so much is taken out that it looks like a mistake.
    """
    cursor = platforms.get(talk.db, talk.platform).cursor
    with feed.repeatable(talk.db):
        try:
            _pull_from(talk, cursor)
        except CursorLostError:
            if not cursor:
                raise
            read_anew(talk)


def read_anew(talk: Talk) -> None:
    """Read the whole feed aside, then put it in the place of what is here, all at once.

    What waits to be sent stays. Raises ConflictError where much would vanish, or where the
    platform holds earlier versions than were seen here; then nothing was changed.
    """
    with transaction(talk.db):
        shadow.clear(talk.db, talk.platform)
    cursor = ""
    for page in _pages(talk, ""):
        with transaction(talk.db):
            shadow.add(talk.db, talk.platform, page.rows, page.removed)
        talk.pulled += page.count
        cursor = page.cursor
        talk.tell(talk)
    gone = shadow.gone(talk.db, talk.platform)
    _guard(talk, withdrawing.known_among(talk.db, talk.platform, gone))
    for kind in ("charge", "payout"):
        _guard(talk, len(gone[kind]), kind)
    older = shadow.older(talk.db, talk.platform)
    if older and not talk.accept:
        raise went_back(talk.platform, older)
    with transaction(talk.db):
        for rows in shadow.pages(talk.db, talk.platform):
            feed.take(talk.db, talk.platform, rows, slack=_ANY if talk.accept else 1)
            _meet(talk, rows)
        talk.withdrawn += withdrawing.withdraw(talk.db, gone, now=talk.at)
        shadow.clear(talk.db, talk.platform)
        platforms.set_cursor(talk.db, talk.platform, cursor)
        detail = f"read anew, records {talk.pulled} gone {sum(map(len, gone.values()))}"
        _log(talk, detail)


def went_back(platform: str, records: int) -> ConflictError:
    """Say that a platform holds an earlier state than was seen here, as after an old backup."""
    return ConflictError(
        f"{platform} holds an earlier state of {records} records than was seen here,"
        " as if it had been brought back from a backup; nothing was taken over",
        hint=f"Ask the platform; {_accepting(platform)} takes over what it holds now",
    )


def _pull_from(talk: Talk, cursor: str) -> None:
    vanished = 0
    for pages in _together(_pages(talk, cursor)):
        removed = pages[0].removed
        if removed:
            vanished += withdrawing.known_among(talk.db, talk.platform, removed)
            _guard(talk, vanished)
        if any(page.count for page in pages) or pages[-1].cursor != cursor:
            with transaction(talk.db):
                for page in pages:
                    _take(talk, page)
                platforms.set_cursor(talk.db, talk.platform, pages[-1].cursor)
        talk.pulled += sum(page.count for page in pages)
        talk.tell(talk)


def _take(talk: Talk, page: Page) -> None:
    feed.take(talk.db, talk.platform, page.rows)
    _meet(talk, page.rows)
    talk.withdrawn += withdrawing.withdraw(talk.db, page.removed, now=talk.at)
    _log(talk, f"records {page.count} unknown {page.unknown}")


def _together(pages: Iterator[Page]) -> Iterator[list[Page]]:
    """Gather pages for one commit: each writes much of the same anew. Removals stand alone."""
    gathered: list[Page] = []
    try:
        for page in pages:
            if page.removed and gathered:
                yield gathered
                gathered = []
            gathered.append(page)
            if page.removed or len(gathered) == TOGETHER:
                yield gathered
                gathered = []
    except PracticeError:
        if gathered:
            yield gathered  # what came before the trouble is good
        raise
    if gathered:
        yield gathered


def _pages(talk: Talk, cursor: str) -> Iterator[Page]:
    seen = {cursor}
    while True:
        page = talk.remote.page(cursor)
        if page.more and page.cursor in seen:
            raise TemporaryError(
                f"The platform {talk.platform} sends the same page again and again",
                hint="Nothing was lost; type `practice sync` again later",
            )
        talk.offset_seconds = page.offset_seconds
        yield page
        if not page.more:
            return
        cursor = page.cursor
        seen.add(cursor)


def _guard(talk: Talk, vanished: int, kind: str = "") -> None:
    """Stop before so much goes: of clients and sessions together, or of one kind."""
    if not vanished or talk.accept:
        return
    here = withdrawing.known_here(talk.db, talk.platform, kind)
    if is_mass_delete(vanished, here):
        what = f"{kind}s" if kind else "clients and sessions"
        raise ConflictError(
            f"{talk.platform} would take out {vanished} of {here} {what}; nothing of that was done",
            hint=f"Look there whether that is right; {_accepting(talk.platform)} does it",
        )


def _accepting(platform: str) -> str:
    return f"`practice sync --platform {platform} --accept-mass-delete`"


def _meet(talk: Talk, rows: feed.Kinds) -> None:
    """Let newer versions meet the changes that still wait here."""
    for kind in ("client", "session"):
        found = {row["id"]: row for row in rows.get(kind, ())}
        for record in outbox.touched(talk.db, talk.platform, kind, found):
            row = found[record]
            changes = outbox.of_record(talk.db, talk.platform, kind, record)
            unknown = any(one.state == "sent" for one in changes)
            if not unknown and answers.version_of(talk.db, kind, record) < row["version"]:
                meet_newer(talk.db, changes, row, row["version"], fresh_id=talk.fresh_id)


def _log(talk: Talk, detail: str) -> None:
    entry = (talk.at, "sync", "pull", "platform", talk.platform, detail)
    audit.append(talk.db, talk.audit_key, [entry])
