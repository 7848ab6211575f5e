"""The sentences for what goes wrong on the way to a platform; none quotes an answer or a token."""

from __future__ import annotations

from practicecli.errors import LockedOutError, RefusedError, TemporaryError

_LATER = "Nothing is lost; type `practice sync` again later"
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def unreachable(platform: str) -> TemporaryError:
    """Say that there was no connection, or none that lasted."""
    return TemporaryError(
        f"The platform {platform} cannot be reached",
        hint="Nothing is lost; type `practice sync` again when you are online",
    )


def overdue(platform: str, seconds: float) -> TemporaryError:
    """Say that the whole request took longer than it may."""
    return TemporaryError(
        f"The platform {platform} did not finish its answer within {seconds:g} seconds", hint=_LATER
    )


def untrusted(platform: str, *, certificate: bool) -> TemporaryError:
    """Say that nobody proved to be the platform, so that nothing was sent."""
    what = (
        f"The certificate shown for the platform {platform} cannot be trusted"
        if certificate
        else f"The platform {platform} offers no encryption that can be trusted"
    )
    return TemporaryError(
        f"{what}; nothing was sent",
        hint="A log-in page of a network may stand in between: try again on another one",
    )


def elsewhere(platform: str, status: int) -> RefusedError:
    """Say that it points to another address, where neither token nor record may go."""
    return RefusedError(
        f"The platform {platform} points to another address (HTTP {status}), which is not followed",
        hint=f"Give the new one yourself: `practice platform add {platform} --remote URL`",
    )


def unreadable(platform: str, where: str = "") -> TemporaryError:
    """Say that an answer is not in the contract; `where` names kind and field."""
    place = f": `{where}`" if where else ""
    return TemporaryError(
        f"The platform {platform} answered something that is not in its contract{place}",
        hint="Nothing was taken over; a newer `practice` may know it, or a log-in page of a "
        "network stands in between",
    )


def asks_for_time(platform: str, seconds: float) -> TemporaryError:
    """Say that it wants to be left alone for longer than we wait."""
    return TemporaryError(
        f"The platform {platform} asks to be left alone for {_long(seconds)}",
        hint="Nothing is lost; type `practice sync` again after that",
    )


def failing(platform: str, status: int) -> TemporaryError:
    """Say that it is there but cannot answer."""
    return TemporaryError(f"The platform {platform} cannot answer now (HTTP {status})", hint=_LATER)


def not_taken(platform: str, status: int) -> RefusedError:
    """Say that it says no to the request itself."""
    return RefusedError(
        f"The platform {platform} did not take the request (HTTP {status})",
        hint="Check its address with `practice platform list`",
    )


def logged_out(platform: str) -> LockedOutError:
    """Say that the log-in has ended, and that nothing here can renew it."""
    return LockedOutError(
        f"The platform {platform} wants you to log in again",
        hint=f"Type `practice platform login {platform}`",
    )


def _long(seconds: float) -> str:
    for length, unit in _UNITS:
        if seconds >= length:
            number = min(-(-seconds // length), 9_999)  # a whole number, rounded up
            return f"{number:.0f} {unit}{'' if number == 1 else 's'}"
    return f"{seconds:.0f} seconds"
