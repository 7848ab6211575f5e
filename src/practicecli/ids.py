"""New identities: UUIDv7 (RFC 9562 §5.7), made where the record is made."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def new_id(now: datetime) -> str:
    """Make a UUIDv7 for this moment; the 74 bits after the milliseconds are random."""
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    rest = int.from_bytes(os.urandom(10), "big")
    value = (
        (milliseconds << 80)
        | (0x7 << 76)
        | ((rest >> 68) << 64)
        | (0b10 << 62)
        | (rest & ((1 << 62) - 1))
    )
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
