"""The same money as double entries: what is earned is owed, what comes makes that less.

Of whole years the balance of `assets:receivable` is what the income report calls open, but for
money that came for what was never confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from practicecli.domain.income import Line

BANK = "assets:bank"
_NOT_IN_A_NAME = re.compile(r"[^\w.+-]+")
# Lines that pay what was earned with a session; every other kind is income of its own.
_FOR_SESSIONS = frozenset({"session", "client-payment", "refund"})


class Posting(NamedTuple):
    """An amount in cents to an account."""

    account: str
    cents: int


class Entry(NamedTuple):
    """One transaction; its postings add up to nothing."""

    day: str
    words: str
    postings: tuple[Posting, ...]


def entries(lines: Iterable[Line], memberships: Mapping[tuple[str, str], int]) -> list[Entry]:
    """Make the entries of lines whose key is platform and payer, and of fees by platform and month.

    What a payout brought is one entry with all its lines. By day, then by what they are about.
    """
    found: list[Entry] = []
    payouts: dict[str, list[Line]] = {}
    for line in lines:
        if line.sum == "earned_cents":
            found.append(_earned(line))
        elif line.sum == "lost_cents":
            found.append(_given_up(line))
        elif line.sum == "received_cents" and line.payout_ref:
            payouts.setdefault(line.payout_ref, []).append(line)
        elif line.sum == "received_cents":
            found.append(_from_client(line))
    found += [_payout(ref, of) for ref, of in payouts.items()]
    found += [
        Entry(f"{month}-01", f"membership {platform}",
              (Posting(_name("expenses:membership", platform), cents), Posting(BANK, -cents)))
        for (platform, month), cents in memberships.items()
    ]  # fmt: skip
    kept = (one for one in found if any(posting.cents for posting in one.postings))
    return sorted(kept, key=lambda one: (one.day, one.words, one.postings))


def _earned(line: Line) -> Entry:
    platform, payer = _debtor(line)
    income = Posting(_name("income", platform, payer), -line.amount_cents)
    return Entry(line.day, f"session {line.session_ref}",
                 (Posting(_owed(platform), line.amount_cents), income))  # fmt: skip


def _given_up(line: Line) -> Entry:
    platform, _ = _debtor(line)
    loss = Posting(_name("expenses:given-up", platform), line.amount_cents)
    return Entry(line.day, f"given up {line.session_ref}",
                 (loss, Posting(_owed(platform), -line.amount_cents)))  # fmt: skip


def _from_client(line: Line) -> Entry:
    about = line.charge_ref or line.session_ref or ""
    return Entry(line.day, f"client {about}".rstrip(),
                 (Posting(BANK, line.amount_cents),
                  Posting(_against(line), -line.amount_cents)))  # fmt: skip


def _payout(ref: str, lines: list[Line]) -> Entry:
    platform, _ = _debtor(lines[0])
    total = sum(line.amount_cents for line in lines)
    ordered = sorted(lines, key=lambda one: (one.session_ref or "", one.kind, one.amount_cents))
    others = tuple(Posting(_against(line), -line.amount_cents) for line in ordered)
    return Entry(lines[0].day, f"payout {ref} {platform}", (Posting(BANK, total), *others))


def _against(line: Line) -> str:
    platform, _ = _debtor(line)
    if line.kind in _FOR_SESSIONS and line.session_ref:
        return _owed(platform)
    return _name("income", platform, line.kind)


def _debtor(line: Line) -> tuple[str, str]:
    platform, _, payer = line.key.partition(" ")
    return platform, payer


def _owed(platform: str) -> str:
    return _name("assets:receivable", platform)


def _name(root: str, *parts: str) -> str:
    """Give an account's name; a part holds neither spaces nor what ends or divides a name."""
    clean = (_NOT_IN_A_NAME.sub("-", part.strip().lower()).strip("-") or "none" for part in parts)
    return ":".join((root, *clean))
