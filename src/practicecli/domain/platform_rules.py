"""What one platform asks at confirming and others do not: sessions a day, its way with notes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from practicecli.domain.cpt import CptTable, is_evaluation
from practicecli.domain.policy import Policy
from practicecli.domain.problems import Problem, warning
from practicecli.domain.sessions import Session

CONFIRM_AND_SIGN = "practice session confirm {ref} --cpt CODE --dx CODE --sign --attest"


def objections_of_platform(
    policy: Policy,
    codes: Sequence[str],
    *,
    same_day: Collection[str],
    last_seen: date | None,
    table: CptTable,
) -> Iterator[Problem]:
    """Hold codes against a platform's own rules on a client's other sessions.

    `same_day` are the codes confirmed for other sessions of the client's day; `last_seen` counts
    only where codes of a first evaluation are among those wanted.
    """
    rule = policy.second_session
    if rule and same_day and rule.but_for.isdisjoint({*codes, *same_day}):
        yield Problem(
            "second-session",
            f"The client has a confirmed session of that day already: {rule.why}",
            "Only a crisis is a second one; else bill one of the two",
        )
    if policy.first_evaluation_only and last_seen is not None:
        for code in sorted(set(codes)):
            if is_evaluation(code, table):
                yield Problem(
                    "evaluation-again",
                    f"`{code}` is a first evaluation; {policy.label} takes none for a client seen"
                    f" before, last on {last_seen}",
                    "Take the code of therapy that the minutes fit",
                )


def objections_to_unsigned(
    session: Session, policy: Policy, *, sign: bool, uploaded: bool
) -> Iterator[Problem]:
    """Say what is missing of the note; `sign`: the same command signs it."""
    ref = session.ref
    if policy.by_signing and session.note_status != "signed" and not sign:
        wanting = "is a draft" if session.note_status == "draft" else "is not written"
        fix = CONFIRM_AND_SIGN.format(ref=ref)
        if session.note_status == "none":
            fix = f"`practice note write {ref}`, then `{fix}`"
        yield Problem(
            "note-unsigned",
            f"At {policy.label} the signed note is the claim; that of session {ref} {wanting}",
            fix,
        )
    elif session.note_status == "draft" and not sign:
        yield Problem(
            "note-unsigned",
            f"The note of session {ref} is a draft; it has to be signed first",
            f"practice note sign {ref}",
        )
    elif session.note_status == "none" and (policy.by_signing or not uploaded):
        told = f"Session {ref} has no note"
        if policy.note_required:
            yield Problem("no-note", told, f"practice note write {ref}")
        else:
            yield warning("no-note", told, f"practice note write {ref}")


def objections_to_signing_alone(session: Session, policy: Policy) -> Iterator[Problem]:
    """Say why a note is not signed by itself where signing it is what confirms the session."""
    if policy.by_signing:
        yield Problem(
            "signing-confirms",
            f"At {policy.label} signing the note is confirming the session, with codes and times",
            CONFIRM_AND_SIGN.format(ref=session.ref),
        )
