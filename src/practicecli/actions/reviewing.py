"""Reviewing what was confirmed, as a payer would: reads only, but opens notes, which is logged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from practicecli.actions.desk import Desk, log
from practicecli.cache import reviewing
from practicecli.cache.reviewing import SignedNote
from practicecli.cache.sessions import utc_text
from practicecli.domain.days import day_starts
from practicecli.domain.notes import sections_of
from practicecli.domain.repeats import Told, repeats
from practicecli.domain.review_report import Review, Texts, review
from practicecli.domain.reviewing import Case, Limits, past_of
from practicecli.errors import DamagedError


def review_confirmed(
    desk: Desk, limits: Limits, *, first: date, last: date, client: str = ""
) -> Review:
    """Hold what was confirmed from one day to another, both included, against every rule.

    `client` is the id of the one client who is reviewed. With the note key the texts of signed
    notes are compared, earlier ones of the same clients too; each that was opened is logged. Call
    it in a transaction.
    """
    zone = desk.book.zone
    start = utc_text(day_starts(first, zone))
    end = utc_text(day_starts(last, zone, after=1))
    case = Case(
        held=list(reviewing.held(desk.db, start=start, end=end)),
        past=past_of(reviewing.earlier(desk.db, start=start, client=client)),
        plans=reviewing.plans(desk.db, zone),
        limits=limits,
        table=desk.book.cpt,
        unspecified=lambda code, on: _unspecified(desk, code, on),
    )
    signed = reviewing.signed_notes(desk.db, start=start, end=end, client=client)
    texts = _compared(desk, signed, least=limits.alike) if desk.seal.is_open else Texts()
    return review(case, texts, first=first, last=last, only=client)


def _unspecified(desk: Desk, code: str, on: date) -> bool:
    found = desk.book.dx(code, on)
    return found is not None and found.unspecified


@dataclass(frozen=True, slots=True)
class _Opening:
    """Notes as they are opened one by one: which were, and which do not open."""

    desk: Desk
    opened: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def each(self, signed: Iterator[SignedNote]) -> Iterator[Told]:
        for one in signed:
            try:
                text = self.text_of(one.id)
            except DamagedError:
                self.closed.append(one.ref)
                continue
            self.opened.append(one.id)
            yield Told(one.id, one.ref, text, one.reviewed)

    def text_of(self, identity: str) -> str:
        text = self.desk.seal.open(reviewing.sealed_note(self.desk.db, identity), identity)
        # The words alone: a template's own titles would make all notes alike.
        return "\n".join(sections_of(text).values())


def _compared(desk: Desk, signed: Iterator[SignedNote], *, least: float) -> Texts:
    opening = _Opening(desk)
    found = tuple(repeats(opening.each(signed), opening.text_of, least=least))
    log(desk, [("review", "note", identity, "") for identity in opening.opened])
    return Texts(len(opening.opened), found, tuple(opening.closed))
