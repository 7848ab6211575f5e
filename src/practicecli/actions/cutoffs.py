"""Writing down the cut-offs to come, so that `today` and `due` need no calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from practicecli.cache import cutoffs
from practicecli.cache.sessions import utc_text
from practicecli.domain import calendars

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk
    from practicecli.cache.cutoffs import Row

AHEAD = timedelta(days=90)


def write_cutoffs(desk: Desk) -> None:
    """Work out each platform's cut-offs of the coming weeks. Call it in a transaction."""
    until = desk.now + AHEAD
    cutoffs.put(desk.db, _rows(desk), since=desk.at, until=utc_text(until))


def _rows(desk: Desk) -> Iterator[Row]:
    until = desk.now + AHEAD
    for name, one in desk.platforms.items():
        coming = calendars.cutoffs(desk.book.policies[one.policy].payouts, desk.now, desk.book.zone)
        for cut in takewhile(lambda cut: cut.at <= until, coming):
            yield (
                name, utc_text(cut.at), cut.pays_on.isoformat(), cut.bank_on.isoformat(),
                cut.later_on.isoformat(), cut.later_bank_on.isoformat(),
                cut.held_by.isoformat() if cut.held_by else cutoffs.FOR_EVER,
            )  # fmt: skip
