"""An import that is shown before it is done: tried in a transaction that is taken back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import typer

from practicecli.actions.importing import CHANGED, FAILED, RehearsedError
from practicecli.cache.connect import transaction
from practicecli.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from practicecli.actions.importing import ClientResult, EventResult
    from practicecli.cli.app import App

Result = TypeVar("Result", "ClientResult", "EventResult")


def rehearsed(
    run: App,
    work: Callable[[], list[Result]],
    show: Callable[[Sequence[Result], bool], None],
    *,
    dry_run: bool,
    yes: bool,
) -> list[Result]:
    """Try, show, ask, do; a dry run shows and stops, `--yes` does and shows. Gives the results.

    `show` is told whether it was real: what was only tried has no refs. Raises DeclinedError, or
    UsageError where nobody can be asked.
    """
    preview = False
    if not yes or dry_run:
        tried = _tried(run, work)
        changes = sum(result.outcome in CHANGED for result in tried)
        if dry_run or not changes:
            show(tried, False)
            if dry_run:
                run.out.note(f"Nothing was changed: a dry run; {changes} would be")
            return tried
        preview = run.prompts.possible and run.out.is_terminal
        if preview and not run.out.asked.json:
            show(tried, False)
        these = "this change" if changes == 1 else f"these {changes} changes"
        run.prompts.insist(f"Make {these}?")
    with transaction(run.db):
        results = work()
    if preview and not run.out.asked.json:
        run.out.note("Done")
    else:
        show(results, True)
    return results


def _tried(run: App, work: Callable[[], list[Result]]) -> list[Result]:
    tried: list[Result] = []
    with suppress(RehearsedError), transaction(run.db):
        tried += work()
        raise RehearsedError
    return tried


def ending(results: Sequence[ClientResult | EventResult]) -> None:
    """End with what became of it: 3 where some did not come to pass, 5 where none did."""
    failed = sum(result.outcome in FAILED for result in results)
    if failed:
        raise typer.Exit(Exit.REFUSED if failed == len(results) else Exit.PARTIAL)
