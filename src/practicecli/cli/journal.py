"""The practice's money as an hledger journal, to hand to one's books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.cli.note.placing import STDOUT, must_be_free, place

if TYPE_CHECKING:
    from practicecli.cache.income import Span
    from practicecli.cli.app import App
    from practicecli.domain.ledger import Entry


def write_journal(
    run: App, path: str, span: Span, membership: list[str], *, force: bool
) -> dict[str, Any]:
    """Write the journal, 0600; give where it lies and how many entries it holds.

    Raises RefusedError for a file that is there, unless `force`; UsageError, StorageError.
    """
    from practicecli.actions.desk import log
    from practicecli.cache.connect import transaction
    from practicecli.cli.report.words import in_words
    from practicecli.files.journal import journal
    from practicecli.places import write_over

    if not force or path == STDOUT:
        must_be_free(run, path, or_force=True)
    desk = run.desk
    with transaction(run.db):
        found = _entries(run, span, membership)
        log(desk, [("export", "practice", desk.book.provider.id, "journal")])
    content = journal(found, f"Money of the practice: {in_words(span)}").encode()
    if force and path != STDOUT:
        write_over(path, content)
    else:
        path = place(path, content)
    return {"path": path, "entries": len(found)}


def _entries(run: App, span: Span, membership: list[str]) -> list[Entry]:
    from practicecli.cache.income import Asked, unfolded
    from practicecli.cache.reports import member_months
    from practicecli.cli.memberships import monthly_fees
    from practicecli.cli.report.words import platforms_of
    from practicecli.domain.ledger import entries

    fees = monthly_fees(run.db, membership)
    paid = {
        (platform, month): fees[platform].monthly_cents
        for platform, month in member_months(run.db, span)
        if platform in fees and fees[platform].monthly_cents
    }
    return entries(unfolded(run.db, Asked("debtor", span, platforms_of(run).through)), paid)
