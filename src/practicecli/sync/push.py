"""Sending what waits, oldest first: marked before the first byte leaves, settled at once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from practicecli.cache import answers, audit, outbox
from practicecli.cache.connect import transaction
from practicecli.domain.refs import LETTERS, ref_of
from practicecli.sync.plan import Pending, Plan, judge, plan_push

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from practicecli.cache.connect import Db
    from practicecli.cache.outbox import Change
    from practicecli.remote.answers import Result
    from practicecli.remote.client import Remote

CHUNK = 500
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
    """One platform's part of a sync. `at` is now as stored; the counts grow as things are done."""

    db: Db
    platform: str
    remote: Remote
    seal: Opener
    audit_key: bytes
    at: str
    pushed: int = 0
    pulled: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    waiting_for_unlock: int = 0
    offset_seconds: int | None = None
    held: set[tuple[str, str]] = field(default_factory=set)


def push(talk: Talk) -> None:
    """Send all that waits. Raises what `Remote.push` raises; what was done stays done."""
    talk.held |= answers.stuck_records(talk.db, talk.platform)
    _ask_after_unknown(talk)
    for chunk in _chunks(talk):
        plan = _plan(chunk, talk)
        talk.waiting_for_unlock += len(plan.locked)
        by_id = {one.id: one for one in chunk}
        # What is held back holds back what comes after it in later chunks, too.
        talk.held |= {_record(by_id[one]) for one in plan.locked}
        if plan.send:
            _send(talk, [(by_id[one], version) for one, version in plan.send])


def preview(db: Db, platform: str, *, can_open: bool) -> Plan:
    """Say what a push would do, changing nothing: for `--dry-run`. The first 10,000 changes."""
    pending = [_pending(one) for one in outbox.waiting(db, platform, limit=10_000)]
    return plan_push(pending, stuck=answers.stuck_records(db, platform), can_open=can_open)


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
            else:
                found.append(result)
        with transaction(talk.db):
            answers.mark_waiting(talk.db, lost)
            _settle(talk, [(one, one.seen_version) for one in unknown], found)


def _plan(chunk: Sequence[Change], talk: Talk) -> Plan:
    pending = [_pending(one) for one in chunk]
    return plan_push(pending, stuck=talk.held, can_open=talk.seal.is_open)


def _send(talk: Talk, changes: Sequence[tuple[Change, int]]) -> None:
    with transaction(talk.db):
        answers.mark_sent(talk.db, [(one.id, version) for one, version in changes])
    answer = talk.remote.push([_wire(talk.seal, one, version) for one, version in changes])
    talk.offset_seconds = answer.offset_seconds
    with transaction(talk.db):
        _settle(talk, changes, answer.results)


def _settle(talk: Talk, changes: Sequence[tuple[Change, int]], results: Sequence[Result]) -> None:
    by_id = {one.id: one for one, _ in changes}
    found = {one.id: one for one in results if one.id in by_id}
    verdict = judge(
        [(one.id, _record(one), version) for one, version in changes],
        {one.id: (one.outcome, one.version) for one in found.values()},
    )
    answers.applied(talk.db, [(by_id[one], version) for one, version in verdict.applied])
    # Before the refusals: what rests on a refused change may fall with it.
    answers.mark_waiting(talk.db, verdict.again)
    for identity in verdict.refused:
        change, problems = by_id[identity], found[identity].problems
        answers.refused(talk.db, change, problems)
        talk.held.add(_record(change))
        talk.refused.append({**_named(change), "problems": list(problems)})
    for identity in verdict.conflicts:
        change, there = by_id[identity], found[identity]
        answers.conflicting(talk.db, change, there.record, there.version)
        talk.held.add(_record(change))
        talk.conflicts.append({**_named(change), "version": there.version})
    talk.pushed += len(verdict.applied)
    _log(talk, len(verdict.applied), [by_id[one] for one in verdict.refused], verdict.conflicts)


def _log(talk: Talk, applied: int, refused: Sequence[Change], conflicts: Sequence[str]) -> None:
    """Log what was sent, and each refusal by itself: it changed its record back."""
    if applied or refused or conflicts:
        detail = f"applied {applied} refused {len(refused)} conflicts {len(conflicts)}"
        entries = [("push", "platform", talk.platform, detail)]
        entries += [("refused", one.kind, one.record, one.verb) for one in refused]
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


def _pending(one: Change) -> Pending:
    return Pending(
        one.id, _record(one), one.seen_version, one.state == "sent", one.sealed is not None
    )


def _record(one: Change) -> tuple[str, str]:
    return (one.kind, one.record)


def _named(one: Change) -> dict[str, Any]:
    ref = ref_of(one.kind, one.record) if one.kind in LETTERS else None
    return {"id": one.id, "kind": one.kind, "record": one.record, "ref": ref, "verb": one.verb}
