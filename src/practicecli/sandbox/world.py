"""One account at one moment: its rows, its rules, its feed, and what will happen by itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from practicecli.domain.book import Book
from practicecli.domain.people import License, Provider
from practicecli.sandbox.store import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from practicecli.domain.policy import Policy
    from practicecli.engine import Db
    from practicecli.sandbox.rulebook import Rulebook

# The new place in the feed is after everything of the account; `own` is 1 where the version moves.
_PUT = """
    INSERT INTO record (account, kind, id, version, seq, body)
    VALUES (:account, :kind, :id, 1,
            (SELECT coalesce(max(seq), 0) + 1 FROM record WHERE account = :account), :body)
    ON CONFLICT (account, kind, id) DO UPDATE
       SET version = version + :own, seq = excluded.seq, body = excluded.body, deleted = 0
    RETURNING version
"""
_REMOVE = """
    UPDATE record
       SET version = version + 1, deleted = 1, body = NULL,
           seq = (SELECT coalesce(max(seq), 0) + 1 FROM record WHERE account = :account)
     WHERE account = :account AND kind = :kind AND id = :id AND NOT deleted
"""


@dataclass(slots=True)
class World:
    """An account as its platform sees it now, in UTC. Not shared between threads."""

    db: Db
    account: int
    npi: str
    platform: str
    rules: Rulebook
    now: datetime
    changed_payouts: set[str] = field(default_factory=set)
    _book: Book | None = None

    @property
    def at(self) -> str:
        """Now, as it is stored and sent."""
        return text_of(self.now)

    @property
    def policy(self) -> Policy:
        """The platform's figures."""
        return self.rules.policies[self.platform]

    @property
    def book(self) -> Book:
        """What the domain's rules are held against, as the provider was last put."""
        if self._book is None:
            self._book = self._read_book()
        return self._book

    @property
    def zone(self) -> tzinfo:
        """The practice's zone; UTC until the provider says."""
        return self.book.zone

    def today(self, at: datetime | None = None) -> date:
        """Give the local day of a moment, else of now."""
        return (at or self.now).astimezone(self.zone).date()

    def forget_book(self) -> None:
        """Read the provider anew at the next question."""
        self._book = None

    def put(
        self, kind: str, identity: str, body: Mapping[str, Any] | None, *, own: bool = True
    ) -> int:
        """Give a record its next place in the feed; gives its version.

        `own` says that what the provider owns has changed: only that moves the version, so that
        the platform's news never make a therapist's edit a conflict. None stays out of the feed.
        """
        text = None if body is None else json.dumps(body, separators=(",", ":"))
        values = {"account": self.account, "kind": kind, "id": identity, "body": text, "own": own}
        (version,) = self.db.execute(_PUT, values).fetchone()
        return int(version)

    def remove(self, kind: str, identity: str) -> None:
        """Leave a tombstone in a record's place, one version on; nothing where there is no record.

        A change made from an earlier version is then a conflict; one that has seen the tombstone
        and says the whole record makes it anew.
        """
        values = {"account": self.account, "kind": kind, "id": identity}
        self.db.execute(_REMOVE, values)

    def named(self, name: str) -> str:
        """Give the id of something the platform makes itself: ever the same for the same name."""
        kind, _, rest = name.partition("/")
        return str(uuid5(NAMESPACE_URL, f"{kind}/{self.npi}/{self.platform}/{rest}"))

    def version(self, kind: str, identity: str) -> int:
        """Give a record's version, 0 where there is no such record."""
        row = self.db.execute(
            "SELECT version FROM record WHERE account = ? AND kind = ? AND id = ?",
            (self.account, kind, identity),
        ).fetchone()
        return int(row[0]) if row else 0

    def shown(self, kind: str, identity: str) -> dict[str, Any] | None:
        """Give a record as the feed shows it."""
        row = self.db.execute(
            "SELECT body FROM record WHERE account = ? AND kind = ? AND id = ?",
            (self.account, kind, identity),
        ).fetchone()
        body: dict[str, Any] | None = json.loads(row[0]) if row and row[0] else None
        return body

    def later(self, at: datetime, what: str, identity: str) -> None:
        """Say what will happen by itself, and when."""
        self.db.execute(
            "INSERT INTO due (at, account, what, id) VALUES (?, ?, ?, ?)",
            (text_of(at.astimezone(UTC)), self.account, what, identity),
        )

    def once(self, at: datetime, what: str, identity: str) -> None:
        """Say so in place of what was said of it before. It looks through all that is due."""
        self.db.execute(
            "DELETE FROM due WHERE account = ? AND what = ? AND id = ?",
            (self.account, what, identity),
        )
        self.later(at, what, identity)

    def row(self, sql: str, *values: object) -> Any:  # noqa: ANN401 - a driver's row
        """Read one row of this account; the account is the first parameter of the SQL."""
        return self.db.execute(sql, (self.account, *values)).fetchone()

    def _read_book(self) -> Book:
        (text,) = self.db.execute(
            "SELECT provider FROM account WHERE id = ?", (self.account,)
        ).fetchone()
        said = json.loads(text) if text else {}
        licenses = tuple(
            License(one["state"], one["type"], one["until"] and date.fromisoformat(one["until"]))
            for one in said.get("licenses", ())
        )
        provider = Provider(
            id=self.npi,
            name=said.get("name", ""),
            credentials=said.get("credentials", ""),
            npi=self.npi,
            zone=said.get("zone", "UTC"),
            licenses=licenses,
            credentialing=self.rules.credentialing(licenses),
        )
        return self.rules.book(provider, ZoneInfo(provider.zone))
