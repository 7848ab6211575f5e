"""Notes as a reviewer asks for them: there, signed in time, about this claim, and not copied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from practicecli.domain.repeats import Repeat
from practicecli.domain.reviewing import Case, Finding, Held, Pair, counted, percent, refs


def findings_in_notes(case: Case) -> Iterator[Finding]:
    """Say where a note is missing, unsigned, late, or bound to another claim than was sent."""
    held = case.held
    missing = [one for one in held if one.note_status == "none" and one.note_route != "upload"]
    yield from _each(
        missing, "no-note", "{} no note", ("session has", "sessions have"),
        "Write it with `practice note write`; a late note says that it is late",
    )  # fmt: skip
    yield from _each(
        [one for one in held if one.note_status == "draft"],
        "note-unsigned", "The note of {} not signed", ("session is", "sessions is"),
        "Read it, then `practice note sign`",
    )  # fmt: skip
    yield from _each(
        [one for one in held if _is_late(one)],
        "late-signature", "The note of {} signed after its time", ("session was", "sessions was"),
        "Be ready to give the reason; a signature is never moved back",
    )  # fmt: skip
    yield from _each(
        [one for one in held if _differs(one)],
        "note-differs",
        "The note of {} signed with other codes or times than were billed",
        ("session was", "sessions was"),
        "Say why in `practice note addend`, or correct the claim with `practice session modify`",
    )  # fmt: skip


def _each(
    held: Sequence[Held], code: str, sentence: str, nouns: tuple[str, str], fix: str
) -> Iterator[Finding]:
    """Give one finding about sessions of which there should be none."""
    if held:
        told = sentence.format(counted(len(held), *nouns))
        yield Finding(code, told, refs(held), len(held), 0, fix)


def _is_late(one: Held) -> bool:
    if one.signed_at is None:
        return False
    return one.late or (one.sign_by is not None and one.signed_at > one.sign_by)


def _differs(one: Held) -> bool:
    """Whether a signature holds other things than were billed, and no addendum says why."""
    bound = one.bound
    if bound is None or bound.addended:
        return False
    codes = ((bound.cpt, one.cpt), (bound.dx, one.dx), (bound.note_dx, one.dx))
    if any(signed and set(signed) != set(billed) for signed, billed in codes):
        return True
    if bound.minutes is None:
        return False
    times = ((bound.start, one.start), (bound.stop, one.stop))
    return bound.minutes != one.minutes or any(
        signed is not None and _to_the_minute(signed) != _to_the_minute(billed)
        for signed, billed in times
    )


def _to_the_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def findings_in_repeats(repeats: Sequence[Repeat], *, least: float) -> Iterator[Finding]:
    """Say which notes stand a second time, or nearly, with the share of five-word runs in common.

    No two sessions may have identical notes (Headway help 5922338594708, 22758794941972).
    """
    exact = [one for one in repeats if one.exact]
    nearly = [one for one in repeats if not one.exact and one.likeness >= least]
    fix = "Say in an addendum what this session was about: `practice note addend`"
    if exact:
        yield Finding(
            "note-repeated",
            f"{counted(len(exact), 'note is', 'notes are')} word for word that of another session",
            *_concerned(exact), fix, pairs=_pairs(exact),
        )  # fmt: skip
    if nearly:
        most = max(one.likeness for one in nearly)
        sessions, _, _ = _concerned(nearly)
        yield Finding(
            "note-alike",
            f"{counted(len(nearly), 'note is', 'notes are')} nearly that of another session; the"
            f" most alike have {percent(most)} of their runs of five words in common",
            sessions, most, least, fix, "alike", _pairs(nearly),
        )  # fmt: skip


def findings_in_seals(closed: Sequence[str]) -> Iterator[Finding]:
    """Say which signed notes do not open: they are not as they were signed."""
    if closed:
        yield Finding(
            "note-changed",
            f"{counted(len(closed), 'signed note does', 'signed notes do')} not open: changed,"
            " moved, or sealed with another key",
            tuple(closed), len(closed), 0,
            "Check them with `practice note verify`; a backup may hold them whole",
        )  # fmt: skip


def _concerned(repeats: Sequence[Repeat]) -> tuple[tuple[str, ...], int, int]:
    named = dict.fromkeys(ref for one in repeats for ref in (one.ref, one.other))
    return tuple(named), len(repeats), 0


def _pairs(repeats: Sequence[Repeat]) -> tuple[Pair, ...]:
    return tuple(Pair(one.ref, one.other, one.likeness) for one in repeats)
