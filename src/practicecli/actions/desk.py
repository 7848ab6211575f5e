"""What every action needs at hand, and the one way in which a thing done is queued and logged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from practicecli.cache import audit, outbox
from practicecli.cache.platforms import Platform
from practicecli.cache.sessions import utc_text
from practicecli.domain.book import Book
from practicecli.errors import LockedOutError

if TYPE_CHECKING:
    from practicecli.cache.connect import Db
    from practicecli.domain.note_rules import NoteRules
    from practicecli.domain.templates import NoteTemplate

_compact = json.JSONEncoder(separators=(",", ":")).encode


class Sealer(Protocol):
    """What seals note text; closed where the note key is not at hand."""

    @property
    def is_open(self) -> bool:
        """Whether the note key is at hand."""

    def seal(self, text: str, context: str) -> bytes:
        """Seal a text for one place."""

    def open(self, blob: bytes, context: str) -> str:
        """Open what was sealed for that place."""

    def seal_bytes(self, content: bytes, context: str) -> bytes:
        """Seal bytes for one place."""

    def open_bytes(self, blob: bytes, context: str) -> bytes:
        """Open bytes that were sealed for that place."""


def _no_limits() -> NoteRules:
    from practicecli.domain.note_rules import NoteRules  # late: few commands are about notes

    return NoteRules()


@dataclass(frozen=True, slots=True)
class Desk:
    """One command's surroundings. `now` stands still while it runs; `batch` names the command."""

    db: Db
    book: Book
    platforms: Mapping[str, Platform]
    now: datetime
    audit_key: bytes
    seal: Sealer
    template: Callable[[str], NoteTemplate]
    new_id: Callable[[datetime], str]
    batch: str
    note_rules: Callable[[], NoteRules] = _no_limits

    @property
    def at(self) -> str:
        """Now, as it is stored."""
        return utc_text(self.now)

    @property
    def today(self) -> date:
        """The current day in the practice's zone."""
        return self.now.astimezone(self.book.zone).date()

    def fresh_id(self) -> str:
        """Make a new identity."""
        return self.new_id(self.now)

    def sent_state(self, platform: str) -> str:
        """Give what a confirmation's `sent` starts as: waiting for a remote, or manual."""
        return "manual" if self.platforms[platform].is_manual else "waiting"


class Done(NamedTuple):
    """One thing done to one record. A tuple, as a batch makes thousands.

    `undo` puts back what stood before, as a list or as that list's JSON; None where it cannot be.
    """

    verb: str
    kind: str
    record: str
    platform: str
    body: Mapping[str, Any]
    undo: list[Any] | str | None = None
    seen_version: int = 0
    sealed: bytes | None = None
    sealed_for: str | None = None
    detail: str = ""


def keep(desk: Desk, things: Iterable[Done]) -> None:
    """Queue and log things done, in their order; call it in the transaction that did them."""
    at = desk.at
    done = list(things)
    waiting = outbox.pending(desk.db, json.dumps([one.record for one in done]))
    changes = []
    for one in done:
        # Each change that waits moves the other side's version on by one before this one arrives.
        there = one.record, one.platform
        ahead = waiting.get(there, 0)
        changes.append(_change(desk, one, one.seen_version + ahead, at))
        waiting[there] = ahead + 1
    outbox.add(desk.db, changes)
    log(desk, [(one.verb, one.kind, one.record, one.detail) for one in done])


def log(desk: Desk, entries: Iterable[tuple[str, str, str, str]]) -> None:
    """Write audit entries: verb, kind, subject, detail. No names and no note text."""
    at, who = desk.at, desk.book.provider.npi
    audit.append(desk.db, desk.audit_key, [(at, who, *entry) for entry in entries])


def must_open(desk: Desk, what: str = "notes") -> None:
    """Make sure that the key for notes is at hand, which opens `what`. Raises LockedOutError."""
    if not desk.seal.is_open:
        raise LockedOutError(
            f"The key that was given does not open {what}",
            hint="Use the key that `practice init` made, not the one for cron",
        )


def _change(desk: Desk, one: Done, seen_version: int, at: str) -> outbox.Change:
    there = desk.platforms.get(one.platform)
    return outbox.Change(
        id=desk.fresh_id(),
        platform=one.platform,
        kind=one.kind,
        record=one.record,
        verb=one.verb,
        body=_compact(one.body),
        batch=desk.batch,
        queued_at=at,
        seen_version=seen_version,
        sealed=one.sealed,
        sealed_for=one.sealed_for,
        state="local" if there is None or there.is_manual else "waiting",
        undo=_compact(one.undo) if isinstance(one.undo, list) else one.undo,
    )
