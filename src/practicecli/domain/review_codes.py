"""Codes as a reviewer counts them: long sessions among all, and an add-on on nearly every one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from practicecli.domain.cpt import COMPLEXITY, INDIVIDUAL, Cpt
from practicecli.domain.reviewing import Case, Finding, Held, counted, percent, refs


def code_counts(held: Sequence[Held]) -> dict[str, int]:
    """Count the sessions that carry each code, the most used first."""
    counts: dict[str, int] = {}
    for one in held:
        for code in dict.fromkeys(one.cpt):
            counts[code] = counts.get(code, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def findings_in_long_sessions(case: Case) -> Iterator[Finding]:
    """Hold the share of the longest individual code against a limit and against the time before.

    Payers compare it (theinsurancemaze.com 90837letter). Too few sessions on a side say nothing.
    """
    ladder, limits = case.ladder(INDIVIDUAL), case.limits
    longest = next((cpt.code for cpt in ladder if cpt.at_most is None), "")
    counts = code_counts(case.held)
    share = _share(longest, ladder, counts, fewest=limits.fewest)
    if share is None:
        return
    long_ones = refs(one for one in case.held if longest in one.cpt)
    fix = "See that each of these notes says why the long session was needed"
    if share > limits.long_share:
        yield Finding(
            f"share-{longest}",
            f"`{longest}` is {percent(share)} of the individual therapy codes",
            long_ones, share, limits.long_share, fix, "long_share",
        )  # fmt: skip
    before = _share(longest, ladder, case.past.codes, fewest=limits.fewest)
    if before is not None and share - before > limits.long_rise:
        yield Finding(
            f"rise-{longest}",
            f"`{longest}` rose to {percent(share)} of the individual therapy codes; before, it was"
            f" {percent(before)}",
            long_ones, share - before, limits.long_rise, fix, "long_rise",
        )  # fmt: skip


def _share(
    code: str, ladder: Sequence[Cpt], counts: Mapping[str, int], *, fewest: int
) -> float | None:
    """Give a code's part of its ladder; None where there are too few to say."""
    total = sum(counts.get(cpt.code, 0) for cpt in ladder)
    return counts.get(code, 0) / total if total >= max(fewest, 1) else None


def findings_in_complexity(case: Case) -> Iterator[Finding]:
    """Hold interactive complexity against the sessions it could go with.

    It is for a factor in that very session, never for time (apaservices.org 2022).
    """
    known = case.table.codes.get(COMPLEXITY)
    bases = set(known.bases if known else ())
    possible = [one for one in case.held if bases.intersection(one.cpt)]
    having = [one for one in possible if COMPLEXITY in one.cpt]
    if len(possible) < max(case.limits.fewest, 1):
        return
    share = len(having) / len(possible)
    if share > case.limits.addon_share:
        yield Finding(
            "addon-often",
            f"`{COMPLEXITY}` is on {percent(share)} of the sessions it could go with",
            refs(having), share, case.limits.addon_share,
            "See that each of these notes names the factor that made communication hard",
            "addon_share",
        )  # fmt: skip


def findings_in_doubles(case: Case) -> Iterator[Finding]:
    """Say which sessions carry a code that the same client has on the same day (one a day: MUE)."""
    seen: dict[tuple[str, date, str], list[Held]] = {}
    for one in case.held:
        for code in dict.fromkeys(one.cpt):
            seen.setdefault((one.client, one.day, code), []).append(one)
    twice = refs(one for of in seen.values() if len(of) > 1 for one in of)
    if twice:
        yield Finding(
            "duplicate",
            f"{counted(len(twice), 'session carries', 'sessions carry')} a code that the same"
            " client has twice on that day",
            twice, len(twice), 0,
            "See that these were separate sessions, each with its own times and note",
        )  # fmt: skip
