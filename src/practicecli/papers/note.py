"""One note as blocks: whose it is, when and where, the text, who signed, what was added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from practicecli.domain.printed import Coded, Printed, Signed
from practicecli.papers import wording
from practicecli.papers.lettering import Lettering
from practicecli.papers.pages import Block, Row
from practicecli.papers.setting import BODY, LABEL, heading, pairs, prose, rows, title

DRAFT = "DRAFT, NOT SIGNED"
_HASH_SHOWN = 16  # of 64 digits: enough to find the signature that is meant
_MOST_HEADER_LINES = 2  # of a name without end; the whole stands in the text


def header(letters: Lettering, note: Printed, *, draft: bool) -> list[Row]:
    """Set what stands on top of each page: whose note it is, by whom, and whether it counts."""
    lines = [
        *_cut(rows(letters, f"Client: {note.client}", LABEL)),
        *rows(letters, f"Born: {_born(note)}", BODY),
        *_cut(rows(letters, f"Provider: {note.provider}, {note.credentials}", BODY)),
        *_cut(rows(letters, f"NPI: {note.npi}", BODY)),
    ]
    return [*rows(letters, DRAFT, LABEL), *lines] if draft else lines


def footer(note: Printed) -> str:
    """Say which note a page belongs to."""
    return f"Note {note.ref} of session {note.session_ref}, {wording.day(note.day)}"


def blocks(letters: Lettering, note: Printed) -> list[Block]:
    """Set a whole note."""
    return [
        title(letters, note.title),
        *pairs(letters, _facts(note)),
        *_sections(letters, note),
        *_signature(letters, note),
        *_addenda(letters, note),
        *_enclosed(letters, note),
    ]


def _facts(note: Printed) -> Iterator[tuple[str, Sequence[str]]]:
    yield "Client", [note.client, f"Born {_born(note)}"]
    yield "Provider", [f"{note.provider}, {note.credentials}", f"NPI {note.npi}"]
    yield "Date of service", [wording.long_day(note.day)]
    yield "Time", _times(note)
    yield "Place", _place(note)
    yield "Taking part", [wording.PARTICIPANTS.get(note.participants, note.participants)]
    yield "Occasion", [wording.OCCASIONS.get(note.occasion, note.occasion)]
    yield "Diagnosis", [_coded(one) for one in note.dx]
    yield "Billing codes", [_coded(one) for one in note.cpt]
    yield "Modifiers", [" ".join(note.modifiers)]
    if note.claim_dx and note.claim_dx != note.dx:
        yield "Diagnosis billed", [_coded(one) for one in note.claim_dx]
    yield "Complexity", [note.complexity]
    yield "Goals", note.goals


def _times(note: Printed) -> list[str]:
    lines = [f"{wording.span(note.start, note.stop)}, {note.minutes} minutes"]
    if note.assumed:
        lines.append("As scheduled; true start and stop were not recorded")
    if note.em_minutes is not None:
        rest = max(note.minutes - note.em_minutes, 0)
        lines.append(f"Medical visit (E/M) {note.em_minutes} minutes, apart from it {rest} minutes")
    return lines


def _place(note: Printed) -> list[str]:
    where = wording.PLACES.get(note.place, note.place)
    return [
        where + (f", in {note.state}" if note.state else ""),
        f"Place of service {note.pos}" if note.pos else "",
        f"By {note.video}" if note.video else "",
    ]


def _sections(letters: Lettering, note: Printed) -> Iterator[Block]:
    for name, text in note.sections:
        yield heading(letters, name)
        yield from prose(letters, text if text.strip() else "Nothing was written here")


def _signature(letters: Lettering, note: Printed) -> Iterator[Block]:
    yield heading(letters, "Signature")
    if note.signed is None:
        yield from prose(letters, f"{DRAFT}. It may still change.", style=LABEL)
        return
    yield _signed(letters, note.signed)
    if note.signed.attested:
        yield from prose(letters, note.signed.attested)
    if note.signed.late:
        reason = note.signed.reason.strip() or "none was given"
        yield from prose(letters, f"Signed late, after its time. Reason: {reason}")
    if note.since:
        was = "; ".join(note.since)
        yield from prose(letters, f"Changed since it was signed. As it was signed: {was}")


def _addenda(letters: Lettering, note: Printed) -> Iterator[Block]:
    for one in note.addenda:
        yield heading(letters, f"Addendum of {wording.moment(one.signed.at)}")
        yield from prose(letters, one.text if one.text.strip() else "Nothing was written here")
        yield _signed(letters, one.signed)


def _signed(letters: Lettering, one: Signed) -> Block:
    who = ", ".join(filter(None, (one.name, one.credentials, f"NPI {one.npi}")))
    return Block(
        (
            *rows(letters, f"Electronically signed by {who}", BODY),
            *rows(letters, f"on {wording.moment(one.at)}", BODY),
            *rows(letters, f"Signature hash {one.hash[:_HASH_SHOWN]}", BODY),
        ),
        above=6,
    )


def _enclosed(letters: Lettering, note: Printed) -> Iterator[Block]:
    if not note.enclosed:
        return
    yield heading(letters, "Attachments, kept with the session")
    for one in note.enclosed:
        kind = one.type.rpartition("/")[2].upper()
        told = f"{one.ref}: {one.name}, {kind}, {wording.size(one.bytes)}"
        yield from prose(letters, f"{told}, attached {wording.moment(one.at)}")


def _cut(lines: list[Row]) -> list[Row]:
    return lines[:_MOST_HEADER_LINES]


def _born(note: Printed) -> str:
    return wording.day(note.born) if note.born else "not on file"


def _coded(one: Coded) -> str:
    return f"{one.code} {one.label}".strip()
