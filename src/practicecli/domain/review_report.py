"""A whole review: every rule over one period, the worst first, and the figures beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from practicecli.domain.repeats import Repeat
from practicecli.domain.review_care import (
    findings_in_diagnoses,
    findings_in_frequency,
    findings_in_plans,
)
from practicecli.domain.review_codes import (
    code_counts,
    findings_in_complexity,
    findings_in_doubles,
    findings_in_long_sessions,
)
from practicecli.domain.review_days import findings_in_days, findings_in_overlaps
from practicecli.domain.review_minutes import (
    Near,
    findings_in_times,
    findings_near_limits,
    findings_outside_codes,
    lengths,
    near_limits,
)
from practicecli.domain.review_notes import (
    findings_in_notes,
    findings_in_repeats,
    findings_in_seals,
)
from practicecli.domain.reviewing import Case, Finding, by_start


@dataclass(frozen=True, slots=True)
class Texts:
    """What became of the note texts: how many were compared, and what was found in them.

    `compared` is None where the note key was not at hand; `closed` are refs whose note is damaged.
    """

    compared: int | None = None
    repeats: Sequence[Repeat] = ()
    closed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What was reviewed, what a reviewer would find, and the counts that the charts show."""

    first: date
    last: date
    sessions: int
    codes: Mapping[str, int]
    findings: Sequence[Finding]
    assumed: int
    as_scheduled: int
    near: Sequence[Near]
    lengths: Mapping[int, int]
    compared: int | None


def review(case: Case, texts: Texts, *, first: date, last: date, only: str = "") -> Review:
    """Hold a period against every rule; the order in which its sessions are given is nothing.

    `only` names the one client that is reviewed: the sessions of others count for overlaps and
    days alone.
    """
    everybody = replace(case, held=by_start(case.held))
    own = everybody
    if only:
        own = replace(case, held=[one for one in everybody.held if one.client == only])
    findings = [
        *findings_in_notes(own),
        *findings_in_seals(texts.closed),
        *findings_in_overlaps(everybody, only=only),
        *findings_in_doubles(own),
        *findings_outside_codes(own),
        *findings_in_days(everybody, only=only),
        *findings_in_repeats(texts.repeats, least=case.limits.alike),
        *findings_in_long_sessions(own),
        *findings_near_limits(own),
        *findings_in_times(own),
        *findings_in_complexity(own),
        *findings_in_diagnoses(own),
        *findings_in_frequency(own),
        *findings_in_plans(own),
    ]
    return Review(
        first=first,
        last=last,
        sessions=len(own.held),
        codes=code_counts(own.held),
        findings=findings,
        assumed=sum(one.assumed for one in own.held),
        as_scheduled=sum(one.scheduled and not one.assumed for one in own.held),
        near=near_limits(own),
        lengths=lengths(own.held),
        compared=texts.compared,
    )
