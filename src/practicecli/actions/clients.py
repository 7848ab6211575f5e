"""Adding clients, and keeping what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from practicecli.actions.client_rows import put_of, write_client
from practicecli.actions.desk import Desk, keep
from practicecli.cache import people, platforms
from practicecli.cache.facts import COVERED, HOME_STATE, fact
from practicecli.domain.people import Client, ClientStatus
from practicecli.domain.problems import Problem
from practicecli.domain.refs import ref_of
from practicecli.domain.texts import objections_to_texts
from practicecli.errors import RefusedError

if TYPE_CHECKING:
    from practicecli.domain.incoming import IncomingClient

# What stands for the address of a client who is said to be ready, where only the platform has it.
ON_FILE = "On file, not noted here"
# What a client's coverages say, too, where there are any.
_COVERED = {"payer", "plan", "member_id", "covered_from", "covered_until"}


def add_client(desk: Desk, said: IncomingClient, *, ready: bool = False) -> Client:
    """Add a client to the caseload, in a transaction. Raises RefusedError, NotFoundError."""
    platform = said.platform or _only_platform(desk)
    there = platforms.get(desk.db, platform)
    home = said.state or _home_state(desk)
    payer = desk.book.payer(said.payer).key if said.payer else ""
    problems = list(_objections(desk, said, platform, payer))
    if ready and not (there.sandbox or there.is_manual):
        problems.append(
            Problem("not-yours-to-say", f"What is in place for a client is {platform}'s to say",
                    "Leave out `--ready`; `practice sync` brings it")
        )  # fmt: skip
    if problems:
        raise RefusedError("The client was not added", problems)
    identity = desk.fresh_id()
    one = Client(
        id=identity,
        ref=ref_of("client", identity),
        name=said.name,
        platform=platform,
        payer=payer,
        plan=said.plan
        or ("self" if desk.book.policies[platform].bills == "client" else "commercial"),
        member_id=said.member_id or "",
        born=said.born,
        email=said.email or "",
        phone=said.phone or "",
        address=said.address or (ON_FILE if ready else ""),
        state=home,
        aliases=said.aliases,
        status=ClientStatus(said.status or "active"),
        payment_method=ready or bool(said.payment_method),
        forms=ready or bool(said.forms),
        insurance=ready or bool(said.insurance),
        credentialing=ready or desk.book.provider.is_credentialed(payer, home),
    )
    people.put_client(desk.db, one)
    keep(desk, [put_of(one, undo=None, ready=ready)])
    return one


def edit_client(desk: Desk, identity: str, values: Mapping[str, Any]) -> Client:
    """Change what is known of a client. Raises RefusedError. Call it in a transaction."""
    before = people.client(desk.db, identity)
    problems = list(objections_to_texts(values))
    if "name" in values and not str(values["name"]).strip():
        problems.append(Problem("name", "A client needs a name", "Give it with `--name`"))
    covered = bool(_COVERED & values.keys()) and fact(desk.db, COVERED) is not None
    if covered:
        from practicecli.actions.following import objections_to_word, take_word  # late: few have

        problems += objections_to_word(desk, before, values)
    if problems:
        raise RefusedError(f"Client {before.ref} was not changed", problems)
    if values.get("payer"):
        values = {**values, "payer": desk.book.payer(values["payer"]).key}
    after = write_client(desk, before, values)
    if covered:
        take_word(desk, after, days="covered_until" in values)
    return after


def archive_client(desk: Desk, identity: str) -> Client:
    """Take a client off the caseload; nothing is removed. Call it in a transaction."""
    return edit_client(desk, identity, {"status": ClientStatus.ARCHIVED})


def _only_platform(desk: Desk) -> str:
    if len(desk.platforms) == 1:
        return next(iter(desk.platforms))
    there = ", ".join(f"`{name}`" for name in desk.platforms) or "none yet"
    raise RefusedError(
        "The client was not added",
        [Problem("platform", f"It does not say by which platform they come; there is {there}",
                 "Give `--platform NAME`, or `platform` in the file")],
    )  # fmt: skip


def _home_state(desk: Desk) -> str:
    held = desk.book.provider.licenses
    return fact(desk.db, HOME_STATE) or (held[0].state if held else "")


def _objections(desk: Desk, said: IncomingClient, platform: str, payer: str) -> list[Problem]:
    found = list(objections_to_texts(asdict(said)))
    if not said.name.strip():
        found.append(Problem("name", "The client has no name", "Give `name` in the file"))
    if desk.book.policies[platform].bills != "client" and not payer:
        found.append(
            Problem("payer", f"{platform} bills an insurer, and no payer is given",
                    "Give `--payer aetna`, or `payer` in the file")
        )  # fmt: skip
    return found
