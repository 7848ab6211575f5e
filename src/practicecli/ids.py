"""New identities: UUIDv7 (RFC 9562 §5.7), made where the record is made."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MOST = (1 << 48) - 1
# Two fixed bits and two random ones, from a random digit.
_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def new_id(now: datetime) -> str:
    """Make a UUIDv7 for this moment; the 74 bits after the milliseconds are random."""
    # Whole numbers all the way: a float loses a millisecond now and then, and ids have to sort.
    moment = f"{(now - _EPOCH) // _MILLISECOND & _MOST:012x}"
    rest = os.urandom(10).hex()
    variant = _VARIANTS[rest[3]]
    return f"{moment[:8]}-{moment[8:]}-7{rest[:3]}-{variant}{rest[4:7]}-{rest[7:19]}"
