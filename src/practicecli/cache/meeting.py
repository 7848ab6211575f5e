"""Changes that met a newer version on the platform, laid over it or kept for a person.

All in the caller's transaction: what the platform holds comes into our row, except where a change
of ours still stands over it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from practicecli.cache import answers, outbox
from practicecli.domain.meeting import Intent, Outcome, groups_of, meet

if TYPE_CHECKING:
    from practicecli.cache.connect import Db
    from practicecli.cache.outbox import Change
    from practicecli.domain.meeting import Fields, Step

CLIENT = (
    "name", "born", "email", "phone", "address", "state", "status", "payer", "plan", "member_id",
)  # fmt: skip
SESSION = (
    "client", "starts_at", "ends_at", "day", "place", "state", "status", "actual_start",
    "actual_stop", "times_assumed", "cpt", "modifiers", "dx", "note_route", "confirmed_at",
    "edit_until", "claim", "sent",
)  # fmt: skip
_COLUMNS = {"client": CLIENT, "session": SESSION}
# What goes with a group without being set by anybody.
_WITH_STATUS = frozenset(
    {"times_assumed", "note_route", "confirmed_at", "edit_until", "claim", "sent"}
)
_SIGNED_ELSEWHERE = """
    UPDATE session SET note_status = 'signed'
     WHERE note_status = 'none' AND id IN (SELECT value FROM json_each(?))
"""
NO_FEE: dict[str, Any] = {"fee_cents": 0}  # what a record that says nothing of a fee means
_WORDS = ("cpt", "modifiers", "dx")
# A platform hears of these only with a confirmation: before, none stand there.
_UNTOLD = {"actual_start": None, "actual_stop": None, "cpt": "", "modifiers": "", "dx": ""}
# What follows from a record is worked out anew after the sync.
_ADOPTED = {
    "client": "UPDATE session SET figures = '' WHERE client = ? AND status = 'scheduled'",
    "session": """
        UPDATE session SET
            figures = '', refusal = '', warnings = iif(status = 'confirmed', warnings, ''),
            expected_cents = iif(status = 'confirmed', expected_cents, NULL),
            expected_on = iif(status = 'confirmed', expected_on, NULL)
         WHERE id = ?
    """,
}


class Met(NamedTuple):
    """What a meeting came to: changes sent anew, changes settled, the one that clashed."""

    again: int
    settled: int
    clash: Change | None


def meet_newer(
    db: Db,
    changes: Sequence[Change],
    there: Fields | None,
    version: int,
    *,
    fresh_id: Callable[[], str],
    may_be_done: Collection[str] = (),
) -> Met:
    """Let a record's changes, oldest first, meet what the platform holds of it now.

    `there` is the record as the feed has it, None where it is gone. Each change that goes on top
    becomes a new one with an id of its own: what was sent is never edited. `may_be_done` names
    those that were sent before and whose answers may have been forgotten.
    """
    kind, record = changes[0].kind, changes[0].record
    standing = None if there is None else NO_FEE | plain(there)
    intents = [replace(intent_of(one), may_be_done=one.id in may_be_done) for one in changes]
    steps = meet(kind, standing, intents)
    by_id = {one.id: one for one in changes}
    counts = {Outcome.AGAIN: 0, Outcome.SETTLED: 0, Outcome.CLASH: 0}
    clash = None
    at = version
    before: Fields = standing or {}
    for step in steps:
        change = by_id[step.id]
        counts[step.outcome] += 1
        if step.outcome is Outcome.AGAIN:
            send_anew(db, change, before, at, fresh_id())
            at, before = at + 1, step.over
        elif step.outcome is Outcome.SETTLED:
            _settle(db, change, standing or {})
        else:
            clash = change
            answers.conflicting(db, change, there, version)
    if standing is not None:
        adopt(db, kind, record, standing, version, keep=_kept(changes, steps))
    return Met(counts[Outcome.AGAIN], counts[Outcome.SETTLED], clash)


def send_anew(db: Db, change: Change, before: Fields, version: int, identity: str) -> None:
    """Queue a change again, in its old place, to go over what stands in `before` at this version.

    What was confirmed there in the meantime is corrected, not confirmed twice. If it is refused or
    taken back, the record is again as it is in `before`.
    """
    body = json.loads(change.body)
    verb = change.verb
    sets = intent_of(change).sets
    if change.kind == "client":
        body |= {name: before[name] for name in CLIENT if name in before and name not in sets}
    elif (
        verb in {"confirm", "modify"}
        and before.get("claim")
        and before.get("status") == "confirmed"
    ):
        if body.get("claim") != before["claim"]:
            answers.forget_claim(db, body.get("claim"))
        body["claim"], verb = before["claim"], "modify"
    outbox.renew(
        db,
        change,
        identity,
        verb=verb,
        body=json.dumps(body, separators=(",", ":")),
        undo=_undo_to(change, before, sets),
        seen_version=version,
    )


def _undo_to(change: Change, before: Fields, sets: Fields) -> str | None:
    entries = json.loads(change.undo or "null")
    if entries is None or change.kind not in _COLUMNS:
        return change.undo
    names = groups_of(change.kind, sets)
    names |= _WITH_STATUS if "status" in names else frozenset()
    names |= {"day"} if "starts_at" in names else frozenset()
    stood = {name: before[name] for name in _COLUMNS[change.kind] if name in before}
    for table, identity, values in entries:
        if table == change.kind and identity == change.record and values is not None:
            values |= {name: stood[name] for name in stood.keys() & (names | values.keys())}
            if change.kind == "session":
                values["figures"] = ""  # its deadlines are worked out anew
    return json.dumps(entries, separators=(",", ":"))


def adopt(
    db: Db, kind: str, record: str, there: Fields, version: int, *, keep: frozenset[str]
) -> None:
    """Take over what the platform holds of a record, but for the fields in `keep`."""
    if kind not in _COLUMNS:
        return
    if keep & {"status"}:
        keep |= _WITH_STATUS
    if keep & {"starts_at"}:
        keep |= {"day"}
    if there.get("status") == "scheduled":
        keep |= _UNTOLD.keys()
    if there.get("claim"):
        keep -= {"claim"}  # a session has one, and this is it, whatever was made here meanwhile
    names = [name for name in _COLUMNS[kind] if name in there and name not in keep]
    setting = "".join(f"{name} = :{name}, " for name in names)
    values = {name: there[name] for name in names} | {"record": record, "made": version}
    db.execute(
        f"UPDATE {kind} SET {setting}version = :made WHERE id = :record",  # noqa: S608 - own names
        values,
    )
    if there.get("note_status") == "signed":
        signed_elsewhere(db, [record])
    db.execute(_ADOPTED[kind], (record,))


def signed_elsewhere(db: Db, sessions: Sequence[str]) -> None:
    """Note of sessions without a note here that their note was signed on another computer."""
    db.execute(_SIGNED_ELSEWHERE, (json.dumps(list(sessions)),))


def write(db: Db, kind: str, record: str, fields: Fields) -> None:
    """Write some fields of a record as they are to stand here."""
    names = [name for name in _COLUMNS[kind] if name in fields]
    if names:
        setting = ", ".join(f"{name} = :{name}" for name in names)
        values = {name: fields[name] for name in names} | {"record": record}
        db.execute(f"UPDATE {kind} SET {setting} WHERE id = :record", values)  # noqa: S608 - own names
        db.execute(_ADOPTED[kind], (record,))


def here(db: Db, kind: str, record: str) -> dict[str, Any]:
    """Read the fields of a client or session as they stand here."""
    names = _COLUMNS[kind]
    row = db.execute(
        f"SELECT {', '.join(names)} FROM {kind} WHERE id = ?",  # noqa: S608 - own names
        (record,),
    ).fetchone()
    return dict(zip(names, row, strict=True))


def intent_of(change: Change) -> Intent:
    """Read from a queued change which fields it sets, and what its maker saw of them."""
    body = plain(json.loads(change.body))
    seen = _seen(change)
    if change.kind == "client":
        names: Sequence[str] = [
            name for name in CLIENT if name in body and (seen is None or name in seen)
        ]
        return Intent(change.id, {name: body[name] for name in names}, seen)
    if change.kind != "session":
        return Intent(change.id, {"text": change.id})
    if change.verb in {"confirm", "modify"}:
        names = ("place", "actual_start", "actual_stop", "cpt", "modifiers", "dx")
        sets: dict[str, object] = {"status": "confirmed"}
    elif change.verb in {"cancel", "no-show"}:
        names = ("status",)
        sets = {"fee_cents": body.get("fee_cents") or 0}
        seen = NO_FEE | (seen or {})
    else:
        names = ("client", "starts_at", "ends_at", "place", "state")
        sets = {}
    sets |= {name: body[name] for name in names if name in body}
    return Intent(change.id, sets, seen)


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give a record of the wire as our columns hold it: lists of codes are words."""
    return {
        name: " ".join(value) if name in _WORDS and not isinstance(value, str) else value
        for name, value in fields.items()
    }


def _seen(change: Change) -> dict[str, Any] | None:
    for table, identity, before in json.loads(change.undo or "[]"):
        if table == change.kind and identity == change.record:
            return None if before is None else _as_there(before)
    return None


def _as_there(before: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what only we know of a session to come: its clock, and codes once refused."""
    if before.get("status") != "scheduled":
        return dict(before)
    return {**before, **{name: empty for name, empty in _UNTOLD.items() if name in before}}


def _kept(changes: Sequence[Change], steps: Sequence[Step]) -> frozenset[str]:
    """Name the fields over which a change of ours still stands."""
    settled = {step.id for step in steps if step.outcome is Outcome.SETTLED}
    kept: frozenset[str] = frozenset()
    for one in changes:
        if one.id not in settled:
            kept |= groups_of(one.kind, intent_of(one).sets)
    return kept


def _settle(db: Db, change: Change, there: Fields) -> None:
    outbox.remove(db, [change.id])
    claim = json.loads(change.body).get("claim")
    if change.verb == "confirm" and claim != there.get("claim"):
        answers.forget_claim(db, claim)
