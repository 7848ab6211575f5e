"""`practice doctor`: is everything in order, and what to do where it is not."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand, Noun
from practicecli.cli.output import Output
from practicecli.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from practicecli.cli.checks import Finding

app = Noun(help="Check that everything is in order")

_INDENT = 6  # cells: the status and a space
_COLUMNS = (
    Column("Check", "check", "ref"),
    Column("Is", "status", "ref"),
    Column("Detail", "detail"),
    Column("What to type", "fix"),
)


@app.command("doctor", cls=ListCommand)
def doctor(
    ctx: typer.Context,
    deep: Annotated[
        bool, typer.Option("--deep", help="Ask the platforms, too, whether they hold the same")
    ] = False,
) -> None:
    """Check every page, the log, the key, permissions and what waits; holds no client data.

    Exit 0 if all is well, 8 if something wants attention, 13 if data are not as they were written.

    Examples: practice doctor --json
              practice doctor --deep
    """
    from practicecli.cli.checks import CHECKS

    run = App.of(ctx)
    _ = run.identity  # "no practice here" is told before anything else
    checks = [*CHECKS, *_deep_checks()] if deep else CHECKS
    findings = [finding for check in checks for finding in check(run)]
    _show(Output.of(ctx), findings)
    code = _exit_of(findings)
    if code is not Exit.DONE:
        raise typer.Exit(code)


def _deep_checks() -> Sequence[Callable[[App], Iterator[Finding]]]:
    from practicecli.cli.deepchecks import DEEP

    return DEEP


def _show(out: Output, findings: Sequence[Finding]) -> None:
    if out.lays_out:
        for one in findings:  # details hold paths, which a table would cut
            out.wrapped(f"{one.status:<5} {one.check}: {one.detail}", later=_INDENT)
            if one.fix[:1].isupper():
                out.wrapped(f"{' ' * _INDENT}{one.fix}", later=_INDENT)
            elif one.fix:  # a command is copied as it stands: never broken by us
                out.say(f"{' ' * _INDENT}{one.fix}")
        return
    out.rows(_COLUMNS, [asdict(one) for one in findings])


def _exit_of(findings: Sequence[Finding]) -> Exit:
    from practicecli.cli.checks import DAMAGE, Status

    if any(one.status is Status.FAIL and one.check in DAMAGE for one in findings):
        return Exit.DAMAGED
    if any(one.status is not Status.OK for one in findings):
        return Exit.OPEN
    return Exit.DONE
