"""Money: whole cents, read in one place."""

from __future__ import annotations

import re

# A comma stands between thousands, and nowhere else: `40,00` may be meant as forty.
_AMOUNT = re.compile(r"\$?(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{2}))?", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?\s?%?", re.ASCII)
WHOLE = 100_00  # hundredths of a percent in all of something


class NotMoneyError(ValueError):
    """What was typed is not an amount, or not a percentage."""


def read_cents(text: str) -> int:
    """Read `75`, `75.00`, `$75.00` or `1,250.00` as cents. Raises NotMoneyError."""
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        raise NotMoneyError(f"`{text}` is not an amount")
    whole, cents = found.groups()
    return int(whole.replace(",", "")) * 100 + int(cents or 0)


def read_percent(text: str) -> int:
    """Read a percentage such as `20`, `22.22` or `20%` as hundredths of a percent.

    Raises NotMoneyError where it is none, or more than a hundred.
    """
    found = _PERCENT.fullmatch(text.strip())
    if found:
        whole, part = found.groups()
        hundredths = int(whole) * 100 + int((part or "0").ljust(2, "0"))
        if hundredths <= WHOLE:
            return hundredths
    raise NotMoneyError(f"`{text}` is not a percentage from 0 to 100")


def part_of(cents: int, hundredths: int) -> int:
    """Give so many hundredths of a percent of a sum, to the cent; half a cent goes up."""
    return (cents * hundredths + WHOLE // 2) // WHOLE
