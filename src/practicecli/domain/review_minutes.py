"""True minutes as a reviewer reads them: too near a limit, too regular, or not noted at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from practicecli.domain.cpt import INDIVIDUAL, WITH_EM
from practicecli.domain.reviewing import Case, Finding, Held, counted, percent, refs

_LADDERS = (INDIVIDUAL, WITH_EM)


class Near(NamedTuple):
    """Sessions of one code: how many there are, and which end just above its lower limit."""

    code: str
    at_least: int
    of: int
    within: tuple[Held, ...]

    @property
    def share(self) -> float:
        """The part that ends just above the limit."""
        return len(self.within) / self.of


def near_limits(case: Case) -> list[Near]:
    """Give each code of a ladder that was used with true times, and its sessions at the limit."""
    found = []
    for family in _LADDERS:
        for cpt in case.ladder(family):
            having = [one for one in case.held if cpt.code in one.cpt and not one.assumed]
            if having and cpt.at_least is not None:
                top = cpt.at_least + case.limits.near_minutes
                within = [
                    one for one in having if cpt.at_least <= one.therapy_minutes(family) < top
                ]
                found.append(Near(cpt.code, cpt.at_least, len(having), tuple(within)))
    return found


def lengths(held: Sequence[Held]) -> dict[int, int]:
    """Count the sessions of each true length in minutes, the shortest first; assumed ones apart."""
    return dict(sorted(Counter(one.minutes for one in held if not one.assumed).items()))


def findings_near_limits(case: Case) -> Iterator[Finding]:
    """Say of which codes too many sessions end within two minutes above the lower limit."""
    limits = case.limits
    for near in near_limits(case):
        if near.of >= limits.fewest and near.share > limits.near_share:
            last = near.at_least + limits.near_minutes - 1
            yield Finding(
                "clustered-minutes",
                f"{percent(near.share)} of the `{near.code}` sessions lasted {near.at_least} to"
                f" {last} minutes; from {near.at_least} on the code counts",
                refs(near.within), near.share, limits.near_share,
                "See that start and stop are the true ones: `practice session start`, then `stop`",
                "near_share",
            )  # fmt: skip


def findings_in_times(case: Case) -> Iterator[Finding]:
    """Say where times were not noted, or are too regular to be noted ones."""
    limits, held = case.limits, case.held
    said = [one for one in held if not one.assumed]
    assumed = [one for one in held if one.assumed]
    fix = "Note the true times with `practice session start` and `practice session stop`"
    yield from _too_many(
        assumed, held, limits.fewest,
        Finding("times-assumed", "sessions stand with their scheduled times: nobody said others",
                (), 0, limits.assumed_share, fix, "assumed_share"),
    )  # fmt: skip
    yield from _too_many(
        [one for one in said if one.scheduled], said, limits.fewest,
        Finding("times-as-scheduled", "sessions began and ended to the minute as scheduled",
                (), 0, limits.scheduled_share, fix, "scheduled_share"),
    )  # fmt: skip
    usual = _most_used(said)
    yield from _too_many(
        [one for one in said if one.minutes == usual], said, limits.fewest,
        Finding("minutes-identical", f"sessions lasted {usual} minutes each",
                (), 0, limits.same_length_share, fix, "same_length_share"),
    )  # fmt: skip


def _most_used(said: Sequence[Held]) -> int:
    counts = lengths(said)
    return max(counts, key=lambda length: counts[length], default=0)


def _too_many(
    some: Sequence[Held], among: Sequence[Held], fewest: int, finding: Finding
) -> Iterator[Finding]:
    """Complete a finding about a part of the sessions, where that part is above its limit."""
    if len(among) < max(fewest, 1):
        return
    share = len(some) / len(among)
    if share > finding.limit:
        yield Finding(
            finding.code,
            f"{len(some)} of {len(among)} {finding.message}",
            refs(some), share, finding.limit, finding.fix, finding.figure,
        )  # fmt: skip


def findings_outside_codes(case: Case) -> Iterator[Finding]:
    """Say which sessions' true minutes do not carry the code that was billed (CPT time rule)."""
    ladder = [(family, cpt) for family in _LADDERS for cpt in case.ladder(family)]
    wrong = [
        one
        for one in case.held
        if any(cpt.code in one.cpt and not cpt.fits(one.therapy_minutes(f)) for f, cpt in ladder)
    ]
    if wrong:
        yield Finding(
            "cpt-minutes",
            f"The true minutes of {counted(len(wrong), 'session', 'sessions')} do not carry the"
            " code that was billed",
            refs(wrong), len(wrong), 0,
            "Correct times or code with `practice session modify`, or ask the platform's support",
        )  # fmt: skip
