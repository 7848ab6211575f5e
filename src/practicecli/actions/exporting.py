"""Writing everything out, notes opened; each note that leaves is an entry in the log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from practicecli.actions.desk import Desk, log
from practicecli.cache import whole
from practicecli.errors import LockedOutError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Table = tuple[str, Sequence[str], Iterator[Sequence[Any]]]


def tables_to_export(desk: Desk) -> Iterator[Table]:
    """Give every table with its notes in plain text. Read it in one transaction.

    Raises LockedOutError without the key for notes: half an export would pass for a whole one.
    """
    if not desk.seal.is_open:
        raise LockedOutError(
            "The key that was given does not open notes, so not everything can be written",
            hint="Use the key that `practice init` made, not the one for cron",
        )
    yield from whole.plain_tables(desk.db)
    yield _opened(desk, whole.sealed_notes(desk.db), "sections", json.loads)
    yield _opened(desk, whole.sealed_addenda(desk.db), "text", str)


def _opened(desk: Desk, table: Table, column: str, read: Callable[[str], object]) -> Table:
    name, header, rows = table
    return name, [*header[:-1], column], _opened_rows(desk, name, rows, read)


def _opened_rows(
    desk: Desk, kind: str, rows: Iterator[Sequence[Any]], read: Callable[[str], object]
) -> Iterator[Sequence[Any]]:
    for identity, *values, body in rows:
        text = desk.seal.open(body, identity)
        log(desk, [("export", kind, identity, "")])
        yield (identity, *values, read(text))
