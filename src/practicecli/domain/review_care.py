"""Treatment as a reviewer follows it: diagnosis, frequency and plan over a client's sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from practicecli.domain.cpt import INDIVIDUAL, WITH_EM
from practicecli.domain.reviewing import Case, Course, Finding, Held, Plan, counted, refs


def _by_client(case: Case) -> dict[str, list[Held]]:
    clients: dict[str, list[Held]] = {}
    for one in case.held:
        clients.setdefault(one.client, []).append(one)
    return clients


def findings_in_diagnoses(case: Case) -> Iterator[Finding]:
    """Say where an unspecified diagnosis stays first too long, or a Z code comes first.

    Unspecified codes are fine early and suspicious when kept (headway.co unspecified-icd-10-codes).
    """
    yield from _kept_unspecified(case)
    first_z = [one for one in case.held if one.dx and one.dx[0].startswith("Z")]
    if first_z:
        yield Finding(
            "dx-z-first",
            f"A Z code comes first in {counted(len(first_z), 'session', 'sessions')};"
            " payers seldom pay therapy for it",
            refs(first_z), len(first_z), 0,
            "Put the client's own F code first, if the chart bears it out",
        )  # fmt: skip


def _kept_unspecified(case: Case) -> Iterator[Finding]:
    limits = case.limits
    kept: list[tuple[int, Course, list[Held]]] = []
    for client, held in _by_client(case).items():
        course = case.past.courses.get(client, Course())
        for one in held:
            course = course.then(one.day, one.dx)
        days = (held[-1].day - course.since).days
        long = course.kept > limits.unspecified_sessions or days > limits.unspecified_days
        if long and course.dx and case.unspecified(course.dx, held[-1].day):
            kept.append((days, course, held[-course.kept :]))
    if not kept:
        return
    days, course, _ = max(kept, key=lambda one: (one[1].kept, one[0], one[1].dx))
    by_count = course.kept > limits.unspecified_sessions
    yield Finding(
        "dx-kept",
        f"An unspecified diagnosis was never updated for {counted(len(kept), 'client', 'clients')};"
        f" the longest is `{course.dx}`, over {counted(course.kept, 'session', 'sessions')} since"
        f" {course.since.isoformat()}",
        refs(one for _, _, held in kept for one in held),
        course.kept if by_count else days,
        limits.unspecified_sessions if by_count else limits.unspecified_days,
        f"If more is known, choose from `practice code dx {course.dx[:3]}`",
        "unspecified_sessions" if by_count else "unspecified_days",
    )  # fmt: skip


def findings_in_frequency(case: Case) -> Iterator[Finding]:
    """Say whose sessions come more often than usual, over more weeks than explain themselves.

    The frequency has to be the plan's (Headway help 22758794941972).
    """
    limits = case.limits
    codes = {cpt.code for family in (INDIVIDUAL, WITH_EM) for cpt in case.ladder(family)}
    found: list[tuple[int, list[Held]]] = []
    for held in _by_client(case).values():
        weeks: dict[tuple[int, int], list[Held]] = {}
        for one in held:
            if codes.intersection(one.cpt):
                weeks.setdefault(one.day.isocalendar()[:2], []).append(one)
        often = [of for of in weeks.values() if len(of) > limits.usual_a_week]
        if len(often) > limits.often_weeks:
            found.append((len(often), [one for of in often for one in of]))
    if found:
        most = max(weeks for weeks, _ in found)
        yield Finding(
            "visits-often",
            f"{counted(len(found), 'client', 'clients')} came more than"
            f" {counted(limits.usual_a_week, 'time', 'times')} a week, in up to {most} weeks",
            refs(one for _, held in found for one in held), most, limits.often_weeks,
            "See that the treatment plan gives this frequency and why",
            "often_weeks",
        )  # fmt: skip


def findings_in_plans(case: Case) -> Iterator[Finding]:
    """Say which sessions were held without a treatment plan, or after its review was due.

    A plan is made within the first two sessions and looked at again (Headway help 14936779297172).
    """
    after = case.limits.plan_after
    without: list[tuple[int, list[Held]]] = []
    passed: list[Held] = []
    for client, held in _by_client(case).items():
        before = case.past.courses.get(client, Course()).sessions
        plans = case.plans.get(client, ())
        bare, last = [], 0
        for number, one in enumerate(held, start=before + 1):
            plan = _in_force(plans, one.day)
            if plan is None and number > after:
                bare.append(one)
                last = number
            elif plan is not None and plan.review_by is not None and one.start > plan.review_by:
                passed.append(one)
        if bare:
            without.append((last, bare))
    if without:
        most = max(number for number, _ in without)
        yield Finding(
            "no-plan",
            f"{counted(len(without), 'client', 'clients')} had sessions without a signed treatment"
            f" plan after the first {after}; the most are {most}",
            refs(one for _, held in without for one in held), most, after,
            "Write it with `practice plan write CLIENT`; it counts from its signature on",
            "plan_after",
        )  # fmt: skip
    if passed:
        yield Finding(
            "plan-review",
            f"{counted(len(passed), 'session was', 'sessions were')} held after the treatment"
            " plan's review was due",
            refs(passed), len(passed), 0,
            "Look at it again: `practice plan review CLIENT`",
        )  # fmt: skip


def _in_force(plans: Sequence[Plan], on: date) -> Plan | None:
    signed = [plan for plan in plans if plan.signed_on <= on]
    return max(signed, key=lambda plan: plan.signed_on) if signed else None
