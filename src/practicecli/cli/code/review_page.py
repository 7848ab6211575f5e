"""A review as a page for a person, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.cli.chart import bars, sparkline, takes_blocks
from practicecli.cli.terminal import WIDTH_OF_A_PIPE
from practicecli.domain.reviewing import counted, limit_words, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from practicecli.cli.output import Output
    from practicecli.domain.review_minutes import Near
    from practicecli.domain.review_report import Review
    from practicecli.domain.reviewing import Finding, Limits

_SHOWN = 6  # refs on a page; `--json` gives all
_BEFORE, _AFTER = 6, 12  # minutes around a limit that the chart shows


def record(found: Review, limits: Limits) -> dict[str, Any]:
    """Give a review's JSON form."""
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "sessions": found.sessions,
        "codes": dict(found.codes),
        "findings": [_finding(one, limits) for one in found.findings],
        "minutes": {
            "assumed": found.assumed,
            "as_scheduled": found.as_scheduled,
            "lengths": {str(minutes): count for minutes, count in found.lengths.items()},
            "near_limits": [
                {"code": near.code, "from": near.at_least, "sessions": near.of,
                 "within": len(near.within), "share": round(near.share, 4)}
                for near in found.near
            ],
        },
        "notes": {"compared": found.compared or 0, "left_out": found.compared is None},
    }  # fmt: skip


def _finding(one: Finding, limits: Limits) -> dict[str, Any]:
    return {
        "code": one.code,
        "weight": one.weight.value,
        "message": one.message,
        "sessions": list(one.sessions),
        "value": round(one.value, 4),
        "limit": one.limit,
        "assumed": one.figure in limits.assumed,
        "fix": one.fix,
        "pairs": [
            {"session": pair.session, "other": pair.other, "value": round(pair.value, 4)}
            for pair in one.pairs
        ],
    }


def page(out: Output, found: Review, limits: Limits) -> None:
    """Write a review: what was counted, with small charts, then each finding and what to do."""
    span = f"{found.first} to {found.last}"
    out.say(f"{counted(found.sessions, 'confirmed session', 'confirmed sessions')}, {span}")
    charts = not out.asked.plain
    blocks = takes_blocks(out.stdout)
    if found.codes:
        out.say("\nCodes, and the part of the sessions that carry them")
        out.say("\n".join(_codes(found, charts=charts, width=min(out.width, WIDTH_OF_A_PIPE),
                                 blocks=blocks)))  # fmt: skip
    if found.near:
        out.say("\nMinutes around the lower limits")
        for near in found.near:
            out.say(_near(near, found.lengths, charts=charts, blocks=blocks))
    out.say("")
    for one in found.findings:
        for line in _lines(one, limits):
            out.wrapped(line, later=2)
    if not found.findings:
        out.say("Nothing that a payer would ask about")
    if found.compared is None:
        out.wrapped("The texts of notes were left out: this key does not open them", later=2)
    if any(one.figure in limits.assumed for one in found.findings):
        out.wrapped("Our reading: payers do not publish this limit; theirs may differ", later=2)


def _codes(found: Review, *, charts: bool, width: int, blocks: bool) -> list[str]:
    parts = {code: count / found.sessions for code, count in found.codes.items()}
    rows = [(f"  {code}  {found.codes[code]:>5}  {percent(part):>4}", part)
            for code, part in parts.items()]  # fmt: skip
    return bars(rows, width, full=1, blocks=blocks) if charts else [label for label, _ in rows]


def _near(near: Near, lengths: Mapping[int, int], *, charts: bool, blocks: bool) -> str:
    told = f"from {near.at_least} on: {len(near.within)} of {near.of} just above"
    if not charts:
        return f"  {near.code} {told}"
    first, last = near.at_least - _BEFORE, near.at_least + _AFTER
    counts = [lengths.get(minutes, 0) for minutes in range(first, last)]
    drawn = sparkline(counts, 0, max(counts), blocks=blocks)
    return f"  {near.code}  {first:>2} {drawn[:_BEFORE]}|{drawn[_BEFORE:]} {last - 1}  {told}"


def _lines(one: Finding, limits: Limits) -> Iterator[str]:
    limit = limit_words(one, limits)
    yield f"{one.code}: {one.message}" + (f" ({limit})" if limit else "")
    yield f"  {one.fix}"
    more = len(one.sessions) - _SHOWN
    yield f"  {' '.join(one.sessions[:_SHOWN])}" + (f" and {more} more" if more > 0 else "")
