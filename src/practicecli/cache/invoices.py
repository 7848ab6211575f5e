"""Invoices of one's own, as rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from practicecli.cache.lookup import resolve
from practicecli.domain.invoices import Invoice
from practicecli.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.cache.connect import Db

_COLUMNS = "i.id, i.ref, i.number, i.client, i.issued_on, i.due_on, i.status"
_PLAIN = f"SELECT {_COLUMNS} FROM invoice i"  # noqa: S608 - columns are our own
_SHOWN = f"""
    SELECT {_COLUMNS}, c.ref, c.name FROM invoice i JOIN client c ON c.id = i.client
"""  # noqa: S608 - as above
# No number is used twice: an invoice is never deleted, only void.
_NEXT = "SELECT coalesce(max(number), 0) + 1 FROM invoice"
_ADD = """
    INSERT INTO invoice (id, ref, number, client, issued_on, due_on, status, at)
    VALUES (?, ?, ?, ?, ?, ?, 'open', ?)
"""
# What stood on an invoice that is void now: the charges themselves are free again.
_ONCE_ON = """
    SELECT DISTINCT charge FROM charge_event WHERE what = 'invoiced' AND detail = ? ORDER BY seq
"""


class Shown(NamedTuple):
    """An invoice with whom it is for."""

    invoice: Invoice
    client_ref: str
    client_name: str


def get(db: Db, identity: str) -> Invoice:
    """Read one invoice by id, which must be there."""
    return _invoice(db.execute(f"{_PLAIN} WHERE i.id = ?", (identity,)).fetchone())


def shown(db: Db, *, identity: str | None = None, client: str | None = None) -> Iterator[Shown]:
    """Read invoices by number: all, a client's, or one."""
    terms = {"i.id": identity, "i.client": client}
    asked = {name: value for name, value in terms.items() if value is not None}
    where = " WHERE " + " AND ".join(f"{name} = ?" for name in asked) if asked else ""
    rows = db.execute(f"{_SHOWN}{where} ORDER BY i.number", tuple(asked.values()))
    return (Shown(_invoice(row), row[7], row[8]) for row in rows)


def find(db: Db, typed: str) -> str:
    """Give the id of the invoice with this number or ref. Raises NotFoundError, AmbiguousError."""
    text = typed.strip()
    if text.isascii() and text.isdigit():
        row = db.execute("SELECT id FROM invoice WHERE number = ?", (int(text[:18]),)).fetchone()
        if row is None:
            raise NotFoundError(
                f"There is no invoice {text}", hint="See what there is with `practice invoice list`"
            )
        return str(row[0])
    return resolve(db, "invoice", text)


def next_number(db: Db) -> int:
    """Give the number of the next invoice. Call it in the transaction that writes it."""
    (number,) = db.execute(_NEXT).fetchone()
    return int(number)


def add(db: Db, one: Invoice, at: str) -> None:
    """Write a new invoice. `at` is UTC text."""
    db.execute(
        _ADD,
        (one.id, one.ref, one.number, one.client, one.issued_on.isoformat(),
         one.due_on.isoformat(), at),
    )  # fmt: skip


def set_status(db: Db, identity: str, status: str) -> None:
    """Say what became of an invoice: `open` or `void`; the rest follows from its charges."""
    db.execute("UPDATE invoice SET status = ? WHERE id = ?", (status, identity))


def once_on(db: Db, number: int) -> list[str]:
    """Give the ids of the charges that were put on an invoice when it was made."""
    return [charge for (charge,) in db.execute(_ONCE_ON, (str(number),))]


def _invoice(row: Any) -> Invoice:  # noqa: ANN401 - a driver's row
    identity, ref, number, client, issued_on, due_on, status = row[:7]
    return Invoice(
        id=identity, ref=ref, number=number, client=client,
        issued_on=date.fromisoformat(issued_on), due_on=date.fromisoformat(due_on),
        void=status == "void",
    )  # fmt: skip
