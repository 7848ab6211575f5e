"""Refs: the short names people type for things whose true names are UUIDs."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U
LENGTH = 7  # 35 bits of a UUIDv7's random tail
SHORTEST = 4  # the shortest tail that is looked up
LETTERS = {
    "session": "s",
    "client": "c",
    "note": "n",
    "claim": "m",
    "payout": "p",
    "plan": "t",
    "attachment": "a",
    "authorization": "u",
    "charge": "g",
    "invoice": "i",
}

_SIGNS = ALPHABET.lower()
_PLACES = tuple(range(5 * LENGTH - 5, -1, -5))
_MISREAD = str.maketrans("ILO", "110")


def ref_of(kind: str, identity: str) -> str:
    """Give the ref of a record: its kind's letter and the last 35 bits of its id."""
    rest = int(identity[-9:], 16)
    tail = "".join([_SIGNS[(rest >> place) & 31] for place in _PLACES])
    return f"{LETTERS[kind]}-{tail}"


def tail_of(kind: str, typed: str) -> str | None:
    """Give the tail that was typed, as it is stored, or None where it cannot be a ref of this kind.

    The letter may be left out, capitals do not matter, and I, L and O are read as Crockford says.
    """
    text = typed.strip()
    letter, dash, rest = text.partition("-")
    if dash:
        if letter.lower() != LETTERS[kind]:
            return None
        text = rest
    tail = text.upper().translate(_MISREAD)
    if not SHORTEST <= len(tail) <= LENGTH or any(sign not in ALPHABET for sign in tail):
        return None
    return tail.lower()
