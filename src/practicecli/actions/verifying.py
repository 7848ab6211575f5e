"""Whether what was signed or attached is as it was then: notes, plans, uploads, the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from practicecli.actions.attachments import tampered_attachments
from practicecli.actions.desk import must_open
from practicecli.actions.plans import tampered_plans
from practicecli.actions.signatures import addendum_again, whole_binding
from practicecli.cache import attachments, audit, notes, plans
from practicecli.domain.refs import ref_of
from practicecli.errors import DamagedError

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk
    from practicecli.cache.notes import NoteRow

LOG = "audit"
_Logged = dict[tuple[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Verified:
    """How many signed notes were looked at, and the refs of those that are not as signed."""

    checked: int
    broken: tuple[str, ...]


def verified_notes(desk: Desk, only: str | None = None) -> Verified:
    """Check every signed note, or one session's, against its signature, its chain and the log.

    The audit log says which there have to be and with which hash: a chain alone does not miss its
    own end, and who holds every key of the notes could sign another text anew. Raises
    LockedOutError.
    """
    must_open(desk)
    previous, checked = "", 0
    broken: list[str] = []
    lost = notes.lost(desk.db)
    logged = notes.logged(desk.db)
    for number, row in enumerate(notes.signed(desk.db), start=1):
        whole = (
            row.signing == number
            and (row.previous or "") == previous
            and row.id not in lost
            and _is_whole(desk, row, logged)
        )
        if only in {None, row.session}:
            checked += 1
            broken += [] if whole else [row.ref]
        previous = row.hash or ""
        lost.discard(row.id)
    if only is None:
        broken += sorted(ref_of("note", one) for one in lost)
    return Verified(checked, tuple(broken))


def verified(desk: Desk, only: str | None = None) -> Verified:
    """Check all that was signed or attached, or only what is of one session.

    The log itself is checked as well, since everything is held against it: where it is not as it
    was written, `broken` ends with `audit`. Raises LockedOutError.
    """
    found = verified_notes(desk, only)
    bad = tampered_attachments(desk, only)
    log = [] if audit.verify(desk.db, desk.audit_key) is None else [LOG]
    if only is not None:
        checked = found.checked + len(attachments.of_session(desk.db, only))
        return Verified(checked, (*found.broken, *bad, *log))
    checked = found.checked + plans.signed_count(desk.db) + len(attachments.everything(desk.db))
    return Verified(checked, (*found.broken, *tampered_plans(desk), *bad, *log))


def tampered_notes(desk: Desk, only: str | None = None) -> list[str]:
    """Give the refs of signed notes, or of one session's, that are not as they were signed."""
    return list(verified_notes(desk, only).broken)


def _is_whole(desk: Desk, row: NoteRow, logged: _Logged) -> bool:
    try:
        return _as_signed(desk, row, logged)
    except (DamagedError, ValueError, KeyError, TypeError):
        return False  # sealed for another note, or what was kept beside it is not as we write it


def _as_signed(desk: Desk, row: NoteRow, logged: _Logged) -> bool:
    if whole_binding(desk, row) is None:
        return False
    if logged.get((row.id, "sign")) != [row.hash]:
        return False
    previous = row.hash or ""
    hashes = []
    for one in notes.addenda(desk.db, row.id):
        added = addendum_again(desk, row, one, previous=previous)
        if one.previous != previous or added.digest() != one.hash:
            return False
        previous = one.hash
        hashes.append(one.hash)
    kept = logged.get((row.id, "addend"), [])
    if len(hashes) != len(kept):
        return False
    return all(said in {"", held} for said, held in zip(kept, hashes, strict=True))
