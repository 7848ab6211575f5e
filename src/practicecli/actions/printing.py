"""Notes opened for paper: each held against its signature first, each an entry in the log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from practicecli.actions.attachments import attached_to
from practicecli.actions.desk import must_open
from practicecli.actions.notes import open_note, titled
from practicecli.actions.verifying import verified_notes
from practicecli.cache import notes, people, reading, sessions
from practicecli.cache.sessions import maybe_text, utc_text
from practicecli.domain.days import day_starts
from practicecli.domain.printed import (
    Added,
    Coded,
    Enclosed,
    Printed,
    Signed,
    changed_since,
    host_of,
)
from practicecli.domain.problems import Problem, Weight, warning
from practicecli.domain.sessions import Session, SessionStatus, service_date, true_times
from practicecli.domain.telehealth import POS
from practicecli.errors import DamagedError, RefusedError

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk
    from practicecli.actions.notes import OpenNote
    from practicecli.cache.notes import NoteRow

_COUNT = {SessionStatus.SCHEDULED, SessionStatus.CONFIRMED}


@dataclass(frozen=True, slots=True)
class ToPrint:
    """Notes of one client, oldest first, and what is missing among them, by session."""

    notes: tuple[Printed, ...]
    missing: tuple[Problem, ...] = ()


def note_to_print(desk: Desk, session: str, *, drafts: bool) -> ToPrint:
    """Open the note of a session for paper; an unsigned one only where `drafts` are asked for.

    Raises NotFoundError, RefusedError, LockedOutError, and DamagedError for a note that is not as
    it was signed. Call it in a transaction.
    """
    must_open(desk)
    of = sessions.get(desk.db, session)
    row = notes.must_have(desk.db, session, of.ref)
    if row.status != "signed" and not drafts:
        raise RefusedError("Nothing was printed", [replace(_unsigned(of), weight=Weight.BLOCKS)])
    _must_be_whole(desk, [row])
    return ToPrint((_printed(desk, of),))


def notes_to_print(
    desk: Desk, client: str, *, first: date | None, last: date | None, drafts: bool
) -> ToPrint:
    """Open a client's notes of sessions from one day to another, both counted, for paper.

    A session that is over and has no note to print is told of. Raises as `note_to_print` does, and
    RefusedError where there is nothing. Call it in a transaction.
    """
    must_open(desk)
    zone = desk.book.zone
    found = reading.sessions(
        desk.db,
        start=utc_text(day_starts(first, zone)) if first else None,
        end=utc_text(day_starts(last, zone, after=1)) if last else None,
        client=client,
    )
    held = sessions.many(desk.db, json.dumps([row["id"] for row in found]))
    in_order = sorted(held.values(), key=lambda of: (of.starts_at, of.id))
    rows = {of.id: notes.of_session(desk.db, of.id) for of in in_order}
    wanted = [of for of in in_order if _is_wanted(rows[of.id], drafts=drafts)]
    missing = [
        _missing(of, rows[of.id]) for of in in_order if of not in wanted and _is_due(desk, of)
    ]
    if not wanted:
        raise RefusedError(
            "There is no note to print among these sessions",
            [replace(one, weight=Weight.BLOCKS) for one in missing],
            hint="Give other days with `--from` and `--to`",
        )
    _must_be_whole(desk, [row for of in wanted if (row := rows[of.id])])
    return ToPrint(tuple(_printed(desk, of) for of in wanted), tuple(missing))


def _is_wanted(row: NoteRow | None, *, drafts: bool) -> bool:
    return row is not None and (drafts or row.status == "signed")


def _is_due(desk: Desk, of: Session) -> bool:
    return of.status in _COUNT and true_times(of, None, None).stop <= desk.now


def _missing(of: Session, row: NoteRow | None) -> Problem:
    if row is not None:
        return _unsigned(of)
    if of.note_status == "signed":
        return warning("no-note", f"The note of session {of.ref} is on another computer",
                       "Print it there")  # fmt: skip
    return warning("no-note", f"Session {of.ref} has no note",
                   f"practice note write {of.ref}")  # fmt: skip


def _unsigned(of: Session) -> Problem:
    return warning("note-unsigned", f"The note of session {of.ref} is a draft",
                   f"practice note sign {of.ref}, or print it with `--draft`")  # fmt: skip


def _must_be_whole(desk: Desk, rows: list[NoteRow]) -> None:
    """Refuse to put on paper as signed what is not as it was signed."""
    broken = set(verified_notes(desk).broken) & {row.ref for row in rows}
    if broken:
        raise DamagedError(
            "Nothing was printed: what is here is not as it was signed",
            hint="See what is amiss with `practice note verify`",
            problems=[Problem("note-changed", f"Note {ref} was changed") for ref in sorted(broken)],
        )


def _printed(desk: Desk, of: Session) -> Printed:
    opened = open_note(desk, of.id, read=False, verb="print")
    row, zone = opened.row, desk.book.zone
    client = people.client(desk.db, of.client)
    bound = json.loads(row.bound or "{}")
    then = _as_signed(of, bound)
    times = true_times(then, None, None)
    provider = desk.book.provider
    title, sections = titled(desk, opened)
    day = service_date(of, zone)
    return Printed(
        ref=row.ref,
        session_ref=of.ref,
        client=client.name,
        born=client.born,
        provider=row.signer or provider.name,
        credentials=bound.get("credentials", provider.credentials),
        npi=row.npi or provider.npi,
        title=title,
        day=day,
        start=times.start.astimezone(zone),
        stop=times.stop.astimezone(zone),
        minutes=times.minutes,
        assumed=times.assumed or (then is of and of.times_assumed),
        sections=sections,
        place=then.place,
        pos=POS.get(then.place, ""),
        state=of.state,
        video=host_of(of.link) if then.place != "office" else "",
        participants=then.participants,
        occasion=of.occasion,
        complexity=of.complexity,
        em_minutes=then.em_minutes,
        dx=_diagnoses(desk, tuple(row.dx.split()) or then.dx, day),
        claim_dx=_diagnoses(desk, of.dx, day) if then is not of else (),
        cpt=tuple(Coded(code, _label(desk, code)) for code in of.cpt),
        modifiers=of.modifiers,
        goals=_goals(row.goals),
        signed=_signature(desk, opened, bound),
        since=tuple(changed_since(_in_words(desk, bound), _now(desk, of))),
        addenda=_added(desk, opened, bound),
        enclosed=_enclosed(desk, of.id),
    )


def _as_signed(of: Session, bound: Mapping[str, Any]) -> Session:
    """Give a session as it stood when its note was signed; as it is now where that is not kept."""
    if "form" not in bound:
        return of
    start, stop = (datetime.fromisoformat(bound[name]) for name in ("start", "stop"))
    said = bound["minutes"] is not None
    return replace(
        of,
        starts_at=of.starts_at if said else start,
        ends_at=of.ends_at if said else stop,
        actual_start=start if said else None,
        actual_stop=stop if said else None,
        place=bound["place"],
        participants=bound["participants"],
        em_minutes=bound["em_minutes"],
        dx=tuple(bound["dx"]),
    )


def _diagnoses(desk: Desk, codes: tuple[str, ...], day: date) -> tuple[Coded, ...]:
    found = [(code, desk.book.dx(code, day)) for code in codes]
    return tuple(Coded(dx.code, dx.label) if dx else Coded(code, "") for code, dx in found)


def _label(desk: Desk, code: str) -> str:
    known = desk.book.cpt.codes.get(code)
    return known.label if known else ""


def _goals(words: str) -> tuple[str, ...]:
    """Name the goals a note serves; they are kept as the plan's ref and their numbers."""
    plan, *numbers = words.split() or [""]
    return (f"{', '.join(numbers)} of treatment plan {plan}",) if numbers else ()


def _signature(desk: Desk, opened: OpenNote, bound: Mapping[str, Any]) -> Signed | None:
    row = opened.row
    if row.status != "signed":
        return None
    return Signed(
        row.signer or "", bound.get("credentials", ""), row.npi or "",
        _local(desk, row.signed_at or ""), row.hash or "", late=bool(row.late),
        reason=opened.reason, attested=bound.get("attested", ""),
    )  # fmt: skip


def _added(desk: Desk, opened: OpenNote, bound: Mapping[str, Any]) -> tuple[Added, ...]:
    # An addendum's signature binds the credentials of the note's own.
    credentials = bound.get("credentials", "")
    return tuple(
        Added(text, Signed(one.signer, credentials, one.npi, _local(desk, one.signed_at), one.hash))
        for one, text in opened.addenda
    )


def _enclosed(desk: Desk, session: str) -> tuple[Enclosed, ...]:
    return tuple(
        Enclosed(one.row.ref, one.name, one.row.type, one.row.bytes,
                 _local(desk, one.row.attached_at))
        for one in attached_to(desk, session)
    )  # fmt: skip


def _now(desk: Desk, of: Session) -> dict[str, Any]:
    """Give of a session what a signature holds of it, as it is now."""
    times = true_times(of, None, None)
    said = of.actual_start is not None and of.actual_stop is not None
    kept = {"start": maybe_text(times.start), "stop": maybe_text(times.stop)}
    return _in_words(desk, kept) | {
        "minutes": times.minutes if said else None,
        "place": of.place,
        "cpt": of.cpt,
        "modifiers": of.modifiers,
        "dx": of.dx,
    }


def _in_words(desk: Desk, bound: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: f"{_local(desk, bound[name]):%Y-%m-%d %H:%M}" for name in ("start", "stop")
             if bound.get(name)}  # fmt: skip
    return dict(bound) | times


def _local(desk: Desk, text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(desk.book.zone)
