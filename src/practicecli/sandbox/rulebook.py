"""The figures a platform decides by: the same that the practice has."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from practicecli.domain.book import Book
from practicecli.figures import load
from practicecli.figures.icd import open_icd

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from practicecli.domain.people import License, Provider
    from practicecli.domain.policy import Policy
    from practicecli.figures.icd import Icd


@dataclass
class Rulebook:
    """All policies and code tables, opened when first asked for. Not shared between threads."""

    policies: Mapping[str, Policy] = field(default_factory=load.policies)

    @cached_property
    def icd(self) -> Icd:
        """The diagnoses."""
        return open_icd()

    @cached_property
    def payers(self) -> tuple[str, ...]:
        """The payers a platform works with."""
        return tuple(load.payers())

    def knows(self, payer: str) -> bool:
        """Say whether a payer is one of them."""
        return load.payer(payer).key in self.payers

    def credentialing(self, licenses: tuple[License, ...]) -> dict[tuple[str, str], str]:
        """Give what a sandbox grants: every known payer, in every state with a licence."""
        return {(payer, held.state): "active" for held in licenses for payer in self.payers}

    def book(self, provider: Provider, zone: tzinfo) -> Book:
        """Give the rules as they stand for one provider."""
        return Book(
            provider=provider,
            zone=zone,
            policies=self.policies,
            cpt=load.cpt_table(),
            payer=load.payer,
            rate_cents=load.rate_cents,
            dx=self.icd.lookup,
            digest=load.DIGEST,
        )
