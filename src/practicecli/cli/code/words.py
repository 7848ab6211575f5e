"""What the code commands share: days, licences, and codes as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.errors import NoPracticeError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from practicecli.cli.app import App
    from practicecli.domain.people import Provider

On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The service date; today if left out")
]


def codes_of(values: list[str] | None) -> tuple[str, ...]:
    """Read codes as they are typed: repeated options, several in one value, any case."""
    return tuple(code.upper() for value in values or [] for code in value.replace(",", " ").split())


def provider_of(run: App) -> Provider | None:
    """Give the therapist, where there is a practice."""
    try:
        run.identity  # noqa: B018 - asked first, as it needs no key
    except NoPracticeError:
        return None
    from practicecli.cache.people import provider

    return provider(run.db)


def licence_of(run: App, day: date) -> str:
    """Give the letters of the licence in force on a day, where there is a practice."""
    someone = provider_of(run)
    if someone is None:
        return ""
    held = [one for one in someone.licenses if someone.license_in(one.state, day)]
    return held[0].type if held else someone.credentials


def today_of(run: App) -> date:
    """Give the current day, in the practice's zone where there is a practice."""
    if provider_of(run) is not None:
        return run.today
    from practicecli.clock import now

    return now(run.env, sandboxed=True).astimezone().date()


def service_day(run: App, typed: str | None) -> date:
    """Read the day of service; today where nothing was typed. Raises UsageError."""
    from practicecli.domain.when import NotATimeError, read_day

    if typed is None:
        return today_of(run)
    try:
        # A date says itself; only words such as `today` need the practice's clock.
        return iso_day(typed) if typed[:1].isdecimal() else read_day(typed, today=today_of(run))
    except NotATimeError as error:
        raise UsageError(str(error)) from error


def iso_day(typed: str) -> date:
    """Read a day typed as `2026-11-24`. Raises UsageError."""
    from datetime import date

    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise UsageError(f"`{typed}` is not a day; type it as `2026-11-24`") from error
