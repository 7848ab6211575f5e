"""Note, session and claim tell of one thing: what a signed note said, held against the claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from practicecli.domain.problems import Problem, warning


@dataclass(frozen=True, slots=True)
class SignedNote:
    """What a signature bound: the session's codes as they stood, and what the note itself says.

    `minutes` is None where it is not known. `addended`: something was added since.
    """

    codes: tuple[str, ...] = ()
    minutes: int | None = None
    dx: tuple[str, ...] = ()
    addended: bool = False


def objections_to_signed_note(
    note: SignedNote,
    *,
    ref: str,
    codes: Sequence[str],
    dx: Sequence[str],
    minutes: int,
    carries: Callable[[int], bool],
    confirmed: bool,
) -> Iterator[Problem]:
    """Say where a claim says other things than the signed note; silence means they agree.

    `codes` are the claim's CPT and diagnoses, `dx` its diagnoses alone, as ICD-10-CM writes them;
    `carries` says whether the claim's codes fit true minutes. What blocks a confirmation only warns
    where an addendum explains it, or where a `confirmed` session is corrected: that stays allowed.
    Payers hold claim and note against each other (Headway help 22758794941972, old 6048369068564).
    """
    stands = note.addended or confirmed
    other_time = note.minutes not in {None, minutes}
    other_dx = bool(note.dx) and set(note.dx) != set(dx)
    short = other_time and not stands and not carries(note.minutes or 0)
    fix = f"If the claim is right, say so first: `practice note addend {ref} --from FILE`"
    if short:
        told = f"The signed note says {note.minutes} minutes, which do not carry these codes"
        yield Problem("note-minutes", told, fix)
    if other_dx and not stands:
        told = f"The signed note says {' '.join(note.dx)}, the claim {' '.join(dx) or 'nothing'}"
        yield Problem("note-dx", told, fix)
    elif not short and (other_time or other_dx or (note.codes and note.codes != tuple(codes))):
        yield warning(
            "note-differs",
            "Codes or times are not those that stood when the note was signed",
            f"practice note addend {ref} --from FILE",
        )
