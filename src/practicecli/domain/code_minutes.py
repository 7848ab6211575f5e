"""True minutes held against codes: ranges, the time of an office visit, groups, near limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from practicecli.domain.cpt import INDIVIDUAL, WITH_EM, Cpt, CptTable, Kind
from practicecli.domain.problems import Problem, warning

_NEAR = 2  # minutes (DESIGN: "within two of the next code")


def objections_to_minutes(
    known: Sequence[Cpt], minutes: int, em_minutes: int, table: CptTable, *, clashing: bool
) -> Iterator[Problem]:
    """Hold true minutes against codes; `em_minutes` of them were an office visit's, 0 unknown."""
    visit = _holds_visit(known)
    yield from _objections_to_visit(known, minutes, em_minutes, visit=visit)
    if em_minutes > minutes:
        return  # said above, and nothing is left to measure
    spent = em_minutes if visit else 0
    yield from _objections_to_ranges(
        known, minutes, spent, table, clashing=clashing, open_ended=visit and not em_minutes
    )
    for cpt in known:
        if cpt.expected_minutes is not None and minutes < cpt.expected_minutes:
            yield warning(
                "group-minutes",
                f"The session ran {minutes} minutes; payers expect about {cpt.expected_minutes}"
                f" for `{cpt.code}`",
                "Make sure that start and stop are the true ones",
            )


def doubts_near_limits(
    known: Sequence[Cpt], minutes: int, em_minutes: int, table: CptTable
) -> Iterator[Problem]:
    """Speak up where a minute or two more or less would call for another code."""
    if _holds_visit(known):
        if not em_minutes:
            return  # the session's minutes are not the therapy's alone
        minutes -= em_minutes
    present = {cpt.code for cpt in known}
    for cpt in known:
        if cpt.at_least is None or not cpt.family or not cpt.fits(minutes):
            continue
        for other in table.ladders[cpt.family]:
            if other.code in present:
                continue
            if other.at_least is not None and 0 < other.at_least - minutes <= _NEAR:
                limit = f"from {other.at_least} on `{other.code}` counts"
            elif other.at_most is not None and 0 < minutes - other.at_most <= _NEAR:
                limit = f"up to {other.at_most} it is `{other.code}`"
            else:
                continue
            ran = "Therapy took" if em_minutes else "The session ran"
            yield warning(
                "near-limit",
                f"{ran} {minutes} minutes; {limit}",
                "Make sure that start and stop are the true ones",
            )


def _holds_visit(known: Sequence[Cpt]) -> bool:
    return any(cpt.kind is Kind.EM or cpt.family == WITH_EM for cpt in known)


def _objections_to_visit(
    known: Sequence[Cpt], minutes: int, em_minutes: int, *, visit: bool
) -> Iterator[Problem]:
    if em_minutes and not visit and not any(cpt.kind is Kind.EVALUATION for cpt in known):
        yield Problem(
            "em-time",
            f"{em_minutes} minutes are said to be an office visit's, but no code for one is given",
            "Add it, such as `99213`, or say `--em-minutes 0`",
        )
    elif em_minutes > minutes:
        yield Problem(
            "em-time",
            f"The office visit is said to take {em_minutes} minutes; the session ran {minutes}",
            "Give the visit's share of the session with `--em-minutes N`",
        )
    if any(cpt.family == WITH_EM for cpt in known):
        if not em_minutes and any(cpt.kind is Kind.EM for cpt in known):
            yield warning(
                "em-time",
                "How long the office visit took is not said: its time does not count as therapy",
                "Say it with `--em-minutes N`",
            )
        return  # beside therapy a visit goes by decision making, not by its minutes
    for cpt in known:
        if em_minutes and cpt.time_or_mdm is not None and em_minutes < cpt.time_or_mdm:
            yield warning(
                "em-time",
                f"By time `{cpt.code}` needs {cpt.time_or_mdm} minutes; the visit took"
                f" {em_minutes}: it stands by medical decision making alone",
                "Make sure that the note carries it",
            )


def _objections_to_ranges(
    known: Sequence[Cpt],
    minutes: int,
    spent: int,
    table: CptTable,
    *,
    clashing: bool,
    open_ended: bool,
) -> Iterator[Problem]:
    left = minutes - spent
    ran = f"the session ran {minutes}"
    if spent:
        ran = f"the session's {minutes} less {spent} of the visit leave {left}"
    timed = [cpt for cpt in known if cpt.at_least is not None]
    services = [cpt for cpt in timed if not cpt.unit_minutes]
    # Two services that may stand together share the session's time: only their sum can be checked.
    if len(services) > 1 and not clashing:
        needed = sum(cpt.at_least or 0 for cpt in services)
        if left < needed:
            both = " and ".join(f"`{cpt.code}`" for cpt in services)
            yield Problem(
                "cpt-minutes",
                f"{both} together need {needed} minutes or more; {ran}",
                "Leave one of them out, or correct the true times",
            )
        timed = [cpt for cpt in timed if cpt.unit_minutes]
    further = any(cpt.unit_minutes for cpt in timed)
    for cpt in timed:
        # Units of further time lift the upper end, as does a visit of a length nobody said.
        lifted = open_ended or (further and cpt.kind is Kind.CRISIS)
        if not cpt.fits(left) and not (lifted and left >= (cpt.at_least or 0)):
            yield Problem(
                "cpt-minutes",
                f"`{cpt.code}` needs {cpt.range()}; {ran}",
                _fitting(cpt, left, table),
            )


def _fitting(cpt: Cpt, minutes: int, table: CptTable) -> str:
    if cpt.unit_minutes:
        first = table.fitting(cpt.family, minutes)
        alone = f": {minutes} minutes come to `{first.code}` alone" if first else ""
        return f"Leave out `{cpt.code}`{alone}"
    fit = table.fitting(cpt.family, minutes)
    if fit is not None and fit.unit_minutes:
        return (
            f"Add `{fit.code}`, which counts from {fit.at_least} minutes on:"
            f" {minutes} minutes come to `{cpt.code}` and {fit.units(minutes)} of it"
        )
    if fit is None and cpt.kind is Kind.CRISIS:
        fit = table.fitting(INDIVIDUAL, minutes)
    if fit is not None:
        return f"`{fit.code}` fits {fit.range().removesuffix(' minutes')}"
    return "No code fits so short a session; check the true times"
