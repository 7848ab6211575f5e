"""What may be attached to a session, as a domain record."""

from __future__ import annotations

from functools import cache

from practicecli.domain.attachments import Limits
from practicecli.figures._compiled import FIGURES


@cache
def attachment_limits() -> Limits:
    """Give the limits of an upload."""
    figures = FIGURES["attachments"]
    return Limits(
        most_bytes=figures["most"]["bytes"],
        longest_name=figures["longest_name"]["letters"],
        types={row["key"]: row["label"] for row in figures["types"]},
    )
