"""What a person decides where the platform did not take a change: ours, theirs, or a third way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from practicecli.actions.desk import Desk, log
from practicecli.actions.figures import work_out_anew
from practicecli.cache import answers, meeting, outbox, withdrawing
from practicecli.cache.connect import IntegrityError
from practicecli.cache.undoing import put_back
from practicecli.domain.problems import Problem
from practicecli.domain.refs import LETTERS, ref_of, tail_of
from practicecli.errors import NotFoundError, RefusedError

if TYPE_CHECKING:
    from practicecli.cache.outbox import Change

# A refused one of these still stands here as it was done; any other was put back when it came back.
_STANDING = {("client", "put"), ("provider", "put"), ("session", "schedule"), ("note", "sign"),
             ("note", "addend")}  # fmt: skip
# These make the record, so they can make it again where it was taken out.
_MAKING = {"put", "schedule"}


def unsettled(desk: Desk, typed: str) -> Change:
    """Find the oldest change of a record that is in conflict or was refused. NotFoundError."""
    for one in outbox.unsettled(desk.db):
        tail = tail_of(one.kind, typed) if one.kind in LETTERS else None
        if one.record == typed or (tail and ref_of(one.kind, one.record).endswith(tail)):
            return one
    raise NotFoundError(
        f"Nothing of `{typed}` waits for a decision",
        hint="See what does with `practice sync conflicts` and `practice sync status`",
    )


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
        one = one._replace(body=_with(one.body, edited))
        meeting.write(desk.db, one.kind, one.record, edited)
    sets = meeting.intent_of(one).sets
    over = {**meeting.plain(there or {}), **sets}
    meeting.send_anew(desk.db, one, over, version, desk.fresh_id())
    if one.verb == "confirm" and over.get("claim"):
        # It corrects what was confirmed there: that claim stands, with its window for correcting.
        meeting.write(
            desk.db, one.kind, one.record,
            {name: over[name] for name in ("claim", "confirmed_at", "edit_until")},
        )  # fmt: skip
    work_out_anew(desk)


def _drop(desk: Desk, one: Change) -> None:
    there, version = _there(one)
    outbox.remove(desk.db, [one.id])
    answers.forget_made(desk.db, one, but=(there or {}).get("claim"))
    later = outbox.of_record(desk.db, one.platform, one.kind, one.record)
    if there is None:
        outbox.remove(desk.db, [change.id for change in later])
        withdrawing.withdraw(desk.db, {one.kind: [one.record]})
    elif later:
        meeting.meet_newer(desk.db, later, there, version, fresh_id=desk.fresh_id)
    else:
        standing = meeting.plain(there)
        meeting.adopt(desk.db, one.kind, one.record, standing, version, keep=frozenset())


def _send_again(desk: Desk, one: Change) -> None:
    if (one.kind, one.verb) not in _STANDING:
        raise RefusedError(
            "It was not sent again",
            [Problem("put-back", f"`{one.verb}` of {_name(one)} was put back when it was refused",
                     f"Put right what was said, then `practice session {one.verb}` once more")],
        )  # fmt: skip
    # Nothing was done there, so it goes against the version that is known of it.
    version = answers.version_of(desk.db, one.kind, one.record)
    outbox.renew(
        desk.db, one.id, desk.fresh_id(), verb=one.verb, body=one.body, seen_version=version
    )


def _give_up(desk: Desk, one: Change) -> None:
    outbox.remove(desk.db, [one.id])
    if one.kind == "note" or (one.kind, one.verb) not in _STANDING:
        return  # a signed note stays signed here; anything else was put back already
    try:
        for table, identity, values in reversed(json.loads(one.undo or "[]")):
            put_back(desk.db, table, identity, values)
    except IntegrityError as error:
        raise RefusedError(
            "It was not given up",
            [Problem("no-undo", f"Something rests on {_name(one)}",
                     f"practice sync resolve {_name(one)} --mine")],
        ) from error  # fmt: skip


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
