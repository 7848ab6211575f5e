"""What a platform answered to our own changes, written where it belongs in one transaction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from practicecli.cache import outbox, sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from practicecli.cache.connect import Db
    from practicecli.cache.outbox import Change

# Statements take all answers of a push at once, as JSON: one by one they took half its time.
_ANSWERS = """
    FROM (SELECT value ->> 0 AS id, value ->> 1 AS made, value ->> 2 AS platform,
                 value ->> 3 AS claimed FROM json_each(?)) a
"""
# A client may have gone over to another platform, which counts its own versions. A session becomes
# accepted by an answer to its confirmation; any other answer ends an earlier refusal.
_VERSIONS = {
    "client": f"""
        UPDATE client AS r SET version = max(r.version, a.made)
        {_ANSWERS} WHERE r.id = a.id AND r.platform = a.platform
    """,  # noqa: S608 - own words, as below
    "session": f"""
        UPDATE session AS r SET
            version = max(r.version, a.made),
            sent = CASE
                WHEN a.claimed AND r.status = 'confirmed' AND r.sent IN ('waiting', 'refused')
                    THEN 'accepted'
                WHEN r.sent = 'refused' THEN 'no'
                ELSE r.sent END,
            refusal = iif(r.sent IN ('waiting', 'refused'), '', r.refusal)
        {_ANSWERS} WHERE r.id = a.id AND r.platform = a.platform
    """,  # noqa: S608
    "note": f"""
        UPDATE note AS r SET version = max(r.version, a.made) {_ANSWERS} WHERE r.id = a.id
    """,  # noqa: S608
}
_MOVE_ALONG = """
    UPDATE outbox SET seen_version = ?
     WHERE record = ? AND kind = ? AND platform = ? AND state = 'waiting' AND seen_version < ?
"""
_WITH_MORE = """
    SELECT DISTINCT record FROM outbox WHERE record IN (SELECT value FROM json_each(?))
"""
_SUPERSEDE = "DELETE FROM outbox WHERE record = ? AND kind = ? AND state = 'refused' AND seq < ?"
_NO_UNDO = "DELETE FROM outbox WHERE record = ? AND state = 'local' AND seq < ?"
_UNCONFIRM = """
    UPDATE session SET
        status = 'scheduled', confirmed_at = NULL, edit_until = NULL, claim = NULL,
        expected_on = NULL, entered_at = NULL, sent = 'refused', refusal = ?
     WHERE id = ? AND status = 'confirmed'
"""
_NO_MODIFY = """
    UPDATE outbox SET state = 'refused', answer = ?
     WHERE record = ? AND seq > ? AND verb = 'modify' AND state = 'waiting'
"""
LAST_SENT = "last_sent_queued_at"
_LAST_SENT = """
    INSERT INTO meta (key, value) VALUES (?, ?)
    ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)
"""
_NO_FEE = "DELETE FROM charge WHERE id = ? AND version = 0"  # a fee for what was refused
_LATER = """
    SELECT id, undo FROM outbox WHERE record = ? AND kind = ? AND seq > ? AND state = 'waiting'
     ORDER BY seq
"""
_SENT = f"""
    UPDATE outbox AS r SET state = 'sent', seen_version = a.made, answer = NULL
    {_ANSWERS} WHERE r.id = a.id
"""  # noqa: S608 - own words
_WAITING = "UPDATE outbox SET state = 'waiting', seen_version = ? WHERE id = ? AND state = 'sent'"
_VERSION = {
    "client": "SELECT version FROM client WHERE id = ?",
    "session": "SELECT version FROM session WHERE id = ?",
    "note": "SELECT version FROM note WHERE id = ?",
}
_SET_VERSION = {
    "client": "UPDATE client SET version = ? WHERE id = ?",
    "session": "UPDATE session SET version = ? WHERE id = ?",
}
# What makes the record is still here, or was refused: without it the platform cannot take more.
_UNMADE = """
    EXISTS (SELECT 1 FROM outbox WHERE outbox.record = r.id AND outbox.verb IN ('put', 'schedule')
               AND outbox.state IN ('waiting', 'sent', 'refused', 'conflict'))
"""
_UNKNOWN_THERE = f"""
    SELECT 'client', r.id FROM client r
     WHERE version = 0 AND id IN (SELECT value ->> 1 FROM json_each(?1)) AND {_UNMADE}
    UNION ALL
    SELECT 'session', r.id FROM session r
     WHERE version = 0 AND id IN (SELECT value ->> 1 FROM json_each(?1)) AND {_UNMADE}
"""  # noqa: S608 - own words
_STUCK = "SELECT DISTINCT kind, record FROM outbox WHERE platform = ? AND state = 'conflict'"


def mark_sent(db: Db, changes: Iterable[tuple[str, int]]) -> None:
    """Fix which version each is sent against, before the first byte leaves: (id, version)."""
    db.execute(_SENT, (json.dumps([*changes]),))


def mark_waiting(db: Db, changes: Iterable[tuple[str, int]]) -> None:
    """Say that the platform never did these; they were made from this version: (id, version)."""
    db.executemany(_WAITING, [(version, identity) for identity, version in changes])


def unknown_there(db: Db, records: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Give those of these records, as (kind, id), of which their platform knows nothing yet."""
    rows = db.execute(_UNKNOWN_THERE, (json.dumps([*set(records)]),))
    return {(row[0], row[1]) for row in rows}


def stuck_records(db: Db, platform: str) -> set[tuple[str, str]]:
    """Give the records, as (kind, id), that both sides changed: a person decides first."""
    return {(row[0], row[1]) for row in db.execute(_STUCK, (platform,))}


def applied(db: Db, done: Sequence[tuple[Change, int]]) -> None:
    """Forget changes that were done there, and keep the versions they made; never a lower one."""
    if not done:
        return
    for kind, sql in _VERSIONS.items():
        rows = _by_record([(one, version) for one, version in done if one.kind == kind])
        if rows:
            db.execute(sql, (json.dumps(rows),))
    outbox.remove(db, [one.id for one, _ in done])
    db.execute(_LAST_SENT, (LAST_SENT, max(one.queued_at for one, _ in done)))
    with_more = db.execute(_WITH_MORE, (json.dumps([one.record for one, _ in done]),)).fetchall()
    _clear_behind(db, done, {record for (record,) in with_more})


def _by_record(done: Sequence[tuple[Change, int]]) -> list[tuple[str, int, str, bool]]:
    """Sum up what was done to each record, as one statement takes a record only once.

    Gives record, highest version, platform, and whether a confirmation was among it.
    """
    rows: dict[str, tuple[str, int, str, bool]] = {}
    for one, version in done:
        _, highest, _, claimed = rows.get(one.record, ("", 0, "", False))
        claimed = claimed or one.verb in {"confirm", "modify"}
        rows[one.record] = (one.record, max(highest, version), one.platform, claimed)
    return [*rows.values()]


def _clear_behind(db: Db, done: Sequence[tuple[Change, int]], records: set[str]) -> None:
    """Settle what else the outbox holds of records of which something was done."""
    those = [(one, made) for one, made in done if one.record in records]
    # What was kept only for `undo` is from before what the platform now holds.
    db.executemany(_NO_UNDO, [(one.record, one.seq) for one, _ in those])
    # What waits behind was made from what was just done, not from the version before it.
    behind = [(made, one.record, one.kind, one.platform, made) for one, made in those]
    db.executemany(_MOVE_ALONG, behind)
    db.executemany(_SUPERSEDE, [(one.record, one.kind, one.seq) for one, _ in those])


def refused(db: Db, change: Change, problems: Sequence[Any]) -> None:
    """Bring a refused change back as unfinished work, with the platform's reasons."""
    reasons = json.dumps(list(problems), separators=(",", ":"))
    outbox.set_state(db, [change.id], "refused", reasons)
    if change.kind != "session":
        return
    if change.verb == "confirm" and not _stood_otherwise(change):
        db.execute(_UNCONFIRM, (reasons, change.record))
        forget_claim(db, json.loads(change.body).get("claim"))
        # A correction of what never was a claim has nothing left to correct.
        db.execute(_NO_MODIFY, (reasons, change.record, change.seq))
        return
    if change.verb != "schedule":
        _put_back(db, change)
        forget_made(db, change)
    sessions.change(db, change.record, {"refusal": reasons})


def forget_claim(db: Db, claim: str | None) -> None:
    """Remove a claim that was made here and never came to be there."""
    mine = "(SELECT id FROM claim WHERE id = ? AND status = 'not-sent' AND version = 0)"
    db.execute(f"DELETE FROM claim_event WHERE claim IN {mine}", (claim,))  # noqa: S608 - own words
    db.execute(f"DELETE FROM claim WHERE id IN {mine}", (claim,))  # noqa: S608 - own words


def forget_made(db: Db, change: Change, *, but: str | None = None) -> None:
    """Remove what a change made here besides its record, as it never came to be there.

    That is the claim of a confirmation, unless it is `but`, and the fee of a missed session.
    """
    claim = json.loads(change.body).get("claim")
    if change.verb == "confirm" and claim != but:
        forget_claim(db, claim)
    for table, identity, before in json.loads(change.undo or "[]"):
        if table == "charge" and before is None:
            db.execute(_NO_FEE, (identity,))


def set_version(db: Db, kind: str, record: str, version: int) -> None:
    """Keep the version that a person has seen and chosen to go over, be it a lower one."""
    if sql := _SET_VERSION.get(kind):
        db.execute(sql, (version, record))


def version_of(db: Db, kind: str, record: str) -> int:
    """Give the version of a record that is known of a platform, 0 where there is none."""
    sql = _VERSION.get(kind)
    row = db.execute(sql, (record,)).fetchone() if sql else None
    return int(row[0]) if row else 0


def to_manual(db: Db, platform: str) -> None:
    """Leave what a platform did not take to be entered by hand: nothing is sent there any more."""
    db.execute(
        "UPDATE session SET sent = iif(sent = 'waiting', 'manual', 'no'), refusal = ''"
        " WHERE platform = ? AND sent IN ('waiting', 'refused')",
        (platform,),
    )
    db.execute(
        "UPDATE outbox SET state = 'local', answer = NULL"
        " WHERE platform = ? AND state IN ('waiting', 'sent', 'conflict', 'refused')",
        (platform,),
    )


def conflicting(db: Db, change: Change, there: Any, version: int) -> None:  # noqa: ANN401 - their record, as JSON
    """Keep a change that met a newer version, with what stands there; a person decides."""
    answer = json.dumps({"version": version, "record": there}, separators=(",", ":"))
    outbox.set_state(db, [change.id], "conflict", answer)


def _stood_otherwise(change: Change) -> bool:
    """Say whether it went over something else than a scheduled session, on a person's word."""
    for table, identity, before in json.loads(change.undo or "[]"):
        if (table, identity) == ("session", change.record) and before:
            return bool(before.get("status", "scheduled") != "scheduled")
    return False


def _put_back(db: Db, change: Change) -> None:
    """Give a session what stood before a refused change, but where a later one stands over it.

    What the later ones saw of it is then what stood before, too.
    """
    before: dict[str, Any] = {}
    for table, identity, values in json.loads(change.undo or "[]"):
        if (table, identity) == ("session", change.record):
            before |= values or {}
    for later, entries in _behind(db, change):
        for table, identity, values in entries:
            if (table, identity) == ("session", change.record) and values:
                values |= {name: before.pop(name) for name in [*values] if name in before}
        text = json.dumps(entries, separators=(",", ":"))
        db.execute("UPDATE outbox SET undo = ? WHERE id = ?", (text, later))
    if before:
        sessions.change(db, change.record, before)


def _behind(db: Db, change: Change) -> list[tuple[str, list[Any]]]:
    rows = db.execute(_LATER, (change.record, change.kind, change.seq))
    return [(identity, json.loads(undo)) for identity, undo in rows if undo]
