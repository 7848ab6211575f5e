"""Sending what waits, oldest first: marked before the first byte leaves, settled at once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from practicecli.cache import answers, audit, outbox
from practicecli.cache.connect import transaction
from practicecli.cache.meeting import meet_newer
from practicecli.domain.refs import LETTERS, ref_of
from practicecli.errors import TemporaryError
from practicecli.remote.payloads import read_record
from practicecli.sync.plan import Answered, Pending, Plan, judge, plan_push

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from practicecli.cache.connect import Db
    from practicecli.cache.outbox import Change
    from practicecli.remote.answers import Result
    from practicecli.remote.client import Remote

CHUNK = 500
ROUNDS = 3  # of sending anew what met a newer version; the other side may go on changing it
MOST_BYTES = 4 * 1024 * 1024  # of bodies in one request; a platform may refuse more than 16 MB


class Opener(Protocol):
    """What opens note text at the moment it is sent; closed where the note key is not here."""

    @property
    def is_open(self) -> bool:
        """Whether the key is here."""

    def open(self, blob: bytes, context: str) -> str:
        """Open a sealed text."""


@dataclass(slots=True)
class Talk:
    """One platform's part of a sync. `at` is now as stored; the counts grow as things are done.

    `tell` hears of each step forward; `accept` says that a person wants even a mass deletion.
    `unheard` are changes that were sent before and that the platform says it does not know,
    `withdrawn` the refs of what it has taken out.
    """

    db: Db
    platform: str
    remote: Remote
    seal: Opener
    audit_key: bytes
    at: str
    fresh_id: Callable[[], str]
    tell: Callable[[Talk], None] = lambda _: None
    accept: bool = False
    pushed: int = 0
    pulled: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    waiting_for_unlock: int = 0
    offset_seconds: int | None = None
    held: set[tuple[str, str]] = field(default_factory=set)
    unheard: set[str] = field(default_factory=set)
    withdrawn: list[str] = field(default_factory=list)
    anew: int = 0


def push(talk: Talk) -> None:
    """Send all that waits. Raises what `Remote.push` raises; what was done stays done."""
    talk.held |= answers.stuck_records(talk.db, talk.platform)
    _ask_after_unknown(talk)
    for _ in range(ROUNDS):
        talk.anew = talk.waiting_for_unlock = 0
        before = talk.pushed
        behind = _send_all(talk)
        if not talk.anew and not (behind and talk.pushed > before):
            return


def preview(db: Db, platform: str, *, can_open: bool) -> Plan:
    """Say what a push would do, changing nothing: for `--dry-run`. The first 10,000 changes."""
    waiting = outbox.waiting(db, platform, limit=10_000)
    stuck = answers.stuck_records(db, platform)
    return plan_push(_pending(db, waiting), stuck=stuck, can_open=can_open)


def _send_all(talk: Talk) -> int:
    """Send what can go now; say how many wait for something that is stuck or not there yet."""
    behind = 0
    # What is held back holds back what comes after it in later chunks, too.
    waiting: set[tuple[str, str]] = set()
    for chunk in _chunks(talk):
        plan = plan_push(
            _pending(talk.db, chunk), stuck=talk.held | waiting, can_open=talk.seal.is_open
        )
        talk.waiting_for_unlock += len(plan.locked)
        behind += len(plan.behind)
        by_id = {one.id: one for one in chunk}
        waiting |= {_record(by_id[one]) for one in (*plan.locked, *plan.behind)}
        if plan.send:
            _send(talk, [(by_id[one], version) for one, version in plan.send])
            talk.tell(talk)
    return behind


def _chunks(talk: Talk) -> Iterator[list[Change]]:
    after = 0
    while chunk := outbox.waiting(talk.db, talk.platform, after=after, limit=CHUNK):
        weight = 0
        for number, one in enumerate(chunk):
            weight += len(one.body) + len(one.sealed or b"")
            if number and weight > MOST_BYTES:
                del chunk[number:]
                break
        after = chunk[-1].seq
        yield chunk


def _ask_after_unknown(talk: Talk) -> None:
    """Ask what became of changes that may have arrived: none is sent again blindly."""
    after = 0
    while unknown := outbox.unknown(talk.db, talk.platform, after=after, limit=CHUNK):
        after = unknown[-1].seq
        found: list[Result] = []
        lost: list[tuple[str, int]] = []
        for one in unknown:
            result = talk.remote.outcome(one.id)
            if result is None:
                lost.append((one.id, one.seen_version))
                talk.unheard.add(one.id)  # never arrived, or done and forgotten
            else:
                found.append(result)
        with transaction(talk.db):
            answers.mark_waiting(talk.db, lost)
            _settle(talk, [(one, one.seen_version) for one in unknown], found)


def _send(talk: Talk, changes: Sequence[tuple[Change, int]]) -> None:
    with transaction(talk.db):
        answers.mark_sent(talk.db, [(one.id, version) for one, version in changes])
    answer = talk.remote.push([_wire(talk.seal, one, version) for one, version in changes])
    talk.offset_seconds = answer.offset_seconds
    if talk.remote.tries > 1:
        talk.unheard |= {one.id for one, _ in changes}
    with transaction(talk.db):
        _settle(talk, changes, answer.results)


def _settle(talk: Talk, changes: Sequence[tuple[Change, int]], results: Sequence[Result]) -> None:
    by_id = {one.id: one for one, _ in changes}
    found = {one.id: one for one in results if one.id in by_id}
    verdict = judge(
        [
            Answered(
                one.id, _record(one), version, found[one.id].outcome, found[one.id].version,
                _parent(one),
            )
            for one, version in changes
            if one.id in found
        ]
    )  # fmt: skip
    answers.applied(talk.db, [(by_id[one], version) for one, version in verdict.applied])
    # Before the refusals: what rests on a refused change may fall with it.
    answers.mark_waiting(talk.db, verdict.again)
    for identity, version in verdict.again:
        if found[identity].outcome == "refused":
            # Under its id the platform would say the same for ever.
            outbox.renew(talk.db, by_id[identity], talk.fresh_id(), seen_version=version)
    for identity in verdict.refused:
        change, problems = by_id[identity], found[identity].problems
        answers.refused(talk.db, change, problems)
        talk.held.add(_record(change))
        talk.refused.append({**_named(change), "problems": list(problems)})
    met = [_meet(talk, by_id[identity], found[identity]) for identity in verdict.conflicts]
    clashes = [one for one in met if one is not None]
    talk.pushed += len(verdict.applied)
    _log(talk, len(verdict.applied), [by_id[one] for one in verdict.refused], clashes)


def _meet(talk: Talk, change: Change, found: Result) -> Change | None:
    """Lay a record's changes over the newer version they met; give the one that clashed."""
    if change.kind == "note" and found.version > change.seen_version:
        # A note is signed once, under an id of our own: it is there, and the answer was forgotten.
        answers.applied(talk.db, [(change, found.version)])
        return None
    there = _checked(talk, change.kind, found)
    # What stands there is older than what was seen: it was brought back from a backup, or is gone.
    went_back = found.version < change.seen_version
    answers.mark_waiting(talk.db, [(change.id, change.seen_version)])
    waiting = outbox.of_record(talk.db, talk.platform, change.kind, change.record)
    if went_back:
        answers.conflicting(talk.db, change, there, found.version)
        clash: Change | None = change
    else:
        met = meet_newer(
            talk.db, waiting, there, found.version,
            fresh_id=talk.fresh_id, may_be_done=talk.unheard,
        )  # fmt: skip
        talk.anew += met.again
        clash = met.clash
    if clash is not None:
        talk.held.add(_record(change))
    return clash


def _checked(talk: Talk, kind: str, found: Result) -> dict[str, Any] | None:
    if found.record is None:
        return None
    try:
        return read_record(kind, found.record)
    except ValueError:
        # Not `from` it: its words quote the record.
        raise TemporaryError(
            f"The platform {talk.platform} answered something that is not in its contract",
            hint="Nothing was taken over; tell the platform",
        ) from None


def _log(talk: Talk, applied: int, refused: Sequence[Change], conflicts: Sequence[Change]) -> None:
    """Log what was sent, and each refusal by itself: it changed its record back."""
    if applied or refused or conflicts:
        detail = f"applied {applied} refused {len(refused)} conflicts {len(conflicts)}"
        entries = [("push", "platform", talk.platform, detail)]
        entries += [("refused", one.kind, one.record, one.verb) for one in refused]
        entries += [("conflict", one.kind, one.record, one.verb) for one in conflicts]
        audit.append(talk.db, talk.audit_key, [(talk.at, "sync", *one) for one in entries])


def _wire(seal: Opener, one: Change, version: int) -> dict[str, Any]:
    body = json.loads(one.body)
    if one.sealed is not None:
        body["text"] = seal.open(one.sealed, one.sealed_for or one.record)
    return {
        "id": one.id,
        "kind": one.kind,
        "record": one.record,
        "verb": one.verb,
        "seen_version": version,
        "body": body,
    }


def _pending(db: Db, changes: Sequence[Change]) -> list[Pending]:
    """Give what the plan has to know of changes; what rests on an unknown record waits for it."""
    needs = {one.id: _parent(one) for one in changes}
    unknown = answers.unknown_there(db, [one for one in needs.values() if one is not None])
    return [
        Pending(
            one.id, _record(one), one.seen_version, one.state == "sent", one.sealed is not None,
            needs[one.id] if needs[one.id] in unknown else None,
        )
        for one in changes
    ]  # fmt: skip


def _parent(one: Change) -> tuple[str, str] | None:
    """Name the record without which a platform cannot take this change."""
    if one.kind == "session":
        if one.verb == "schedule":
            return ("client", str(json.loads(one.body)["client"]))
        return _record(one)
    if one.kind == "note" and one.verb == "sign":
        return ("session", str(json.loads(one.body)["session"]))
    return None


def _record(one: Change) -> tuple[str, str]:
    return (one.kind, one.record)


def _named(one: Change) -> dict[str, Any]:
    ref = ref_of(one.kind, one.record) if one.kind in LETTERS else None
    return {"id": one.id, "kind": one.kind, "record": one.record, "ref": ref, "verb": one.verb}
