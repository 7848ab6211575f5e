"""Money: whole cents, read in one place."""

from __future__ import annotations

import re

_AMOUNT = re.compile(r"\$?(\d{1,9})(?:\.(\d{2}))?", re.ASCII)


class NotMoneyError(ValueError):
    """What was typed is not an amount."""


def read_cents(text: str) -> int:
    """Read an amount such as `75`, `75.00` or `$75.00` as cents. Raises NotMoneyError."""
    found = _AMOUNT.fullmatch(text.strip().replace(",", ""))
    if not found:
        raise NotMoneyError(f"`{text}` is not an amount")
    whole, cents = found.groups()
    return int(whole) * 100 + int(cents or 0)
