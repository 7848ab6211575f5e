"""What a signature binds, put together from the rows, when it is made and when it is checked."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from practicecli.cache import notes, sessions
from practicecli.cache.sessions import maybe_text
from practicecli.domain.notes import Binding, attestation
from practicecli.domain.sessions import Session, service_date, true_times
from practicecli.errors import DamagedError

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk
    from practicecli.cache.notes import AddendumRow, NoteRow

FORM = 2  # the form of new signatures; older ones are checked in theirs


def bind(desk: Desk, of: Session, draft: NoteRow, text: str, *, late: bool, reason: str) -> Binding:
    """Put together all that the signature of a note holds fast."""
    provider = desk.book.provider
    template = desk.template(draft.template)
    times = true_times(of, None, None)
    said = of.actual_start is not None and of.actual_stop is not None
    return Binding(
        note=draft.id,
        session=of.id,
        template=draft.template,
        body=text,
        signer=provider.name,
        credentials=provider.credentials,
        npi=provider.npi,
        signed_at=desk.at,
        previous=notes.last_hash(desk.db),
        cpt=of.cpt,
        modifiers=of.modifiers,
        dx=of.dx,
        start=maybe_text(times.start) or "",
        stop=maybe_text(times.stop) or "",
        form=FORM,
        author=draft.author,
        edited_at=draft.edited_at,
        place=of.place,
        participants=of.participants,
        em_minutes=of.em_minutes,
        note_dx=tuple(draft.dx.split()),
        goals=tuple(draft.goals.split()),
        minutes=times.minutes if said else None,
        late=late,
        reason=reason,
        attested=attested(desk, of),
        client=of.client,
        title=template.title,
        headings=tuple((one.key, one.title) for one in template.sections),
    )


def attested(desk: Desk, of: Session, *, what: str = "this note") -> str:
    """Give the sentence that is signed for a session's note, in the practice's own time."""
    provider, zone = desk.book.provider, desk.book.zone
    times = true_times(of, None, None)
    start, stop = (at.astimezone(zone) for at in (times.start, times.stop))
    day = service_date(of, zone)
    whole = f"{what} of session {of.ref} on {day}, {start:%H:%M} to {stop:%H:%M},"
    return attestation(provider.name, provider.credentials, provider.npi, what=whole)


def bound_text(binding: Binding) -> str:
    """Give what of a binding has to be kept beside the note, as JSON.

    All but the text itself, and what has columns of its own.
    """
    return json.dumps(
        {
            "form": binding.form,
            "credentials": binding.credentials,
            "cpt": binding.cpt,
            "modifiers": binding.modifiers,
            "dx": binding.dx,
            "note_dx": binding.note_dx,
            "start": binding.start,
            "stop": binding.stop,
            "minutes": binding.minutes,
            "place": binding.place,
            "participants": binding.participants,
            "em_minutes": binding.em_minutes,
            "attested": binding.attested,
            "title": binding.title,
            "headings": binding.headings,
        }
    )


def bound_again(desk: Desk, row: NoteRow) -> Binding:
    """Put a signed note's binding together again from what is stored now.

    Raises DamagedError where a text does not open; ValueError, KeyError or TypeError where what
    was kept beside it is not as we write it.
    """
    held = json.loads(row.bound or "{}")
    first = Binding(
        row.id, row.session, row.template, desk.seal.open(row.body, row.id), row.signer or "",
        held["credentials"], row.npi or "", row.signed_at or "", row.previous or "",
        tuple(held["cpt"]), tuple(held["modifiers"]), tuple(held["dx"]), held["start"],
        held["stop"],
    )  # fmt: skip
    if "form" not in held:
        return first
    return replace(
        first,
        form=held["form"],
        author=row.author,
        edited_at=row.edited_at,
        place=held["place"],
        participants=held["participants"],
        em_minutes=held["em_minutes"],
        note_dx=tuple(row.dx.split()),
        goals=tuple(row.goals.split()),
        minutes=held["minutes"],
        late=bool(row.late),
        reason=desk.seal.open(row.reason, f"{row.id}:reason") if row.reason else "",
        attested=held["attested"],
        client=sessions.client_of(desk.db, row.session),  # as it is now: a note stays its client's
        title=held["title"],
        headings=tuple((key, heading) for key, heading in held["headings"]),
    )


def whole_binding(desk: Desk, row: NoteRow) -> Binding | None:
    """Give a signed note's binding, None where note, copies beside it or client were changed."""
    try:
        binding = bound_again(desk, row)
    except (DamagedError, ValueError, KeyError, TypeError):
        return None  # sealed for another note, or what was kept beside it is not as we write it
    if binding.form == 1:  # it had no place for these, so that nobody puts words beside it
        same = not (row.dx or row.goals or row.author or row.reason)
    else:  # what is kept beside the note holds copies for quick reading: they have to say the same
        same = bound_text(binding) == row.bound
    return binding if same and binding.digest() == row.hash else None


def bind_addendum(desk: Desk, note: NoteRow, identity: str, text: str, *, previous: str) -> Binding:
    """Put together what the signature of an addendum holds fast."""
    provider = desk.book.provider
    return _addendum(
        identity, note, text, provider.name, _credentials(note), provider.npi, desk.at, previous
    )


def addendum_again(desk: Desk, note: NoteRow, one: AddendumRow, *, previous: str) -> Binding:
    """Put an addendum's binding together again. Raises DamagedError."""
    text = desk.seal.open(one.body, one.id)
    return _addendum(
        one.id, note, text, one.signer, _credentials(note), one.npi, one.signed_at, previous
    )


def _addendum(
    identity: str,
    note: NoteRow,
    text: str,
    signer: str,
    credentials: str,
    npi: str,
    signed_at: str,
    previous: str,
) -> Binding:
    return Binding(
        identity, note.session, "addendum", text, signer, credentials, npi, signed_at, previous,
        (), (), (), "", "",
    )  # fmt: skip


def _credentials(note: NoteRow) -> str:
    """Give the credentials the note was signed with: an addendum has no place for its own."""
    held: dict[str, str] = json.loads(note.bound or "{}")
    return held["credentials"]
