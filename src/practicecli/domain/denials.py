"""What a payer's reason for not paying means, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Denial:
    """One CARC in our own words. `group` is the usual one; the remittance's own outranks it."""

    carc: str
    group: str
    group_meaning: str
    meaning: str
    next_step: str
