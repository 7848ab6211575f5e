"""Keeping texts that are still being written, sealed, until they have become a draft."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from practicecli.actions.desk import log, must_open
from practicecli.cache import edits
from practicecli.cache.sessions import utc_text

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk


def keep_edit(desk: Desk, subject: str, kind: str, text: str) -> None:
    """Seal a text in the place of what was kept of its subject. Call it in a transaction.

    `subject` is the id of a session or a client, `kind` the template. Raises LockedOutError.
    """
    must_open(desk)
    edits.put(desk.db, subject, kind, desk.seal.seal(text, f"{subject}:edit"), desk.at)
    log(desk, [("keep", "edit", subject, "")])


def recover_edit(
    desk: Desk, subject: str, kind: str, text: str, saved: datetime
) -> tuple[bool, bool]:
    """Take in a text that an editor was left with; say whether it is ours, and whether it is news.

    It is ours if its subject is of this practice; another one's is left for that one. Call it in a
    transaction. Raises LockedOutError.
    """
    must_open(desk)
    if not edits.belongs(desk.db, subject):
        return False, False
    kept = edits.get(desk.db, subject)
    if kept is not None and kept[2] >= utc_text(saved):
        return True, False  # what was sealed while it was written is as new as the file
    edits.put(desk.db, subject, kind, desk.seal.seal(text, f"{subject}:edit"), utc_text(saved))
    log(desk, [("keep", "edit", subject, "recovered")])
    return True, True
