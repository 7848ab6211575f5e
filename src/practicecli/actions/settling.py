"""What a person decides where the platform did not take a change: ours, theirs, or a third way."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from practicecli.actions.desk import Desk, log
from practicecli.actions.figures import work_out_anew
from practicecli.cache import answers, meeting, notes, outbox, sessions, withdrawing
from practicecli.cache.connect import IntegrityError
from practicecli.cache.undoing import put_back
from practicecli.domain.problems import Problem
from practicecli.domain.refs import LETTERS, ref_of, tail_of
from practicecli.errors import AmbiguousError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from practicecli.cache.outbox import Change

# A refused one of these still stands here as it was done; any other was put back when it came back.
_STANDING = {("client", "put"), ("provider", "put"), ("session", "schedule"), ("note", "sign"),
             ("note", "addend")}  # fmt: skip
# A session that its platform has taken out was not held there, whatever was noted here.
_NOT_HELD = {"status": "cancelled", "claim": None, "confirmed_at": None, "edit_until": None,
             "expected_cents": None, "expected_on": None, "sent": "no", "refusal": ""}  # fmt: skip
# These make the record, so they can make it again where it was taken out.
_MAKING = {"put", "schedule"}


def unsettled(desk: Desk, typed: str) -> Change:
    """Find the oldest change of a record that is in conflict or was refused.

    Raises NotFoundError, or AmbiguousError where several records are meant.
    """
    found = [one for one in outbox.unsettled(desk.db) if _is_meant(one, typed)]
    if not found:
        raise NotFoundError(
            f"Nothing of `{typed}` waits for a decision",
            hint="See what does with `practice sync conflicts` and `practice sync status`",
        )
    names = sorted({_name(one) for one in found})
    if len({one.record for one in found}) > 1:
        raise AmbiguousError(
            f"`{typed}` may mean {', '.join(names)}", hint="Type more of the one that is meant"
        )
    return found[0]


def _is_meant(one: Change, typed: str) -> bool:
    tail = tail_of(one.kind, typed) if one.kind in LETTERS else None
    return one.record == typed or bool(tail and ref_of(one.kind, one.record).endswith(tail))


def keep_mine(desk: Desk, one: Change, edited: Mapping[str, Any] | None = None) -> None:
    """Send a change again, over what the platform holds now; `edited` are other values for it.

    Raises RefusedError where that cannot be. Call it in a transaction.
    """
    if one.state == "refused":
        _send_again(desk, one)
    else:
        _send_over(desk, one, edited or {})
    log(desk, [("resolve", one.kind, one.record, f"{one.verb} mine")])


def take_theirs(desk: Desk, one: Change) -> None:
    """Give a change up and take over what the platform holds. Call it in a transaction.

    Later changes of the record go on top of that, or meet it in a conflict of their own. Raises
    RefusedError.
    """
    if one.state == "refused":
        _give_up(desk, one)
    else:
        _drop(desk, one)
    work_out_anew(desk)
    log(desk, [("resolve", one.kind, one.record, f"{one.verb} theirs")])


def _send_over(desk: Desk, one: Change, edited: Mapping[str, Any]) -> None:
    there, version = _there(one)
    if there is None and one.verb not in _MAKING:
        raise RefusedError(
            "It was not sent again",
            [Problem("gone-there", f"{one.platform} has taken {_name(one)} out",
                     f"practice sync resolve {_name(one)} --theirs")],
        )  # fmt: skip
    if edited:
        edited = {**edited, **_day(desk, edited)}
        one = one._replace(body=_with(one.body, edited))
        meeting.write(desk.db, one.kind, one.record, edited)
    standing = meeting.plain(there or {})
    before, made = _with_earlier(desk, one, standing)
    meeting.send_anew(desk.db, one, before, version + made, desk.fresh_id())
    answers.set_version(desk.db, one.kind, one.record, version)
    if one.verb == "confirm" and standing.get("status") == "confirmed":
        # It corrects what was confirmed there: that claim stands, with its window for correcting.
        meeting.write(
            desk.db, one.kind, one.record,
            {name: standing[name] for name in ("claim", "confirmed_at", "edit_until")},
        )  # fmt: skip
    work_out_anew(desk)


def _with_earlier(desk: Desk, one: Change, standing: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Give what will stand there once what was done before it has arrived, and how much that is.

    A client is sent as a whole: without that, an earlier change of ours would be written over.
    """
    over = dict(standing)
    made = 0
    for other in outbox.of_record(desk.db, one.platform, one.kind, one.record):
        if other.seq < one.seq and other.state in {"waiting", "sent"}:
            over |= meeting.intent_of(other).sets
            made += 1
    return over, made


def _drop(desk: Desk, one: Change) -> None:
    there, version = _there(one)
    outbox.remove(desk.db, [one.id])
    answers.forget_made(desk.db, one, but=(there or {}).get("claim"))
    later = outbox.of_record(desk.db, one.platform, one.kind, one.record)
    if there is None:
        _let_go(desk, one, later)
    elif later:
        meeting.meet_newer(desk.db, later, there, version, fresh_id=desk.fresh_id)
    else:
        standing = meeting.plain(there)
        meeting.adopt(desk.db, one.kind, one.record, standing, version, keep=frozenset())


def _let_go(desk: Desk, one: Change, later: Sequence[Change]) -> None:
    """Agree that a record is gone there: nothing of it is left to send or to confirm."""
    for change in later:
        answers.forget_made(desk.db, change)
    outbox.remove(desk.db, [change.id for change in later])
    if one.kind == "session":
        before = meeting.intent_of(one).seen or {}
        # What was confirmed there once stays so here: it has a claim, and perhaps money.
        was_confirmed = before.get("status") == "confirmed"
        sessions.change(desk.db, one.record, dict(before) if was_confirmed else _NOT_HELD)
    withdrawing.withdraw(desk.db, {one.kind: [one.record]}, now=desk.at)


def _send_again(desk: Desk, one: Change) -> None:
    name = _name(one)
    if (one.kind, one.verb) not in _STANDING:
        raise RefusedError(
            "It was not sent again",
            [Problem("put-back", f"`{one.verb}` of {name} was put back when it was refused",
                     f"Put right what was said, then `practice session {one.verb}` once more")],
        )  # fmt: skip
    # Nothing was done there, so it goes against the version that is known of it.
    version = answers.version_of(desk.db, one.kind, one.record)
    if one.kind != "client":
        outbox.renew(desk.db, one, desk.fresh_id(), seen_version=version)
        return
    here, mine = meeting.here(desk.db, one.kind, one.record), meeting.intent_of(one)
    if any(here[field] != value for field, value in mine.sets.items()):
        raise RefusedError(
            "It was not sent again",
            [Problem("changed-since", f"{name} was changed on the platform since",
                     f"practice client edit {name}")],
        )  # fmt: skip
    before = here | {field: (mine.seen or here)[field] for field in mine.sets}
    meeting.send_anew(desk.db, one, before, version, desk.fresh_id())


def _give_up(desk: Desk, one: Change) -> None:
    later = outbox.of_record(desk.db, one.platform, one.kind, one.record)
    if any(change.state == "sent" for change in later):
        raise RefusedError(
            "It was not given up",
            [Problem("on-its-way", f"A later change of {_name(one)} may be on its way",
                     "practice sync")],
        )  # fmt: skip
    outbox.remove(desk.db, [one.id])
    if one.kind == "session":
        sessions.change(desk.db, one.record, {"refusal": ""})
    if one.kind == "note":
        notes.keep_only_here(desk.db, one.record)
    elif one.kind == "client":
        _take_values_back(desk, one, later)
    elif one.verb == "schedule":
        outbox.remove(desk.db, [change.id for change in later])
        _take_back(desk, one)


def _take_values_back(desk: Desk, one: Change, later: Sequence[Change]) -> None:
    """Give a client's fields the values from before a refused change, where it still stands.

    What waits behind it was written with those values: it is written anew without them.
    """
    seen = meeting.intent_of(one).seen
    if seen is None:
        _take_back(desk, one)
        return
    here, sets = meeting.here(desk.db, one.kind, one.record), meeting.intent_of(one).sets
    back = {name: seen[name] for name, value in sets.items() if here[name] == value}
    meeting.write(desk.db, one.kind, one.record, back)
    for change in later:
        before = {**here, **back}
        meeting.send_anew(desk.db, change, before, change.seen_version, desk.fresh_id())


def _take_back(desk: Desk, one: Change) -> None:
    try:
        for table, identity, values in reversed(json.loads(one.undo or "[]")):
            put_back(desk.db, table, identity, values)
    except IntegrityError as error:
        raise RefusedError(
            "It was not given up",
            [Problem("no-undo", f"Something rests on {_name(one)}",
                     f"practice sync resolve {_name(one)} --mine")],
        ) from error  # fmt: skip


def _day(desk: Desk, edited: Mapping[str, Any]) -> dict[str, str]:
    """Give the local day of a new beginning."""
    if not edited.get("starts_at"):
        return {}
    start = datetime.fromisoformat(edited["starts_at"]).astimezone(desk.book.zone)
    return {"day": start.date().isoformat()}


def _there(one: Change) -> tuple[dict[str, Any] | None, int]:
    answer = json.loads(one.answer or "{}")
    return answer.get("record"), int(answer.get("version") or 0)


def _with(body: str, edited: Mapping[str, Any]) -> str:
    said = json.loads(body)
    for name, value in edited.items():
        said[name] = value.split() if isinstance(said.get(name), list) else value
    return json.dumps(said, separators=(",", ":"))


def _name(one: Change) -> str:
    return ref_of(one.kind, one.record) if one.kind in LETTERS else one.kind
