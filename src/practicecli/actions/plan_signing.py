"""Signing treatment plans and their reviews, and by when they are reviewed next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from practicecli.actions.clocks import objections_to_signing_time
from practicecli.actions.desk import Desk, Done, keep
from practicecli.actions.plans import FORM, binding_of, is_whole, nothing_in_force
from practicecli.cache import people, plans
from practicecli.cache.plans import PlanRow
from practicecli.cache.sessions import maybe_text
from practicecli.domain.dx import objections_to_dx
from practicecli.domain.notes import attestation, sections_of
from practicecli.domain.plans import TEMPLATE, objections_to_signing_plan, review_by
from practicecli.domain.problems import Problem, blocking
from practicecli.domain.refs import ref_of
from practicecli.errors import ConflictError, DamagedError, NotFoundError, RefusedError


def sign_plan(
    desk: Desk, client: str, *, shown: PlanRow | None = None
) -> tuple[str, list[Problem]]:
    """Sign the draft of a client's plan as its author, for good; give its id and what to mind.

    The caller has asked for the attestation. Raises RefusedError, NotFoundError. Call it in a
    transaction.
    """
    draft = draft_to_sign(desk, client)
    _must_be(draft, shown)
    return draft.id, _sign(desk, draft, verb="sign")


def review_plan(
    desk: Desk, client: str, *, shown: PlanRow | None = None
) -> tuple[str, list[Problem]]:
    """Sign the plan in force anew because it is still right; give the new one's id and warnings.

    The caller has asked for the attestation. Raises RefusedError, NotFoundError. Call it in a
    transaction.
    """
    last = plan_to_review(desk, client)
    _must_be(last, shown)
    if not is_whole(desk, last):  # or a text that somebody changed would be signed anew
        raise DamagedError(
            f"Plan {last.ref} is not as it was signed",
            hint="See what else was changed with `practice note verify`",
        )
    identity = desk.fresh_id()
    body = desk.seal.seal(desk.seal.open(last.body, last.id), identity)
    anew = replace(
        last, id=identity, ref=ref_of("plan", identity), body=body, edited_at=desk.at,
        review_by=None,
    )  # fmt: skip
    return identity, _sign(desk, anew, verb="review", reviewed=last.ref)


def _must_be(row: PlanRow, shown: PlanRow | None) -> None:
    if shown is not None and (row.id, row.body, row.dx) != (shown.id, shown.body, shown.dx):
        raise ConflictError(
            "The plan was changed while you were asked; it is not signed",
            hint="Give the same command again, and read it as it is now",
        )


def draft_to_sign(desk: Desk, client: str) -> PlanRow:
    """Give the draft of a client's plan. Raises NotFoundError."""
    draft = plans.draft(desk.db, client)
    if draft is None:
        ref = people.client(desk.db, client).ref
        raise NotFoundError(
            f"Client {ref} has no draft of a plan to sign",
            hint=f"Write one with `practice plan write {ref} --from FILE`",
        )
    return draft


def plan_to_review(desk: Desk, client: str) -> PlanRow:
    """Give the plan of a client that is in force. Raises NotFoundError."""
    last = plans.in_force(desk.db, client)
    if last is None:
        raise nothing_in_force(people.client(desk.db, client).ref)
    return last


def attested(desk: Desk, client_ref: str, *, reviewed: str = "") -> str:
    """Give the words that are attested for a plan, or for the review of one, named by its ref."""
    one = desk.book.provider
    what = f"this treatment plan of client {client_ref}"
    if reviewed:
        what = f"this review of treatment plan {reviewed}, which stays as it stands,"
    return attestation(one.name, one.credentials, one.npi, what=what)


def set_reviews(desk: Desk, client: str = "") -> list[Any]:
    """Work out anew by when plans are reviewed, or one client's; give what puts them back.

    Payers and figures change after a plan was signed. Call it in a transaction.
    """
    undo: list[Any] = []
    for identity, of, signed_at, before, payer, plan in plans.newest(desk.db, client):
        at = _review_by(desk, signed_at, payer, plan)
        if at != before:
            plans.set_review(desk.db, of, identity, at)
            undo.append(["plan", identity, {"review_by": before}])
    return undo


def _sign(desk: Desk, row: PlanRow, *, verb: str, reviewed: str = "") -> list[Problem]:
    of = people.client(desk.db, row.client)
    text = desk.seal.open(row.body, row.id)
    problems = _objections(desk, of.ref, row, sections_of(text))
    if blocking(problems):
        raise RefusedError(f"The plan of client {of.ref} was not signed", problems)
    provider = desk.book.provider
    signed = replace(
        row,
        status="signed",
        signed_at=desk.at,
        signer=provider.name,
        npi=provider.npi,
        bound=_bound(desk, of.ref, reviewed),
        previous=plans.last_hash(desk.db),
    )
    signed = replace(signed, hash=binding_of(signed, text).digest())
    plans.sign(desk.db, signed)
    due = _review_by(desk, desk.at, of.payer, of.plan)
    plans.set_review(desk.db, row.client, row.id, due)
    keep(desk, [_signed(signed, verb)])
    return problems


def _bound(desk: Desk, client_ref: str, reviewed: str) -> str:
    """Give what of a binding has to be kept beside the plan, as JSON."""
    said = attested(desk, client_ref, reviewed=reviewed)
    credentials = desk.book.provider.credentials
    return json.dumps(
        {"form": FORM, "credentials": credentials, "attested": said, "reviewed": reviewed}
    )


def _objections(
    desk: Desk, client_ref: str, row: PlanRow, sections: Mapping[str, str]
) -> list[Problem]:
    return [
        *objections_to_signing_plan(
            client_ref, sections, desk.template(TEMPLATE), author=row.author,
            npi=desk.book.provider.npi,
        ),
        *objections_to_dx(row.dx.split(), lookup=desk.book.dx, on=desk.today),
        *objections_to_signing_time(desk),
    ]  # fmt: skip


def _review_by(desk: Desk, signed_at: str, payer: str, plan: str) -> str | None:
    at = datetime.fromisoformat(signed_at)
    return maybe_text(review_by(at, desk.book.payer(payer), plan, desk.book.zone))


def _signed(row: PlanRow, verb: str) -> Done:
    """Keep a signature here, without a way back; the log holds its hash as well."""
    return Done(verb=verb, kind="plan", record=row.id, platform="", body={}, detail=row.hash or "")
