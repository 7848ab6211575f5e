"""Bringing what stands beside the rows up to date when the figures it came from have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.cache.facts import FIGURES, fact, keep_fact

if TYPE_CHECKING:
    from practicecli.cli.app import App


def refresh(run: App) -> None:
    """Work out open sessions anew where newer figures came; note the settings as they are."""
    from practicecli.figures._digest import DIGEST

    _ = run.settings  # reads the file anew only if it changed
    if fact(run.db, FIGURES) == DIGEST:
        return
    from practicecli.actions.figures import work_out_anew
    from practicecli.cache.connect import transaction

    with transaction(run.db):
        work_out_anew(run.desk)
        keep_fact(run.db, FIGURES, DIGEST)
