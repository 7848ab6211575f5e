"""Claims with all that happened to them, for lists of any length."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from practicecli.cache.reading import CLAIM, CLAIM_STATUS, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from practicecli.cache.connect import Db
    from practicecli.cache.reading import Row

    Events = list[tuple[str, str, str]]
    """at, status, detail; oldest first."""

_ORDER = "m.created_at, m.rowid"  # of one moment, as they were made
_CHOSEN = f" WHERE :all OR {CLAIM_STATUS} IN (SELECT value FROM json_each(:statuses))"  # noqa: S608
_CLAIMS = f"{CLAIM}{_CHOSEN} ORDER BY {_ORDER}"
_EVENTS = f"""
    SELECT m.id, e.at, e.status, e.detail FROM claim m JOIN claim_event e ON e.claim = m.id
      JOIN session s ON s.id = m.session
    {_CHOSEN} ORDER BY {_ORDER}, e.at, e.seq
"""  # noqa: S608 - our own words


def claims_with_events(
    db: Db, statuses: Sequence[str] | None = None
) -> Iterator[tuple[Row, Events]]:
    """Read claims, oldest first, each with its events, by two queries side by side.

    `statuses` keeps only claims that stand at one of them.
    """
    import json

    values = {"all": statuses is None, "statuses": json.dumps(list(statuses or ()))}
    happened = groupby(db.execute(_EVENTS, values), key=lambda row: row[0])
    owner, events = next(happened, (None, None))
    for row in named(db, _CLAIMS, values):
        if row["id"] != owner or events is None:
            yield row, []
            continue
        yield row, [(at, status, detail) for _, at, status, detail in events]
        owner, events = next(happened, (None, None))
