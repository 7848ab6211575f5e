"""From what a person types to the one record it means."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from practicecli.domain.refs import LENGTH, LETTERS, SHORTEST, ref_of, tail_of
from practicecli.errors import AmbiguousError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db

_ID_LENGTH = 36
_BY_TAIL = {
    kind: f"SELECT id, ref FROM {kind}"  # noqa: S608 - kinds are our own
    " WHERE substr(ref, -4) = ? AND ref LIKE ? ORDER BY ref, id LIMIT 9"
    for kind in LETTERS
}
_BY_ID = {kind: f"SELECT id FROM {kind} WHERE id = ?" for kind in LETTERS}  # noqa: S608 - as above
_BY_REFS = {
    kind: f"SELECT t.ref, t.id FROM json_each(?) j JOIN {kind} t"  # noqa: S608 - as above
    " ON substr(t.ref, -4) = substr(j.value, -4) AND t.ref = j.value"
    for kind in LETTERS
}
_LIST = {
    "session": "practice session list",
    "client": "practice client list",
    "note": "practice session list",
    "claim": "practice claim list",
    "payout": "practice payout list",
    "plan": "practice plan list",
    "attachment": "practice note show SESSION",
    "authorization": "practice authorization list",
    "charge": "practice charge list",
    "invoice": "practice invoice list",
}
_NEAR = {
    "@last": (
        """SELECT id FROM session WHERE starts_at <= :now AND coalesce(actual_stop, ends_at) <= :now
            AND status IN ('scheduled', 'confirmed', 'no-show') ORDER BY starts_at DESC LIMIT 1""",
        "No session is over yet",
    ),
    "@now": (
        # One that was started and runs over is still under way, for as long as a session may last.
        """SELECT id FROM session WHERE status = 'scheduled' AND starts_at <= :now
            AND starts_at > strftime('%Y-%m-%dT%H:%M:%SZ', :now, '-1 day')
            AND (ends_at > :now OR (actual_start IS NOT NULL AND actual_stop IS NULL))
            ORDER BY ends_at > :now DESC, starts_at DESC LIMIT 1""",
        "No session is under way",
    ),
    "@next": (
        """SELECT id FROM session WHERE starts_at > :now AND status = 'scheduled'
            ORDER BY starts_at LIMIT 1""",
        "No session is to come",
    ),
}


def resolve(db: Db, kind: str, typed: str, *, now: str = "") -> str:
    """Give the id that a ref, a unique tail of one, a whole id or `@last`, `@now`, `@next` means.

    `now` is UTC text. Raises NotFoundError, or AmbiguousError with the candidates.
    """
    found = candidates(db, kind, typed, now=now)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError(
            f"There is no {kind} `{typed}`", hint=f"See what there is with `{_LIST[kind]}`"
        )
    refs = sorted({ref_of(kind, identity) for identity in found})
    shown = refs if len(refs) == len(found) else found
    raise AmbiguousError(
        f"`{typed}` could be {' or '.join(shown)}", hint="Type more of it: any unique end will do"
    )


def by_whole_refs(db: Db, kind: str, typed: Iterable[str]) -> dict[str, str]:
    """Give the ids of whole refs, read at once, but not of what is no whole ref or not unique."""
    start = f"{LETTERS[kind]}-"
    refs = {text for text in typed if len(text) == len(start) + LENGTH and text.startswith(start)}
    found: dict[str, str] = {}
    twice: set[str] = set()
    for ref, identity in db.execute(_BY_REFS[kind], (json.dumps(sorted(refs)),)):
        if ref in found:
            twice.add(ref)
        found[ref] = identity
    return {ref: identity for ref, identity in found.items() if ref not in twice}


def candidates(db: Db, kind: str, typed: str, *, now: str = "") -> list[str]:
    """Give the ids of all that answers to what was typed, at most nine."""
    text = typed.strip()
    if kind == "session" and text in _NEAR:
        sql, nothing = _NEAR[text]
        row = db.execute(sql, {"now": now}).fetchone()
        if row is None:
            raise NotFoundError(nothing, hint="See what there is with `practice session list`")
        return [row[0]]
    if len(text) == _ID_LENGTH:
        return [row[0] for row in db.execute(_BY_ID[kind], (text.lower(),))]
    tail = tail_of(kind, text)
    if tail is None:
        return []
    pattern = f"{LETTERS[kind]}-{'_' * (LENGTH - len(tail))}{tail}"
    return [row[0] for row in db.execute(_BY_TAIL[kind], (tail[-SHORTEST:], pattern))]
