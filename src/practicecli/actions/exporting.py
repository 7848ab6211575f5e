"""Writing everything out, sealed texts opened; each one that leaves is an entry in the log."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from practicecli.actions.attachments import open_content
from practicecli.actions.desk import Desk, log
from practicecli.cache import attachments, whole
from practicecli.errors import LockedOutError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Table = tuple[str, Sequence[str], Iterator[Sequence[Any]]]

_PLAIN_TEXT = frozenset({"addendum"})  # what holds words; the others hold JSON
_UPLOADS = (
    "id", "ref", "session_id", "name", "type", "bytes", "attached_at", "npi", "content_hash",
    "content_base64",
)  # fmt: skip


def tables_to_export(desk: Desk) -> Iterator[Table]:
    """Give every table with its sealed texts in clear. Read it in one transaction.

    Psychotherapy notes are not among them: they lie in a file of their own. Raises LockedOutError
    without the key for notes: half an export would pass for a whole one.
    """
    if not desk.seal.is_open:
        raise LockedOutError(
            "The key that was given does not open notes, so not everything can be written",
            hint="Use the key that `practice init` made, not the one for cron",
        )
    yield from whole.plain_tables(desk.db)
    for name, header, rows in whole.sealed_tables(desk.db):
        reason = header.index("late_reason") if "late_reason" in header else None
        yield name, header, _opened(desk, name, rows, reason)
    yield "attachment", _UPLOADS, _uploads(desk)


def _opened(
    desk: Desk, kind: str, rows: Iterator[Sequence[Any]], reason: int | None
) -> Iterator[Sequence[Any]]:
    for identity, *values, body in rows:
        text = desk.seal.open(body, identity)
        log(desk, [("export", kind, identity, "")])
        if reason is not None and values[reason - 1] is not None:
            values[reason - 1] = desk.seal.open(values[reason - 1], f"{identity}:reason")
        yield (identity, *values, text if kind in _PLAIN_TEXT else json.loads(text))


def _uploads(desk: Desk) -> Iterator[Sequence[Any]]:
    for row in attachments.everything(desk.db):
        name, content = open_content(desk, row)
        log(desk, [("export", "attachment", row.id, "")])
        yield (
            row.id, row.ref, row.session, name, row.type, row.bytes, row.attached_at, row.npi,
            row.hash, b64encode(content).decode(),
        )  # fmt: skip
