"""The therapist's own record: who they are, where licensed, in which payer's network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from practicecli.actions.cutoffs import write_cutoffs
from practicecli.actions.desk import Desk, Done, keep
from practicecli.cache import answers, people, platforms
from practicecli.cache.platforms import Platform
from practicecli.domain.people import License, Provider, npi_is_sound
from practicecli.domain.problems import Problem
from practicecli.errors import RefusedError

STATUSES = ("active", "pending", "none")


def objections_to_provider(one: Provider, states: frozenset[str]) -> list[Problem]:
    """Say what is wrong with a provider's record."""
    found = []
    if not npi_is_sound(one.npi):
        found.append(
            Problem("npi", f"`{one.npi}` is not an NPI: its check digit is wrong",
                    "Type the ten digits again")
        )  # fmt: skip
    found += [
        Problem("state", f"`{held.state}` is not a state", "Give two letters, such as `NY`")
        for held in one.licenses
        if held.state not in states
    ]
    return found


def edit_provider(desk: Desk, values: Mapping[str, Any]) -> Provider:
    """Change the therapist's own record. Call it in a transaction."""
    before = desk.book.provider
    after = replace(before, **values)
    people.put_provider(desk.db, after)
    if after.zone != before.zone:
        write_cutoffs(replace(desk, book=replace(desk.book, zone=ZoneInfo(after.zone))))
    old = {name: getattr(before, name) for name in values}
    _tell(desk, after, [["provider", before.id, old]], "edit")
    return after


def add_license(desk: Desk, held: License) -> None:
    """Record a licence. Call it in a transaction."""
    people.put_license(desk.db, held)
    _tell(desk, people.provider(desk.db), None, f"license {held.state}")


def set_credential(desk: Desk, payer: str, state: str, status: str) -> None:
    """Record whether a payer has the provider in its network in a state, in a transaction."""
    if status not in STATUSES:
        raise RefusedError(
            "Nothing was recorded",
            [Problem("credential", f"`{status}` is none of {', '.join(STATUSES)}")],
        )
    people.put_credentials(desk.db, [(payer, state, status)])
    keep(
        desk,
        [Done(verb="credential", kind="provider", record=desk.book.provider.id, platform="",
              body={}, detail=f"{payer} {state} {status}")],
    )  # fmt: skip


def add_platform(desk: Desk, one: Platform) -> None:
    """Set up a platform, or how it is reached. Call it in a transaction.

    One that gets an API is told of the clients and appointments that were kept by hand; what still
    waits for one that loses it is left to be entered by hand.
    """
    before = desk.platforms.get(one.name)
    platforms.put(desk.db, one)
    there = {**desk.platforms, one.name: one}
    told = replace(desk, platforms=there)
    detail = f"platform {one.name} {one.policy}"
    made = [_put(people.provider(desk.db), one.name, None, detail)]
    if before is not None and before.is_manual and not one.is_manual:
        from practicecli.actions.handing_over import all_of  # late: platforms seldom change

        made += all_of(told, one.name)
    write_cutoffs(told)
    if before is not None and not before.is_manual and one.is_manual:
        answers.to_manual(desk.db, one.name)
    keep(told, made)


def _tell(desk: Desk, one: Provider, undo: list[Any] | None, detail: str) -> None:
    remotes = [name for name, there in desk.platforms.items() if not there.is_manual]
    # Where no platform hears of it, the change is still kept, so that it can be taken back.
    keep(desk, [_put(one, name, undo, detail) for name in remotes or [""]])


def _put(one: Provider, platform: str, undo: list[Any] | None, detail: str) -> Done:
    return Done(
        verb="put",
        kind="provider",
        record=one.id,
        platform=platform,
        body={
            "name": one.name,
            "npi": one.npi,
            "credentials": one.credentials,
            "zone": one.zone,
            "licenses": [
                {"state": held.state, "type": held.type,
                 "until": held.until and held.until.isoformat()}
                for held in one.licenses
            ],
        },
        undo=undo,
        detail=detail,
    )  # fmt: skip
