"""Bringing what stands beside the rows up to date when the figures it came from have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.cache.facts import FIGURES, coverage_begins, fact, keep_fact

if TYPE_CHECKING:
    from practicecli.cli.app import App


def refresh(run: App) -> None:
    """Work out open sessions anew where newer figures came; note the settings as they are."""
    from practicecli.figures._digest import DIGEST

    _ = run.settings  # reads the file anew only if it changed
    follow(run)
    if fact(run.db, FIGURES) == DIGEST:
        return
    from practicecli.actions.figures import work_out_anew
    from practicecli.cache.connect import transaction

    with transaction(run.db):
        work_out_anew(run.desk)
        keep_fact(run.db, FIGURES, DIGEST)


def follow(run: App) -> None:
    """Let clients' records take the coverages that have begun since; one look where none has."""
    if not coverage_begins(run.db, run.today.isoformat()):
        return
    from practicecli.actions.following import follow_coverages
    from practicecli.cache.connect import transaction

    with transaction(run.db):
        follow_coverages(run.desk)
