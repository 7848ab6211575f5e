"""What a platform takes out again: our copies go, and with them nothing of the therapist's own.

A session that has begun, or has a note, an attachment, a questionnaire, a claim, a charge or a
refused change, stays as a record of ours, cancelled where it was still to come; a client of whom
anything stays, such as a coverage, is archived. What was only worked out, such as a change of cost,
goes with its session. Version 0 says that the platform no longer knows them. What still waits
to be sent about them meets their absence, and a person decides.
"""
# The statements are put together from words of our own.
# ruff: noqa: S608

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from practicecli.cache.connect import Db

_IN = "IN (SELECT value FROM json_each(?1))"
_WAITING = (
    "EXISTS (SELECT 1 FROM outbox WHERE outbox.record = {table}.id"
    " AND outbox.state IN ('waiting', 'sent', 'conflict'))"
)
_SESSION_STAYS = (
    "(status <> 'scheduled' OR starts_at <= ?2"
    " OR EXISTS (SELECT 1 FROM note WHERE note.session = session.id)"
    " OR EXISTS (SELECT 1 FROM attachment WHERE attachment.session = session.id)"
    " OR EXISTS (SELECT 1 FROM measure WHERE measure.session = session.id)"
    " OR EXISTS (SELECT 1 FROM claim WHERE claim.session = session.id)"
    " OR EXISTS (SELECT 1 FROM charge WHERE charge.session = session.id)"
    " OR EXISTS (SELECT 1 FROM outbox WHERE outbox.record = session.id AND state = 'refused'))"
)
_CLIENT_STAYS = (
    "(EXISTS (SELECT 1 FROM session WHERE session.client = client.id)"
    " OR EXISTS (SELECT 1 FROM claim WHERE claim.client = client.id)"
    " OR EXISTS (SELECT 1 FROM charge WHERE charge.client = client.id)"
    " OR EXISTS (SELECT 1 FROM invoice WHERE invoice.client = client.id)"
    " OR EXISTS (SELECT 1 FROM series WHERE series.client = client.id)"
    " OR EXISTS (SELECT 1 FROM plan WHERE plan.client = client.id)"
    " OR EXISTS (SELECT 1 FROM measure WHERE measure.client = client.id)"
    " OR EXISTS (SELECT 1 FROM coverage WHERE coverage.client = client.id)"
    " OR EXISTS (SELECT 1 FROM eligibility WHERE eligibility.client = client.id)"
    " OR EXISTS (SELECT 1 FROM authorization WHERE authorization.client = client.id)"
    " OR EXISTS (SELECT 1 FROM invoice WHERE invoice.client = client.id))"
)
_FREE = {table: f"NOT {_WAITING.format(table=table)}" for table in ("session", "client")}
_SESSIONS = f"id {_IN} AND {_FREE['session']}"
_GOES = f"{_SESSIONS} AND NOT {_SESSION_STAYS}"
_CLIENTS = f"id {_IN} AND {_FREE['client']}"
_CANCEL = f"""
    UPDATE session SET status = 'cancelled'
     WHERE status = 'scheduled' AND starts_at > ?2 AND {_SESSIONS}
"""
_ARCHIVE = f"UPDATE client SET status = 'archived' WHERE {_CLIENTS}"
_LEAVE_PAYOUT = f"""
    UPDATE session SET payout = NULL
     WHERE payout {_IN} AND id IN (SELECT session FROM payout_line WHERE payout {_IN})
"""
# In this order: a session goes before its client.
_WITHDRAW = {
    "payout": (
        _LEAVE_PAYOUT,
        f"UPDATE deposit SET payout = NULL WHERE payout {_IN}",
        f"DELETE FROM payout WHERE id {_IN}",
    ),
    "claim": (f"UPDATE claim SET version = 0 WHERE id {_IN}",),
    "charge": (f"DELETE FROM charge WHERE id {_IN}",),
    "cost": (f"DELETE FROM cost WHERE id {_IN}",),
    "notice": (f"DELETE FROM notice WHERE id {_IN}",),
    "session": (
        f"DELETE FROM outbox WHERE state = 'local' AND record {_IN}",
        f"DELETE FROM cost_change WHERE session IN (SELECT id FROM session WHERE {_GOES})",
        f"DELETE FROM session WHERE {_GOES}",
        _CANCEL,
        f"UPDATE session SET version = 0 WHERE {_SESSIONS}",
    ),
    "client": (
        f"DELETE FROM client WHERE {_CLIENTS} AND NOT {_CLIENT_STAYS}",
        _ARCHIVE,
        f"UPDATE client SET version = 0 WHERE {_CLIENTS}",
    ),
}
GUARDED = ("session", "client")  # counted together: many at once are somebody's mistake
_HERE = {
    kind: f"SELECT count(*) FROM {kind} WHERE platform = ? AND version > 0"
    for kind in (*GUARDED, "charge", "payout")
}
_AMONG = {
    kind: f"SELECT ref FROM {kind} WHERE platform = ?1 AND version > 0"
    " AND id IN (SELECT value FROM json_each(?2))"
    for kind in GUARDED
}
_REFS = {kind: f"SELECT ref FROM {kind} WHERE version > 0 AND id {_IN}" for kind in GUARDED}


def withdraw(db: Db, removed: Mapping[str, Sequence[str]], *, now: str) -> list[str]:
    """Take out what the platform has withdrawn, by kind; kinds we do not keep are let be.

    `now` is UTC text. Gives the refs of the clients and sessions among it.
    """
    refs: list[str] = []
    for kind, statements in _WITHDRAW.items():
        if identities := removed.get(kind):
            listed = json.dumps(list(identities))
            if kind in _REFS:
                refs += [ref for (ref,) in db.execute(_REFS[kind], (listed,))]
            for sql in statements:
                db.execute(sql, (listed, now) if "?2" in sql else (listed,))
    return refs


def known_here(db: Db, platform: str, kind: str = "") -> int:
    """Count the clients and sessions that a platform knows of, or the records of one kind."""
    kinds = (kind,) if kind else GUARDED
    return sum(db.execute(_HERE[one], (platform,)).fetchone()[0] for one in kinds)


def known_among(db: Db, platform: str, removed: Mapping[str, Iterable[str]]) -> int:
    """Count the clients and sessions that a platform knows of among these."""
    return sum(
        len(db.execute(sql, (platform, json.dumps(list(removed.get(kind, ()))))).fetchall())
        for kind, sql in _AMONG.items()
    )
