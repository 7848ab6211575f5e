"""Bringing what stands beside the rows up to date when figures changed or time has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.cache.facts import FIGURES, coverage_begins, fact, keep_fact
from practicecli.cli.screens import CUTOFFS_AHEAD

if TYPE_CHECKING:
    from practicecli.cli.app import App


def refresh(run: App) -> None:
    """Work out open sessions anew where newer figures came; note the settings as they are."""
    from practicecli.figures._digest import DIGEST

    _ = run.settings  # reads the file anew only if it changed
    follow(run)
    if fact(run.db, FIGURES) == DIGEST:
        _top_up(run)
        return
    from practicecli.actions.cutoffs import write_cutoffs
    from practicecli.actions.figures import work_out_anew
    from practicecli.cache.connect import transaction

    with transaction(run.db):
        work_out_anew(run.desk)
        write_cutoffs(run.desk)
        keep_fact(run.db, FIGURES, DIGEST)


def follow(run: App) -> None:
    """Let clients' records take the coverages that have begun since; one look where none has."""
    if not coverage_begins(run.db, run.today.isoformat()):
        return
    from practicecli.actions.following import follow_coverages
    from practicecli.cache.connect import transaction

    with transaction(run.db):
        follow_coverages(run.desk)


def _top_up(run: App) -> None:
    """Work out the cut-offs to come again while some are left: the quick way counts on them."""
    from practicecli.cache import cutoffs
    from practicecli.cli.shapes import utc

    if cutoffs.cover(run.db, utc(run.now), utc(run.now + CUTOFFS_AHEAD)):
        return
    from practicecli.actions.cutoffs import write_cutoffs
    from practicecli.cache.connect import transaction

    with transaction(run.db):
        write_cutoffs(run.desk)
