"""What a review reads: confirmed sessions, how their notes stand, plans, and sealed texts."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from practicecli.domain.reviewing import Bound, Earlier, Held, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from practicecli.cache.connect import Db

_EARLIER = """
    SELECT client, day, cpt, dx FROM session
     WHERE status = 'confirmed' AND starts_at < :start AND (:client = '' OR client = :client)
     ORDER BY starts_at, id
"""
_HELD = """
    SELECT s.ref, s.client, s.day, coalesce(s.actual_start, s.starts_at),
           coalesce(s.actual_stop, s.ends_at),
           s.times_assumed OR s.actual_start IS NULL OR s.actual_stop IS NULL,
           s.actual_start IS s.starts_at AND s.actual_stop IS s.ends_at,
           s.cpt, s.dx, coalesce(s.em_minutes, 0), s.note_route, s.note_status, s.sign_by,
           n.signed_at, coalesce(n.late, 0), n.bound, n.dx,
           EXISTS (SELECT 1 FROM addendum a WHERE a.note = n.id)
      FROM session s LEFT JOIN note n ON n.session = s.id AND n.status = 'signed'
     WHERE s.status = 'confirmed' AND s.starts_at >= :start AND s.starts_at < :end
     ORDER BY s.starts_at, s.id
"""
_PLANS = """
    SELECT client, signed_at, review_by FROM plan WHERE status = 'signed' ORDER BY signing
"""
_TEXTS = """
    SELECT n.id, s.ref, s.starts_at >= :start
      FROM note n JOIN session s ON s.id = n.session
     WHERE n.status = 'signed' AND s.status = 'confirmed' AND s.starts_at < :end
       AND (:client = '' OR s.client = :client)
       AND s.client IN (SELECT client FROM session
             WHERE status = 'confirmed' AND starts_at >= :start AND starts_at < :end)
     ORDER BY s.starts_at, s.id
"""


class SignedNote(NamedTuple):
    """A signed note whose text is compared; `reviewed` where its session is in the period."""

    id: str
    ref: str
    reviewed: bool


def earlier(db: Db, *, start: str, client: str = "") -> Iterator[Earlier]:
    """Read the confirmed sessions before an instant (UTC text), oldest first; of one client."""
    for whose, day, cpt, dx in db.execute(_EARLIER, {"start": start, "client": client}):
        yield Earlier(whose, date.fromisoformat(day), tuple(cpt.split()), tuple(dx.split()))


def held(db: Db, *, start: str, end: str) -> Iterator[Held]:
    """Read the confirmed sessions from `start` up to, not including, `end` (UTC text)."""
    for row in db.execute(_HELD, {"start": start, "end": end}):
        yield _held(row)


def plans(db: Db, zone: tzinfo) -> dict[str, list[Plan]]:
    """Read every client's signed treatment plans, by the days of a zone, in order of signing."""
    found: dict[str, list[Plan]] = {}
    for client, signed_at, review_by in db.execute(_PLANS):
        signed_on = datetime.fromisoformat(signed_at).astimezone(zone).date()
        found.setdefault(client, []).append(Plan(signed_on, _instant(review_by)))
    return found


def signed_notes(db: Db, *, start: str, end: str, client: str = "") -> Iterator[SignedNote]:
    """Read the signed notes of the clients seen from `start` to `end`, earlier ones among them.

    Oldest first, and without their texts: SQLite would hold all of them to sort them.
    """
    for row in db.execute(_TEXTS, {"start": start, "end": end, "client": client}):
        yield SignedNote(row[0], row[1], bool(row[2]))


def sealed_note(db: Db, identity: str) -> bytes:
    """Read the sealed text of one note, which must be there."""
    (body,) = db.execute("SELECT body FROM note WHERE id = ?", (identity,)).fetchone()
    return bytes(body)


def _held(row: Sequence[Any]) -> Held:
    ref, client, day, start, stop, assumed, scheduled, cpt, dx, em_minutes, *note = row
    route, status, sign_by, signed_at, late, bound, note_dx, addended = note
    return Held(
        ref=ref,
        client=client,
        day=date.fromisoformat(day),
        start=datetime.fromisoformat(start),
        stop=datetime.fromisoformat(stop),
        assumed=bool(assumed),
        scheduled=bool(scheduled),
        cpt=tuple(cpt.split()),
        dx=tuple(dx.split()),
        em_minutes=em_minutes,
        note_route=route,
        note_status=status,
        sign_by=_instant(sign_by),
        signed_at=_instant(signed_at),
        late=bool(late),
        bound=_bound(bound, note_dx, addended=bool(addended)) if bound else None,
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _bound(text: str, note_dx: str, *, addended: bool) -> Bound:
    said = json.loads(text)
    return Bound(
        cpt=tuple(said["cpt"]),
        dx=tuple(said["dx"]),
        start=_instant(said["start"]),
        stop=_instant(said["stop"]),
        minutes=said["minutes"],
        note_dx=tuple(note_dx.split()),
        addended=addended,
    )
