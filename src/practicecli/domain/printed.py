"""A note as it is printed: all that a reader outside needs to know, each thing as a plain value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

# Two spellings of one thing, and what a person calls it.
_FIELDS = {
    "start": "start",
    "stop": "stop",
    "minutes": "minutes",
    "place": "place",
    "cpt": "billing codes",
    "modifiers": "modifiers",
    "dx": "diagnosis codes",
}


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature on a note or an addendum; `at` is in the practice's zone.

    `attested` is the sentence that was signed; `reason` is why it was signed late.
    """

    name: str
    credentials: str
    npi: str
    at: datetime
    hash: str
    late: bool = False
    reason: str = ""
    attested: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """An addendum, with the signature of its own."""

    text: str
    signed: Signed


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An upload that belongs to the session; `type` is its media type."""

    ref: str
    name: str
    type: str
    bytes: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Coded:
    """A code with what it means; the label is empty where we do not know the code."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Printed:
    """One note for paper. Instants are in the practice's zone, minutes true and whole.

    `assumed`: the scheduled times stand in for the true ones. `since` is what changed after the
    signature, in words; a note without `signed` is a draft.
    """

    ref: str
    session_ref: str
    client: str
    born: date | None
    provider: str
    credentials: str
    npi: str
    title: str
    day: date
    start: datetime
    stop: datetime
    minutes: int
    sections: tuple[tuple[str, str], ...]
    assumed: bool = False
    place: str = "office"
    pos: str = ""
    state: str = ""
    video: str = ""
    claim_dx: tuple[Coded, ...] = ()
    participants: str = "client"
    occasion: str = ""
    complexity: str = ""
    em_minutes: int | None = None
    dx: tuple[Coded, ...] = ()
    cpt: tuple[Coded, ...] = ()
    modifiers: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    signed: Signed | None = None
    since: tuple[str, ...] = ()
    addenda: tuple[Added, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()


def host_of(link: str) -> str:
    """Give the host of a video link: its path may hold what opens the room."""
    rest = link.strip().partition("://")[2] or link.strip()
    for end in "/?#":
        rest = rest.partition(end)[0]
    return rest.rpartition("@")[2].partition(":")[0].lower()


def changed_since(bound: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Name what a signature holds and the session no longer says, as it stood when signed.

    What was not known yet when it was signed, such as codes, did not change: it was added.
    """
    return [
        f"{words}: {_shown(bound[name])}"
        for name, words in _FIELDS.items()
        if bound.get(name) not in (None, "", [], ()) and _plain(bound[name]) != _plain(now[name])
    ]


def _plain(value: object) -> object:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value


def _shown(value: object) -> str:
    held = _plain(value)
    return " ".join(map(str, held)) if isinstance(held, list) else str(held)
