"""The provider and the clients: who they are, what they may do, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practicecli.domain.problems import Problem

_NPI_DIGITS = 10
_NPI_PREFIX = "80840"  # ISO 7812 prefix of health identifiers in the United States
_LUHN_BASE = 10


class ClientStatus(StrEnum):
    """Where a client stands with the practice."""

    ACTIVE = "active"
    WAITLIST = "waitlist"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class License:
    """The right to practise in one state, to the end of a day where that is known."""

    state: str
    type: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """The therapist. `credentialing` maps a payer and a state to `active`, `pending` or `none`."""

    id: str
    name: str
    credentials: str
    npi: str
    zone: str
    tax_id: str = ""
    address: str = ""
    phone: str = ""
    taxonomy: str = ""
    licenses: tuple[License, ...] = ()
    credentialing: Mapping[tuple[str, str], str] | None = None

    def license_in(self, state: str, on: date) -> License | None:
        """Give the licence that is in force in a state on a day."""
        for held in self.licenses:
            if held.state == state and (held.until is None or on <= held.until):
                return held
        return None

    def is_credentialed(self, payer: str, state: str) -> bool:
        """Say whether the payer has them in its network in that state."""
        return (self.credentialing or {}).get((payer, state)) == "active"


@dataclass(frozen=True, slots=True)
class Client:
    """The person in treatment, with what a platform wants to be in place before it pays."""

    id: str
    ref: str
    name: str
    platform: str
    payer: str = ""
    plan: str = ""
    member_id: str = ""
    born: date | None = None
    email: str = ""
    phone: str = ""
    address: str = ""
    state: str = ""
    aliases: tuple[str, ...] = ()
    status: ClientStatus = ClientStatus.ACTIVE
    payment_method: bool = False
    forms: bool = False
    insurance: bool = False
    credentialing: bool = False
    covered_from: date | None = None
    covered_until: date | None = None
    version: int = 0

    def is_covered(self, on: date) -> bool:
        """Say whether the coverage that is known is in force on a day."""
        begun = self.covered_from is None or self.covered_from <= on
        return begun and (self.covered_until is None or on <= self.covered_until)

    def with_aliases(self, more: Iterable[str], *, but: Iterable[str] = ()) -> tuple[str, ...]:
        """Give the aliases with some added and some taken out; each is one line, and there once."""
        added = (" ".join(alias.split()) for alias in (*self.aliases, *more))
        return tuple(dict.fromkeys(alias for alias in added if alias and alias not in set(but)))


def npi_is_sound(npi: str) -> bool:
    """Check the Luhn digit of an NPI with its prefix (45 CFR 162.406, CMS check digit rule)."""
    if len(npi) != _NPI_DIGITS or not (npi.isascii() and npi.isdigit()):
        return False
    total = 0
    for place, digit in enumerate(reversed(_NPI_PREFIX + npi)):
        value = int(digit) * (1 + place % 2)
        total += value - (_LUHN_BASE - 1) * (value >= _LUHN_BASE)
    return total % _LUHN_BASE == 0


def objections_to_billing(
    client: Client, *, provider: Provider, bills: str, state: str, on: date
) -> Iterator[Problem]:
    """Say what is missing before this client's session can be paid for; silence means nothing is.

    `bills` is who is asked for the money: a platform wants a payment method and forms; any insurer
    wants verified insurance, an address and a credentialed, licensed provider (Headway help).
    """
    ref = client.ref
    if provider.license_in(state, on) is None:
        yield Problem(
            "not-licensed-in-state",
            f"You have no licence in force in {state or 'the state of this session'} on {on}",
            f"practice provider license add {state or 'STATE'} --type {provider.credentials}"
            " --until DATE",
        )
    if bills == "client":
        return
    if bills == "payer-through-platform":
        if not client.payment_method:
            yield _missing("payment-method", ref, "no payment method on file")
        if not client.forms:
            yield _missing("forms", ref, "not acknowledged the standard forms")
    if not client.insurance:
        yield _missing("insurance", ref, "no verified insurance")
    elif not client.is_covered(on):
        yield Problem(
            "insurance",
            f"The coverage of client {ref} is not in force on {on}",
            f"practice coverage list {ref}, then practice coverage add {ref} ... or"
            f" practice coverage end {ref} DATE",
        )
    if not client.address:
        yield Problem(
            "address",
            f"Client {ref} has no address on file",
            f"practice client edit {ref} --address ADDRESS",
        )
    at_home = state == client.state and client.credentialing
    if not at_home and not provider.is_credentialed(client.payer, state):
        yield Problem(
            "not-credentialed",
            f"You are not credentialed with {client.payer or 'the payer'}"
            f" in {state or 'that state'}",
            f"practice provider credential set {client.payer or 'PAYER'} {state or 'STATE'} active",
        )


def _missing(what: str, ref: str, words: str) -> Problem:
    return Problem(what, f"Client {ref} has {words}", f"practice client edit {ref} --{what} yes")


def readiness(client: Client, *, provider: Provider) -> dict[str, bool]:
    """Give the five things that have to be in place, by the names that JSON shows."""
    return {
        "payment_method": client.payment_method,
        "forms": client.forms,
        "insurance": client.insurance,
        "address": bool(client.address),
        "credentialing": client.credentialing
        or provider.is_credentialed(client.payer, client.state),
    }
