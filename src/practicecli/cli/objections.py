"""A verdict: everything that stands against something, as the answer of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.domain.problems import Weight

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from practicecli.cli.cell import Column
    from practicecli.cli.output import Output
    from practicecli.domain.problems import Problem


_INDENT = 2


def verdict(
    out: Output,
    columns: Sequence[Column],
    record: Mapping[str, Any],
    problems: Sequence[Problem],
    *,
    clear: str,
) -> None:
    """Write a verdict: under `--json` the record, else the problems in words, then the columns."""
    if out.asked.json:
        out.record((), record)
        return
    for problem in problems:
        for line in _lines(problem):
            out.wrapped(line, later=_INDENT)
    if not problems and clear:
        out.wrapped(clear, later=_INDENT)
    out.record(columns, record)


def _lines(problem: Problem) -> list[str]:
    aside = " (warning)" if problem.weight is Weight.WARNS else ""
    told = f"{problem.code}: {problem.message}{aside}"
    return [told, f"  {problem.fix}"] if problem.fix else [told]
