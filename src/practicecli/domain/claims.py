"""Claims: every status there is, and which of them still want something."""

from __future__ import annotations

from enum import StrEnum


class ClaimStatus(StrEnum):
    """Where a claim stands; one list for all platforms and for all time."""

    NOT_SENT = "not-sent"
    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PENDING = "pending"
    INFO_WANTED = "info-wanted"
    PAID = "paid"
    PAID_CLIENT_SHARE = "paid-client-share"
    DENIED = "denied"
    UNDERPAID = "underpaid"
    APPEALED = "appealed"
    CORRECTED = "corrected"
    VOIDED = "voided"
    WRITTEN_OFF = "written-off"
    REVERSED = "reversed"


SETTLED = frozenset(
    {
        ClaimStatus.PAID,
        ClaimStatus.PAID_CLIENT_SHARE,
        ClaimStatus.CORRECTED,  # another claim has taken its place
        ClaimStatus.VOIDED,
        ClaimStatus.WRITTEN_OFF,
        ClaimStatus.REVERSED,
    }
)
OPEN = tuple(status for status in ClaimStatus if status not in SETTLED)
