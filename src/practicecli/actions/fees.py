"""Whether a fee may be asked of a client for a session they missed, by all their coverages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from practicecli.cache import coverages
from practicecli.domain.coverage import Rank, as_covered, in_force
from practicecli.domain.fees import (
    Member,
    Terms,
    doubts_about_fee,
    objections_to_fee,
    terms_of_fee,
)

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk
    from practicecli.cache.connect import Db
    from practicecli.domain.book import Book
    from practicecli.domain.people import Client
    from practicecli.domain.problems import Problem


def fee_objections(
    desk: Desk, who: Client, platform: str, on: date, fee_cents: int
) -> list[Problem]:
    """Say why a fee may not be charged for a session of that day."""
    if not fee_cents:
        return []
    return list(
        objections_to_fee(
            fee_cents,
            members=_members(desk.db, desk.book, who, on),
            rules=desk.book.policies[platform].no_show,
            prescriber=_prescribes(desk.book, who, on),
        )
    )


def fee_terms(db: Db, book: Book, who: Client, platform: str, on: date) -> Terms:
    """Say what may be asked for a session of that day that a client misses."""
    return terms_of_fee(
        _members(db, book, who, on),
        book.policies[platform].no_show,
        prescriber=_prescribes(book, who, on),
    )


def _prescribes(book: Book, who: Client, on: date) -> bool:
    return "prescriber" in book.cpt.licence_kinds(book.license_type(who.state, on))


def fee_doubts(desk: Desk, platform: str, fee_cents: int) -> list[Problem]:
    """Say what to mind about a fee that was asked for."""
    policy = desk.book.policies[platform]
    return list(doubts_about_fee(fee_cents, label=policy.label, rules=policy.no_show))


def _members(db: Db, book: Book, who: Client, on: date) -> list[Member]:
    """Give the memberships of that day, and what the client's own record says."""
    held = coverages.of_client(db, who.id)
    then = as_covered(who, held, on)
    second = in_force(held, Rank.SECONDARY, on)
    found = [Member(book.payer(then.payer), then.plan)]
    if second is not None:
        found.append(Member(book.payer(second.payer), second.plan, secondary=True))
    return found
