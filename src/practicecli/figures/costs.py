"""What a client is told about costs beside the arithmetic."""

from __future__ import annotations

from practicecli.figures._compiled import FIGURES


def secondary_refund_days() -> int:
    """Days within which a client has back what a secondary coverage pays."""
    return int(FIGURES["costs"]["secondary_refund"]["days"])
