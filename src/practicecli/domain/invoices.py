"""Invoices of one's own: a number, a due date, and the charges on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practicecli.domain.charges import Charge
from practicecli.domain.problems import Problem
from practicecli.domain.when import NotATimeError, read_day, read_span


class InvoiceStatus(StrEnum):
    """Where an invoice stands; all but `void` follow from its charges and its due date."""

    OPEN = "open"
    PART_PAID = "part-paid"
    OVERDUE = "overdue"
    PAID = "paid"
    DISPUTED = "disputed"
    WRITTEN_OFF = "written-off"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """What a client was sent. A number is given once, whatever becomes of the invoice."""

    id: str
    ref: str
    number: int
    client: str
    issued_on: date
    due_on: date
    void: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """What an invoice comes to, in cents. A rest that was written off or disputed is not open."""

    total: int
    paid: int
    refunded: int
    open: int
    disputed: int = 0


def due_on(typed: str, today: date) -> date:
    """Read how long an invoice may be paid, as `30d`, or until when. Raises NotATimeError."""
    try:
        return today + read_span(typed)
    except NotATimeError:
        return read_day(typed, today=today)


def sums(charges: Sequence[Charge]) -> Sums:
    """Add an invoice's charges up."""
    return Sums(
        sum(one.amount_cents for one in charges),
        sum(one.paid_cents for one in charges),
        sum(one.refunded_cents for one in charges),
        sum(one.open_cents for one in charges),
        sum(one.disputed_cents for one in charges),
    )


def standing(invoice: Invoice, of: Sums, today: date) -> InvoiceStatus:
    """Say where an invoice stands on a day; on the due date itself it is not overdue."""
    if invoice.void:
        return InvoiceStatus.VOID
    if not of.open:
        if of.disputed:
            return InvoiceStatus.DISPUTED
        return InvoiceStatus.PAID if of.paid >= of.total else InvoiceStatus.WRITTEN_OFF
    if today > invoice.due_on:
        return InvoiceStatus.OVERDUE
    return InvoiceStatus.PART_PAID if of.paid else InvoiceStatus.OPEN


def shares(charges: Sequence[Charge], cents: int) -> Iterator[tuple[Charge, int]]:
    """Lay a payment out over what is open, oldest first, until nothing of it is left."""
    for one in charges:
        part = min(one.open_cents, cents)
        if part:
            yield one, part
            cents -= part


def objections_to_paying(invoice: Invoice, of: Sums, cents: int) -> Iterator[Problem]:
    """Say why a payment cannot be laid out over an invoice."""
    if invoice.void:
        yield _void(invoice)
    elif not of.open:
        yield Problem(
            "nothing-open",
            f"Nothing is open on invoice {invoice.number}",
            f"practice invoice show {invoice.number}",
        )
    elif not 0 < cents <= of.open:
        yield Problem(
            "over-the-rest",
            f"Only {of.open / 100:.2f} is open on invoice {invoice.number}",
            f"practice invoice pay {invoice.number} {of.open / 100:.2f}",
        )


def objections_to_voiding(invoice: Invoice, of: Sums) -> Iterator[Problem]:
    """Say why an invoice cannot be taken back: what was paid on it would hang in the air."""
    if invoice.void:
        yield _void(invoice)
    elif of.paid:
        yield Problem(
            "invoice-paid",
            f"{of.paid / 100:.2f} was paid on invoice {invoice.number}: it stays",
            f"practice invoice show {invoice.number}",
        )


def _void(invoice: Invoice) -> Problem:
    return Problem(
        "invoice-void",
        f"Invoice {invoice.number} was taken back; its number stays, and is not used again",
        f"practice invoice show {invoice.number}",
    )
