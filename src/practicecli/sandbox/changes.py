"""Taking what is pushed: each change once, against the version it was made from, by every rule."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from practicecli.domain.problems import Problem, blocking
from practicecli.sandbox import bodies, clients, notes, payouts, people, sessions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from practicecli.sandbox.world import World

_ANSWER = "SELECT fingerprint, result FROM answer WHERE account = ? AND id = ?"
_KEEP = "INSERT INTO answer (account, id, fingerprint, result, at) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Verb:
    """How a kind of change is read and done; `checked`: it must have seen the newest version."""

    form: type[bodies.Body]
    do: Callable[[World, str, Any], list[Problem]]
    checked: bool = True


# There is one provider and one hand that writes it, and addenda are only ever added: these need no
# precondition.
VERBS = {
    ("provider", "put"): Verb(bodies.ProviderBody, people.put_provider, checked=False),
    ("client", "put"): Verb(bodies.ClientBody, clients.put_client),
    ("session", "schedule"): Verb(bodies.ScheduleBody, sessions.schedule),
    ("session", "move"): Verb(bodies.MoveBody, sessions.move),
    ("session", "cancel"): Verb(bodies.CancelBody, sessions.cancel),
    ("session", "no-show"): Verb(bodies.NoShowBody, sessions.no_show),
    ("session", "confirm"): Verb(bodies.ConfirmBody, sessions.confirm),
    ("session", "modify"): Verb(bodies.ConfirmBody, sessions.modify),
    ("note", "sign"): Verb(bodies.NoteBody, notes.sign),
    ("note", "addend"): Verb(bodies.AddendumBody, notes.addend, checked=False),
}


def take(world: World, items: Sequence[bodies.Change]) -> list[dict[str, Any]]:
    """Do changes in their order and answer each; in the caller's one transaction.

    What follows a change of the same record that was not applied was made from a version that never
    came to be: it is a conflict, even where another hand has made a version of that number.
    """
    results: list[dict[str, Any]] = []
    failed: set[tuple[str, str]] = set()
    for item in items:
        record = item.kind, item.record
        result = _take(world, item, follows_failed=record in failed)
        if result["outcome"] != "applied":
            failed.add(record)
        results.append(result)
    payouts.show_changed(world)
    return results


def answer_to(world: World, identity: str) -> dict[str, Any] | None:
    """Give the stored answer to a change, None where none was applied or refused under this id."""
    row = world.row(_ANSWER, identity)
    result: dict[str, Any] | None = json.loads(row["result"]) if row else None
    return result


def _take(world: World, item: bodies.Change, *, follows_failed: bool) -> dict[str, Any]:
    fingerprint = _fingerprint(item)
    stored = world.row(_ANSWER, item.id)
    if stored is not None:
        if stored["fingerprint"] != fingerprint:
            return _result(world, item, "refused", [_REUSED])
        replayed: dict[str, Any] = json.loads(stored["result"])
        return replayed
    result = _result(world, item, "conflict", []) if follows_failed else _try(world, item)
    # A conflict did nothing, so there is nothing to repeat: asked again, it is judged again.
    if result["outcome"] != "conflict":
        text = json.dumps(result, separators=(",", ":"))
        world.db.execute(_KEEP, (world.account, item.id, fingerprint, text, world.at))
    return result


def _try(world: World, item: bodies.Change) -> dict[str, Any]:
    verb = VERBS.get((item.kind, item.verb))
    if verb is None:
        return _result(world, item, "refused", [_UNKNOWN])
    try:
        body = verb.form.model_validate(item.body)
    except ValidationError as error:
        return _result(world, item, "refused", bodies.objections_to_form(error))
    if verb.checked and item.seen_version != world.version(item.kind, item.record):
        return _result(world, item, "conflict", [])
    problems = verb.do(world, item.record, body)
    outcome = "refused" if blocking(problems) else "applied"
    return _result(world, item, outcome, problems)


def _result(
    world: World, item: bodies.Change, outcome: str, problems: Sequence[Problem]
) -> dict[str, Any]:
    return {
        "id": item.id,
        "outcome": outcome,
        "version": world.version(item.kind, item.record),
        "problems": [problem.as_dict() for problem in problems],
        "record": world.shown(item.kind, item.record) if outcome == "conflict" else None,
    }


def _fingerprint(item: bodies.Change) -> bytes:
    said = [item.kind, item.record, item.verb, item.seen_version, item.body]
    return sha256(json.dumps(said, sort_keys=True).encode()).digest()


_REUSED = Problem(
    "id-reused", "This id was used for another change", "Send it under an id of its own"
)
_UNKNOWN = Problem("unknown-change", "The platform knows no such kind of change")
