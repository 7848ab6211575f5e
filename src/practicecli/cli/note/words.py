"""A note's text as a person reads it, and what is said of one that was tampered with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.cli import shapes, tables
from practicecli.cli.text import safe
from practicecli.domain.problems import Problem
from practicecli.errors import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo

    from practicecli.actions.attachments import Attachment
    from practicecli.actions.notes import OpenNote
    from practicecli.cli.app import App

_INDENT = 2
PLACES = {
    "office": "in the office",
    "video-home": "by video, client at home",
    "video": "by video, client elsewhere",
}


def tampered(refs: Sequence[str]) -> DamagedError:
    """Make the error that names what was changed."""
    error = DamagedError(
        f"{len(refs)} signed records are not as they were signed"
        if len(refs) > 1
        else "A signed record is not as it was signed",
        hint="Keep this file, and look at an earlier backup with `practice backup verify PATH`",
    )
    error.problems = tuple(_changed(ref) for ref in refs)
    return error


def _changed(ref: str) -> Problem:
    if ref == "audit":
        return Problem("log-changed", "The log is not as it was written", "practice audit verify")
    kinds = {"n": "Note", "t": "Treatment plan", "a": "Attachment"}
    return Problem("note-changed", f"{kinds.get(ref[:1], 'Record')} {ref} was changed or is gone")


def lines_of(run: App, opened: OpenNote) -> list[str]:
    """Give a note's text as a person reads it, the signature and the addenda last.

    On a terminal lines are broken between words, so that nothing runs over its edge.
    """
    from practicecli.actions.notes import titled

    lines: list[str] = []
    for heading, words in titled(run.desk, opened)[1]:
        lines += [heading, *_body(run, words), ""]
    if opened.row.status == "signed":
        lines += [*_signature(run, opened), ""]
    for row, words in opened.addenda:
        lines += [f"Addendum of {shapes.instant(row.signed_at, run.zone)}, signed by {row.signer}"]
        lines += [*_body(run, words), ""]
    return lines


def _signature(run: App, opened: OpenNote) -> Iterator[str]:
    row = opened.row
    at = shapes.instant(row.signed_at, run.zone)
    late = " (late)" if row.late else ""
    yield from _wrapped(
        run, f"Electronically signed by {row.signer}, NPI {row.npi}, on {at}{late}", 0
    )
    if attested := bound_of(row.bound).get("attested"):
        yield from _wrapped(run, attested, _INDENT)
    if row.late:
        yield from _wrapped(run, f"Why it was late: {opened.reason or 'not said'}", _INDENT)


def _body(run: App, words: str) -> Iterator[str]:
    for line in words.split("\n"):
        yield from _wrapped(run, line, _INDENT)


def _wrapped(run: App, words: str, indent: int) -> Iterator[str]:
    pad = " " * indent
    width = run.out.width if run.out.is_terminal else 0
    if not words.strip() or not width:
        yield f"{pad}{words}".rstrip()
        return
    yield from (pad + line for line in tables.wrapped(safe(words), width - indent, later=0))


def attachment_shape(one: Attachment, session_ref: str, zone: tzinfo) -> dict[str, Any]:
    """Give an attachment's JSON form."""
    row = one.row
    return {
        "id": row.id,
        "ref": row.ref,
        "session": row.session,
        "session_ref": session_ref,
        "name": one.name,
        "type": row.type,
        "bytes": row.bytes,
        "hash": row.hash,
        "attached_at": shapes.instant(row.attached_at, zone),
    }


def bound_of(text: str | None) -> Mapping[str, Any]:
    """Read what is kept of a signature beside the note; empty for a draft."""
    import json

    found: Mapping[str, Any] = json.loads(text) if text else {}
    return found
