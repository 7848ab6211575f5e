"""How things stand with the platforms: what waits, what was refused, what is in conflict."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from practicecli.cache import outbox
from practicecli.cache.meeting import NO_FEE, intent_of, plain
from practicecli.domain.meeting import differing
from practicecli.domain.refs import LETTERS, ref_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db
    from practicecli.cache.outbox import Change

# A client put right is sent by that; what was put back is done again; the rest is sent once more.
_NEXT_OF_KIND = {
    "provider": "practice provider edit",
    "client": "practice client edit {ref}",
    "session": "practice session show {ref}",
    "note": "practice sync resolve {ref} --mine",
}
_NEXT = {
    ("session", "schedule"): "practice sync resolve {ref} --mine",
    ("session", "confirm"): "practice session confirm {ref} --cpt CODE --dx CODE",
    ("session", "modify"): "practice session modify {ref} --cpt CODE",
    ("session", "move"): "practice session move {ref} WHEN",
}
# Another note of the session was signed elsewhere: sending this one again would be refused again.
_OTHER_NOTE = "note-locked"
_CHANGES = """
    SELECT id, platform, kind, record, verb, state, queued_at, sealed IS NOT NULL, answer
      FROM outbox WHERE state IN (SELECT value FROM json_each(?)) ORDER BY seq
"""


def changes(db: Db, states: Iterable[str]) -> list[dict[str, Any]]:
    """Read the changes in these states, in the order they were made."""
    return [
        {
            "id": identity,
            "ref": _ref(kind, record),
            "platform": platform,
            "kind": kind,
            "verb": verb,
            "state": state,
            "queued_at": queued_at,
            "has_note": bool(sealed),
            "problems": _problems(answer),
        }
        for identity, platform, kind, record, verb, state, queued_at, sealed, answer in db.execute(
            _CHANGES, (json.dumps(list(states)),)
        )
    ]


def conflicts(db: Db, platform: str | None = None) -> list[dict[str, Any]]:
    """Give what both sides changed: each field as it is here, there, and as it was seen before."""
    return [
        conflict(one)
        for one in outbox.unsettled(db)
        if one.state == "conflict" and platform in {None, one.platform}
    ]


def conflict(one: Change) -> dict[str, Any]:
    """Give one of them: its fields as they are here, there, and as they were seen before."""
    answer = json.loads(one.answer or "{}")
    there = answer.get("record")
    theirs = None if there is None else NO_FEE | plain(there)
    mine = intent_of(one)
    return {
        "id": one.id,
        "ref": _ref(one.kind, one.record),
        "kind": one.kind,
        "record": one.record,
        "platform": one.platform,
        "verb": one.verb,
        "queued_at": one.queued_at,
        "version": answer.get("version"),
        "gone": there is None,
        "fields": [
            {
                "name": name,
                "mine": mine.sets[name],
                "theirs": (theirs or {}).get(name),
                "base": (mine.seen or {}).get(name),
            }
            for name in (differing(mine, theirs) if one.sealed is None else ())
        ],
    }


def refusals(db: Db) -> list[dict[str, Any]]:
    """Give what platforms refused, with the reason and the command that puts it right."""
    return [
        {
            "ref": _ref(one.kind, one.record),
            "kind": one.kind,
            "platform": one.platform,
            "verb": one.verb,
            "problems": _problems(one.answer),
            "next_step": _next_step(one),
        }
        for one in outbox.unsettled(db)
        if one.state == "refused"
    ]


def _next_step(one: Change) -> str:
    ref = _ref(one.kind, one.record)
    if any(problem.get("code") == _OTHER_NOTE for problem in _problems(one.answer)):
        return f"practice sync resolve {ref} --theirs"  # it stays signed here, and says so
    return _NEXT.get((one.kind, one.verb), _NEXT_OF_KIND[one.kind]).format(ref=ref)


def _ref(kind: str, record: str) -> str:
    return ref_of(kind, record) if kind in LETTERS else record


def standing(db: Db) -> dict[str, Any]:
    """Count what is not settled; conflicts by ref. `last_sync_at` is the oldest platform's."""
    counts = dict(db.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
    (notes,) = db.execute(
        "SELECT count(*) FROM outbox WHERE state = 'waiting' AND sealed IS NOT NULL"
    ).fetchone()
    (last,) = db.execute(
        "SELECT min(last_sync_at) FROM platform WHERE remote <> 'manual'"
    ).fetchone()
    return {
        "unsent": counts.get("waiting", 0) + counts.get("sent", 0),
        "waiting_for_unlock": notes,
        "refused": counts.get("refused", 0),
        "refusals": refusals(db) if counts.get("refused") else [],
        "conflicts": [one["ref"] for one in changes(db, ("conflict",))],
        "last_sync_at": last,
    }


def _problems(answer: str | None) -> list[Any]:
    if not answer:
        return []
    found = json.loads(answer)
    problems = found.get("problems", []) if isinstance(found, dict) else found
    return list(problems)
