"""Opening a new practice: all it starts with, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from practicecli.actions.desk import Desk, log
from practicecli.actions.provider import add_platform, objections_to_provider
from practicecli.cache import audit, people
from practicecli.cache.facts import HOME_STATE, keep_fact
from practicecli.cache.platforms import Platform
from practicecli.domain.people import Provider
from practicecli.domain.problems import Problem

ACTIVE = "active"


def objections_to_opening(
    provider: Provider,
    platforms: Iterable[str],
    *,
    states: frozenset[str],
    policies: Iterable[str],
    zone_known: bool,
) -> list[Problem]:
    """Say all that is wrong with what a practice is to start with."""
    found = objections_to_provider(provider, states)
    if not zone_known:
        found.append(
            Problem("zone", f"`{provider.zone}` is not a time zone known here",
                    "Give one such as `America/New_York`")
        )  # fmt: skip
    known = sorted(policies)
    return found + [objection_to_platform(name, known) for name in platforms if name not in known]


def objection_to_platform(name: str, known: Iterable[str]) -> Problem:
    """Say that we hold no figures for a platform, and for which we do."""
    told = ", ".join(f"`{one}`" for one in known)
    return Problem("platform", f"There are no figures for a platform `{name}`", f"Known are {told}")


def open_practice(
    desk: Desk, *, device: str, platforms: Sequence[Platform], payers: Iterable[str]
) -> None:
    """Write provider, licences and platforms into an empty file. Call it in a transaction.

    Among sandboxes every payer given takes the provider on at once, in each licensed state.
    """
    one = desk.book.provider
    audit.name_device(desk.db, device)
    people.put_provider(desk.db, one)
    if one.licenses:
        keep_fact(desk.db, HOME_STATE, one.licenses[0].state)
    for held in one.licenses:
        people.put_license(desk.db, held)
    log(desk, [("init", "provider", one.id, "")])
    if any(there.sandbox for there in platforms):
        credential_everywhere(desk, payers)
    told = desk
    for there in platforms:
        add_platform(told, there)
        told = replace(told, platforms={**told.platforms, there.name: there})


def credential_everywhere(desk: Desk, payers: Iterable[str]) -> None:
    """Take the provider into these payers' networks in each licensed state, as a sandbox does."""
    states = [held.state for held in people.provider(desk.db).licenses]
    people.put_credentials(
        desk.db, [(payer, state, ACTIVE) for payer in payers for state in states]
    )
