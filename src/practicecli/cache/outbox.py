"""The outbox: what was done here, to be sent once, in the order it was done.

A change's id is its idempotency key. Id, body and the version the user saw are fixed when it is
queued and never edited. Work for a platform without an API is kept as `local`, so that `undo` can
take it back; it is never sent.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db

_COLUMNS = (
    "seq, id, platform, kind, record, verb, seen_version, body, sealed, sealed_for, state, batch,"
    " queued_at, undo, answer"
)
_ADD = """
    INSERT INTO outbox (id, platform, kind, record, verb, seen_version, body, sealed, sealed_for,
                        state, batch, queued_at, undo)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_WAITING = f"""
    SELECT {_COLUMNS} FROM outbox
     WHERE platform = ? AND state IN ('waiting', 'sent') AND seq > ? ORDER BY seq LIMIT ?
"""  # noqa: S608 - columns are our own
_UNKNOWN = f"""
    SELECT {_COLUMNS} FROM outbox
     WHERE platform = ? AND state = 'sent' AND state IN ('waiting', 'sent') AND seq > ?
     ORDER BY seq LIMIT ?
"""  # noqa: S608 - columns are our own; both terms, so that the index of what waits serves
_PENDING = """
    SELECT record, platform, count(*) FROM outbox
     WHERE record IN (SELECT value FROM json_each(?)) AND state IN ('waiting', 'sent')
     GROUP BY record, platform
"""
_OF_RECORD = f"""
    SELECT {_COLUMNS} FROM outbox
     WHERE record = ? AND kind = ? AND platform = ? AND state IN ('waiting', 'sent', 'conflict')
     ORDER BY seq
"""  # noqa: S608 - columns are our own
_UNSETTLED = f"""
    SELECT {_COLUMNS} FROM outbox WHERE state IN ('refused', 'conflict') ORDER BY seq
"""  # noqa: S608 - columns are our own
_TOUCHED = """
    SELECT DISTINCT record FROM outbox
     WHERE record IN (SELECT value FROM json_each(?)) AND kind = ? AND platform = ?
       AND state IN ('waiting', 'sent', 'conflict')
"""
_LAST_BATCH = f"""
    SELECT {_COLUMNS} FROM outbox
     WHERE batch = (SELECT batch FROM outbox ORDER BY seq DESC LIMIT 1) ORDER BY seq DESC
"""  # noqa: S608 - columns are our own


class Change(NamedTuple):
    """Something done here. `undo` is JSON: a list of [table, id, {column: old value} or null].

    A tuple, as a batch makes thousands: a frozen dataclass takes three times as long to make.
    """

    id: str
    platform: str
    kind: str
    record: str
    verb: str
    body: str
    batch: str
    queued_at: str
    seen_version: int = 0
    sealed: bytes | None = None
    sealed_for: str | None = None
    state: str = "waiting"
    undo: str | None = None
    answer: str | None = None
    seq: int = 0


def add(db: Db, changes: Iterable[Change]) -> None:
    """Queue changes, in order; in the same transaction as the rows they speak of."""
    db.executemany(
        _ADD,
        [
            (one.id, one.platform, one.kind, one.record, one.verb, one.seen_version, one.body,
             one.sealed, one.sealed_for, one.state, one.batch, one.queued_at, one.undo)
            for one in changes
        ],
    )  # fmt: skip


def waiting(db: Db, platform: str, *, after: int = 0, limit: int = 500) -> list[Change]:
    """Read what waits for a platform, oldest first."""
    return [_change(row) for row in db.execute(_WAITING, (platform, after, limit))]


def unknown(db: Db, platform: str, *, after: int = 0, limit: int = 500) -> list[Change]:
    """Read what was sent to a platform and never answered, oldest first."""
    return [_change(row) for row in db.execute(_UNKNOWN, (platform, after, limit))]


def of_record(db: Db, platform: str, kind: str, record: str) -> list[Change]:
    """Read a record's changes that are not settled, oldest first; conflicts among them."""
    return [_change(row) for row in db.execute(_OF_RECORD, (record, kind, platform))]


def unsettled(db: Db) -> list[Change]:
    """Read the changes that a platform did not take and a person has to see to, oldest first."""
    return [_change(row) for row in db.execute(_UNSETTLED)]


def touched(db: Db, platform: str, kind: str, records: Iterable[str]) -> list[str]:
    """Name those of these records that have changes which are not settled."""
    rows = db.execute(_TOUCHED, (json.dumps(list(records)), kind, platform))
    return [record for (record,) in rows]


def renew(
    db: Db,
    one: Change,
    fresh: str,
    *,
    seen_version: int,
    verb: str | None = None,
    body: str | None = None,
    undo: str | None = None,
) -> None:
    """Put a new change in the place of one that never was done: it waits under an id of its own.

    Verb, body and `undo` stay as they were where none is given.
    """
    db.execute(
        "UPDATE outbox SET id = ?, verb = ?, body = ?, undo = ?, seen_version = ?,"
        " state = 'waiting', answer = NULL WHERE id = ?",
        (fresh, verb or one.verb, body or one.body, undo or one.undo, seen_version, one.id),
    )


def last_batch(db: Db) -> list[Change]:
    """Read the changes of the newest command, newest first."""
    return [_change(row) for row in db.execute(_LAST_BATCH)]


def set_state(db: Db, identities: Iterable[str], state: str, answer: str | None = None) -> None:
    """Say what became of changes: `sent` before a byte leaves, `refused` with the answer."""
    db.executemany(
        "UPDATE outbox SET state = ?, answer = ? WHERE id = ?",
        [(state, answer, identity) for identity in identities],
    )


def remove(db: Db, identities: Iterable[str]) -> None:
    """Forget changes that were applied on the other side, or taken back here."""
    db.execute(
        "DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(identities)),),
    )


def pending(db: Db, records: str) -> dict[tuple[str, str], int]:
    """Count what waits, by record and platform, for each of a JSON array of records."""
    return {(row[0], row[1]): row[2] for row in db.execute(_PENDING, (records,))}


def count_waiting(db: Db) -> dict[str, int]:
    """Count what waits, by platform."""
    return dict(
        db.execute(
            "SELECT platform, count(*) FROM outbox WHERE state IN ('waiting', 'sent')"
            " GROUP BY platform"
        ).fetchall()
    )


def _change(row: tuple[object, ...]) -> Change:
    (seq, identity, platform, kind, record, verb, seen, body, sealed, sealed_for, state, batch,
     queued_at, undo, answer) = row  # fmt: skip
    return Change(
        seq=seq, id=identity, platform=platform, kind=kind, record=record, verb=verb,  # type: ignore[arg-type]
        seen_version=seen, body=body, sealed=sealed, sealed_for=sealed_for, state=state,  # type: ignore[arg-type]
        batch=batch, queued_at=queued_at, undo=undo, answer=answer,  # type: ignore[arg-type]
    )  # fmt: skip
