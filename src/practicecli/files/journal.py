"""Entries as a journal that hledger reads, every account and the currency declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from practicecli.domain.ledger import Entry

_WIDE = 44  # cells that an account's name is filled up to


def journal(entries: Sequence[Entry], about: str) -> str:
    """Write a journal; the same entries give the same text."""
    return "\n".join(_lines(entries, about)) + "\n"


def _lines(entries: Sequence[Entry], about: str) -> Iterator[str]:
    yield f"; {about}"
    yield "; Sessions, payouts and charges stand here by their refs, nobody by name"
    yield ""
    yield "decimal-mark ."
    yield "commodity $1000.00"
    yield ""
    yield from (f"account {name}" for name in _accounts(entries))
    for one in entries:
        yield ""
        yield f"{one.day} {one.words}"
        for account, cents in one.postings:
            yield f"    {account:<{_WIDE}}  {_amount(cents)}"


def _accounts(entries: Iterable[Entry]) -> list[str]:
    return sorted({posting.account for one in entries for posting in one.postings})


def _amount(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"${sign}{abs(cents) // 100}.{abs(cents) % 100:02}"
