"""Treatment plans: their goals, what blocks signing, and by when they are reviewed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from practicecli.domain.clocks import end_of_day
from practicecli.domain.notes import Template, empty_required, objections_to_signer
from practicecli.domain.payers import Payer
from practicecli.domain.problems import Problem

TEMPLATE = "plan"
GOALS = "goals"  # the section whose lines are goals, which notes name by number

_MARK = re.compile(r"\A(?:[-*+•]|\d{1,3}[.)])(?:\s+|$)(?:\[[ xX]\](?:\s+|$))?")


def goals_of(sections: Mapping[str, str]) -> tuple[str, ...]:
    """Give a plan's goals in order; notes name them by number, from 1 on.

    Each line is a goal, its list mark left out; a line that is indented goes on with the one above.
    """
    goals: list[str] = []
    for line in sections.get(GOALS, "").splitlines():
        words = _MARK.sub("", line.strip(), count=1)
        if not words:
            continue
        if goals and line[0].isspace():
            goals[-1] += f" {words}"
        else:
            goals.append(words)
    return tuple(goals)


def objections_to_signing_plan(
    client_ref: str, sections: Mapping[str, str], template: Template, *, author: str, npi: str
) -> Iterator[Problem]:
    """Say why a provider may not sign this plan; silence means they may.

    Payers look for each required section (Headway help 14936779297172). `author` and `npi` are
    the NPIs of who wrote it and of who signs.
    """
    yield from objections_to_signer(author, npi, what="plan")
    fix = f"practice plan write {client_ref} --from FILE"
    empty = empty_required(sections, template)
    for title in empty:
        yield Problem("note-incomplete", f"The section `{title}` is empty", fix)
    if not goals_of(sections) and sections.get(GOALS, "").strip():
        title = next(one.title for one in template.sections if one.key == GOALS)
        yield Problem("note-incomplete", f"The section `{title}` names no goal", fix)


def review_by(signed_at: datetime, payer: Payer, plan: str, zone: tzinfo) -> datetime | None:
    """Last moment to review a plan, in UTC: the end of a local day; None where nobody asks for it.

    Twice a year, or as the payer or the client's `plan` says (Headway help 14936779297172).
    """
    days = payer.plan_review_days_for(plan)
    first = signed_at.astimezone(zone).date()
    return end_of_day(first + timedelta(days=days), zone) if days else None


def numbered(goals: Sequence[str]) -> list[str]:
    """Write goals as notes name them: `1. Sleeps seven hours`."""
    return [f"{number}. {goal}" for number, goal in enumerate(goals, start=1)]
