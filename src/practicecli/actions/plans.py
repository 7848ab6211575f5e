"""Treatment plans: written as drafts, read, and held against what was signed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practicecli.actions.desk import Desk, Done, keep, log
from practicecli.cache import edits, people, plans
from practicecli.cache.plans import PlanRow
from practicecli.domain.dx import objections_to_dx
from practicecli.domain.note_drafts import Draft, filled, read_draft
from practicecli.domain.notes import Binding, NoteFormError, canonical, sections_of
from practicecli.domain.plans import TEMPLATE, goals_of
from practicecli.domain.problems import Problem, blocking
from practicecli.domain.refs import ref_of
from practicecli.errors import DamagedError, NotFoundError, RefusedError

FORM = 2  # of what a new signature binds; each is checked in its own


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """The plan that a client's notes follow; notes name `goals` by number, from 1 on."""

    id: str
    ref: str
    signed_at: str
    dx: tuple[str, ...]
    goals: tuple[str, ...]
    review_by: str | None


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """A plan as its author reads it. `reviewed` is the ref of the plan it leaves as it stood."""

    row: PlanRow
    sections: Mapping[str, str]
    reviewed: str = ""

    @property
    def goals(self) -> tuple[str, ...]:
        """The goals, in the order in which notes number them."""
        return goals_of(self.sections)


def write_plan(
    desk: Desk, client: str, *, text: str | None, dx: Sequence[str] = (), like_last: bool = False
) -> str:
    """Write or rewrite the draft of a client's plan; give its id.

    Without a text the draft keeps its own, or with `like_last` starts from the plan in force,
    which also fills the sections that a text leaves out. A text may begin with `Diagnosis:`; codes
    that are said nowhere stay as they were. Raises RefusedError, NotFoundError. Call it in a
    transaction.
    """
    of = people.client(desk.db, client)
    before, last = plans.draft(desk.db, client), plans.in_force(desk.db, client)
    start = last if like_last else before
    if start is None and like_last:
        raise nothing_in_force(of.ref)
    if start is None and text is None:
        raise NotFoundError(
            f"Client {of.ref} has no draft of a plan",
            hint=f"Give its text: `practice plan write {of.ref} --from FILE`",
        )
    said, problems = _read(desk, text)
    codes = tuple(dx) or said.dx
    problems += blocking(_doubts(desk, codes)) if codes else []
    if problems:
        raise RefusedError(f"The plan of client {of.ref} was not written", problems)
    sections = said.sections
    if start is not None and (like_last or text is None):
        sections = filled(sections, _sections(desk, start))
    identity = before.id if before else desk.fresh_id()
    # Whoever only corrects a code has not become the author of the text.
    kept = before if text is None and not like_last else None
    row = PlanRow(
        id=identity,
        ref=ref_of("plan", identity),
        client=client,
        status="draft",
        body=desk.seal.seal(canonical(sections), identity),
        dx=_as_written(desk, codes, before or last),
        author=kept.author if kept else desk.book.provider.npi,
        edited_at=desk.at,
    )
    plans.put_draft(desk.db, row)
    if text is not None:
        edits.remove(desk.db, client)
    keep(desk, [_written(identity, before)])
    return identity


def plan_to_edit(desk: Desk, client: str, *, like_last: bool = False) -> Draft:
    """Open what an edit starts from: the draft, else the plan in force; logged, if there is one.

    With `like_last` always the latter. Raises NotFoundError where that is asked for and missing.
    Call it in a transaction.
    """
    last = plans.in_force(desk.db, client)
    if like_last and last is None:
        raise nothing_in_force(people.client(desk.db, client).ref)
    start = last if like_last else plans.draft(desk.db, client) or last
    if start is None:
        return Draft({})
    return Draft(open_plan(desk, start.id).sections, tuple(start.dx.split()))


def open_plan(desk: Desk, identity: str) -> OpenPlan:
    """Open a plan to be read, which is logged. Call it in a transaction."""
    row = plans.get(desk.db, identity)
    log(desk, [("open", "plan", row.id, "")])
    held = json.loads(row.bound or "{}")
    return OpenPlan(row, _sections(desk, row), held.get("reviewed", ""))


def plan_to_show(desk: Desk, client: str) -> str:
    """Give the id of the plan in force, else of the draft. Raises NotFoundError."""
    found = plans.in_force(desk.db, client) or plans.draft(desk.db, client)
    if found is None:
        raise nothing_in_force(people.client(desk.db, client).ref)
    return found.id


def plan_in_force(desk: Desk, client: str) -> PlanInForce | None:
    """Give what notes need of the plan in force; opens it without an entry in the log.

    Raises LockedOutError.
    """
    row = plans.in_force(desk.db, client)
    if row is None:
        return None
    goals = goals_of(_sections(desk, row))
    return PlanInForce(
        row.id, row.ref, row.signed_at or "", tuple(row.dx.split()), goals, row.review_by
    )


def tampered_plans(desk: Desk) -> list[str]:
    """Give the refs of signed plans that are not as they were signed, or no longer there.

    The audit log says which ones there have to be, and with which hash.
    """
    recorded = plans.recorded(desk.db)
    previous = ""
    bad: list[str] = []
    for number, row in enumerate(plans.signed(desk.db), start=1):
        in_place = row.signing == number and row.previous == previous
        logged = recorded.pop(row.id, None) == row.hash
        if not (in_place and logged and is_whole(desk, row)):
            bad.append(row.ref)
        previous = row.hash or ""
    return [*bad, *sorted(ref_of("plan", one) for one in recorded)]


def binding_of(row: PlanRow, text: str) -> Binding:
    """Put together all that a signature holds fast; where a note has its session, the client."""
    held = json.loads(row.bound or "{}")
    return Binding(
        note=row.id,
        session=row.client,
        template=TEMPLATE,
        body=text,
        signer=row.signer or "",
        credentials=held["credentials"],
        npi=row.npi or "",
        signed_at=row.signed_at or "",
        previous=row.previous or "",
        cpt=(),
        modifiers=(),
        dx=(),
        start="",
        stop="",
        form=held["form"],
        author=row.author,
        edited_at=row.edited_at,
        note_dx=tuple(row.dx.split()),
        reason=held["reviewed"],
        attested=held["attested"],
    )


def nothing_in_force(client_ref: str) -> NotFoundError:
    """Make the error that says how to begin."""
    return NotFoundError(
        f"Client {client_ref} has no treatment plan",
        hint=f"Write one with `practice plan write {client_ref} --from FILE`",
    )


def _read(desk: Desk, text: str | None) -> tuple[Draft, list[Problem]]:
    """Read a text that was given, or say what is wrong with it."""
    template = desk.template(TEMPLATE)
    nothing = {section.key: "" for section in template.sections}
    if text is None:
        return Draft(nothing), []
    try:
        return read_draft(text, template), []
    except NoteFormError as error:
        return Draft(nothing), list(error.problems)


def _doubts(desk: Desk, codes: Sequence[str]) -> list[Problem]:
    return list(objections_to_dx(codes, lookup=desk.book.dx, on=desk.today))


def _as_written(desk: Desk, codes: Sequence[str] | None, before: PlanRow | None) -> str:
    """Write codes as their table does, with a dot; where none are said, those that stood before."""
    if codes is None:
        return before.dx if before else ""
    return " ".join(desk.book.as_written(code, desk.today) for code in codes)


def _sections(desk: Desk, row: PlanRow) -> dict[str, str]:
    return sections_of(desk.seal.open(row.body, row.id))


def is_whole(desk: Desk, row: PlanRow) -> bool:
    """Say whether a signed plan is as its signature holds it."""
    try:
        text = desk.seal.open(row.body, row.id)
        whole = binding_of(row, text).digest() == row.hash
    except (DamagedError, ValueError, KeyError, TypeError):
        return False  # sealed for another plan or not by this key, or what was bound is no JSON
    return whole and row.ref == ref_of("plan", row.id)


def _written(identity: str, before: PlanRow | None) -> Done:
    """Keep a draft here: until it is signed it is nobody else's business."""
    old: dict[str, Any] | None = None
    if before is not None:
        old = {"body": {"hex": before.body.hex()}, "dx": before.dx, "author": before.author,
               "edited_at": before.edited_at}  # fmt: skip
    return Done(
        verb="write",
        kind="plan",
        record=identity,
        platform="",
        body={},
        undo=[["plan", identity, old]],
    )
