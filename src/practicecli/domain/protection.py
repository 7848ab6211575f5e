"""Whether pay is safe from being taken back: what a platform promises, and what we know of it."""

from __future__ import annotations

from enum import StrEnum

from practicecli.domain.policy import Policy


class Protection(StrEnum):
    """Why pay counts as protected, or does not."""

    TEMPLATE = "template"
    UPLOAD = "upload"
    UNSIGNED = "unsigned"
    NO_NOTE = "no-note"
    NOT_PROMISED = "not-promised"


def protection(policy: Policy | None, *, note_route: str, note_status: str) -> Protection:
    """Say whether a session's pay is protected by its note, as far as is known here.

    The promise is for the platform's own template: that a note signed here was written on it,
    only the therapist knows.
    """
    if policy is None or not policy.protected_by_template:
        return Protection.NOT_PROMISED
    if note_route != "template":
        return Protection.UPLOAD if note_route == "upload" else Protection.NO_NOTE
    return Protection.TEMPLATE if note_status == "signed" else Protection.UNSIGNED


def is_protected(found: Protection) -> bool | None:
    """Give it as yes or no; None where the platform promises nothing."""
    return None if found is Protection.NOT_PROMISED else found is Protection.TEMPLATE
