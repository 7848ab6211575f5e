"""What a note says beside its text: diagnoses and goals, which have to agree with the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from practicecli.domain.dx import objections_to_dx
from practicecli.domain.problems import Problem, blocking
from practicecli.domain.sessions import Session, SessionStatus, service_date

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk
    from practicecli.cache.notes import NoteRow
    from practicecli.domain.note_drafts import Draft


def said_dx(draft: Draft, before: NoteRow | None, dx: Sequence[str] | None) -> tuple[str, ...]:
    """Give the diagnoses a note names: as asked, else as its text says, else as it did before."""
    if dx is not None:
        return tuple(dx)
    if draft.dx is not None:
        return draft.dx
    return tuple(before.dx.split()) if before else ()


def objections_to_said_dx(desk: Desk, of: Session, said: tuple[str, ...]) -> list[Problem]:
    """Note, session and claim tell of one diagnosis: what is confirmed, the note may not deny."""
    if not said:
        return []
    day = service_date(of, desk.book.zone)
    found = blocking(objections_to_dx(said, lookup=desk.book.dx, on=day))
    if of.status is SessionStatus.CONFIRMED and of.dx and not _same(desk, said, of.dx, of):
        found.append(
            Problem("note-dx", f"The note says {' '.join(said)}; the session is confirmed with"
                    f" {' '.join(of.dx)}", f"Write it with `--dx {' '.join(of.dx)}`, or correct"
                    f" the session: `practice session modify {of.ref} --dx CODE`")
        )  # fmt: skip
    return found


def served_goals(
    desk: Desk, of: Session, said: tuple[int, ...] | None, before: NoteRow | None
) -> tuple[str, list[Problem]]:
    """Give the goals a note serves, as the plan's ref and their numbers; and what is wrong."""
    if said is None:
        return (before.goals if before else ""), []
    if not said:
        return "", []
    from practicecli.actions.plans import plan_in_force  # late: most notes name no goal

    plan = plan_in_force(desk, of.client)
    if plan is None:
        return "", [Problem("goal-unknown", "The client has no signed treatment plan",
                            "practice plan write CLIENT --from FILE")]  # fmt: skip
    unknown = [number for number in said if not 0 < number <= len(plan.goals)]
    problems = [
        Problem("goal-unknown", f"The treatment plan has no goal {number}; its last is"
                f" {len(plan.goals)}", "practice plan show CLIENT")
        for number in unknown
    ]  # fmt: skip
    return " ".join([plan.ref, *map(str, said)]), problems


def _same(desk: Desk, one: Sequence[str], other: Sequence[str], of: Session) -> bool:
    """Say whether two lists of diagnoses name the same, however they are written."""
    day = service_date(of, desk.book.zone)
    left, right = ({desk.book.as_written(code, day) for code in codes} for codes in (one, other))
    return left == right
