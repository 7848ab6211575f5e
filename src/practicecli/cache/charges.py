"""Charges and what happened to them, as rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from practicecli.cache.facts import fact, keep_fact
from practicecli.cache.sessions import maybe_text, utc_text
from practicecli.domain.charges import Charge, ChargeStatus
from practicecli.domain.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.cache.connect import Db

_COLUMNS = (
    "g.id, g.ref, g.client, g.session, g.platform, g.kind, g.amount_cents, g.paid_cents,"
    " g.refunded_cents, g.status, g.at, g.due_on, g.invoice, g.chase_by, g.version"
)
_PLAIN = f"SELECT {_COLUMNS} FROM charge g"  # noqa: S608 - columns are our own
_SHOWN = f"""
    SELECT {_COLUMNS}, c.ref, c.name, s.ref, i.number, i.ref
      FROM charge g JOIN client c ON c.id = g.client
      LEFT JOIN session s ON s.id = g.session LEFT JOIN invoice i ON i.id = g.invoice
"""  # noqa: S608 - as above
# The words of `domain.charges` under which something has not come.
_NOT_COME = "('owed', 'failed', 'retried', 'part-paid', 'disputed')"
_OPEN = f"{_PLAIN} WHERE g.status IN {_NOT_COME} AND g.amount_cents > g.paid_cents"
_OF_CLIENT = f"{_OPEN} AND g.client = ? ORDER BY g.at, g.rowid"
_ADD = """
    INSERT INTO charge (id, ref, client, session, platform, kind, amount_cents, paid_cents,
                        refunded_cents, status, at, due_on, invoice, chase_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_EVENT = """
    INSERT INTO charge_event (charge, at, day, what, amount_cents, detail)
    VALUES (?, ?, ?, ?, ?, ?)
"""
# Of a refund that nobody has seen arrive: the last day on which some of it was made.
_UNSEEN = """
    SELECT max(e.day) FROM charge_event e
     WHERE e.charge = ?1 AND e.what = 'refunded' AND e.seq > coalesce(
        (SELECT max(s.seq) FROM charge_event s WHERE s.charge = ?1 AND s.what = 'seen'), 0)
"""
_TO_COME = """
    SELECT s.id, s.ref, s.client, c.ref, c.name, s.platform, s.confirmed_at, s.day,
           s.expected_cents,
           (SELECT k.amount_cents FROM cost k WHERE k.session = s.id
             ORDER BY k.changed_at DESC LIMIT 1)
      FROM session s JOIN client c ON c.id = s.client
     WHERE s.status = 'confirmed' AND s.confirmed_at >= :since AND s.platform = :platform
       AND (:client = '' OR s.client = :client)
       AND NOT EXISTS (SELECT 1 FROM charge g WHERE g.session = s.id)
     ORDER BY s.confirmed_at, s.id
"""
_UNCHARGED = """
    SELECT s.id FROM session s
     WHERE s.client = ? AND s.platform = ? AND s.status = 'confirmed'
       AND NOT EXISTS (SELECT 1 FROM charge g WHERE g.session = s.id)
     ORDER BY s.starts_at, s.id
"""
_NAMED = "charges_named"
_CHUNK = 500
_UNNAMED = "SELECT id FROM charge WHERE ref = '' LIMIT ?"
_NAME = "UPDATE charge SET ref = ? WHERE id = ?"
# What the feed says now and always sets: what was paid, and what there may be to look after.
_SUMS_OF_TOLD = """
    UPDATE charge SET
        paid_cents = iif(status = 'paid', amount_cents, 0),
        refunded_cents = iif(kind = 'refund', -amount_cents, 0),
        chase_by = iif(status = 'failed' OR kind = 'refund', '', NULL)
     WHERE version > 0
"""


class Shown(NamedTuple):
    """A charge with what a person knows it by; `number` is that of the invoice it stands on."""

    charge: Charge
    client_ref: str
    client_name: str
    session_ref: str | None
    number: int | None
    invoice_ref: str | None


class ToCome(NamedTuple):
    """A confirmed session whose client was not charged yet; `cents` is what its platform told."""

    session: str
    session_ref: str
    client: str
    client_ref: str
    client_name: str
    platform: str
    confirmed_at: datetime
    on: date
    rate_cents: int | None
    cents: int | None


class Event(NamedTuple):
    """Something that happened to a charge on a local day."""

    at: str
    day: str
    what: str
    amount_cents: int | None
    detail: str


def get(db: Db, identity: str) -> Charge:
    """Read one charge by id, which must be there."""
    return _charge(db.execute(f"{_PLAIN} WHERE g.id = ?", (identity,)).fetchone())


def shown(
    db: Db, *, client: str | None = None, identity: str | None = None, invoice: str | None = None
) -> Iterator[Shown]:
    """Read charges, oldest first: all, those of a client or on an invoice, or one."""
    terms = {"g.client": client, "g.id": identity, "g.invoice": invoice}
    asked = {name: value for name, value in terms.items() if value is not None}
    where = " WHERE " + " AND ".join(f"{name} = ?" for name in asked) if asked else ""
    rows = db.execute(f"{_SHOWN}{where} ORDER BY g.at, g.rowid", tuple(asked.values()))
    return (Shown(_charge(row), *row[15:]) for row in rows)


def open_charges(db: Db) -> Iterator[Charge]:
    """Read every charge of which something has not come, by client, oldest first.

    Disputed ones are among them; what was written off or waived is not.
    """
    rows = db.execute(f"{_OPEN} ORDER BY g.client, g.at, g.rowid")
    return (_charge(row) for row in rows)


def open_of(db: Db, client: str) -> list[Charge]:
    """Read a client's charges of which something has not come, oldest first."""
    return [_charge(row) for row in db.execute(_OF_CLIENT, (client,))]


def of_session(db: Db, session: str) -> list[Charge]:
    """Read a session's charges, oldest first."""
    rows = db.execute(f"{_PLAIN} WHERE g.session = ? ORDER BY g.at, g.rowid", (session,))
    return [_charge(row) for row in rows]


def on_invoice(db: Db, invoice: str) -> list[Charge]:
    """Read the charges on an invoice, oldest first."""
    rows = db.execute(f"{_PLAIN} WHERE g.invoice = ? ORDER BY g.at, g.rowid", (invoice,))
    return [_charge(row) for row in rows]


def to_come(db: Db, platform: str, *, since: datetime, client: str = "") -> list[ToCome]:
    """Read a platform's sessions that were confirmed from a moment on and charged to nobody yet."""
    terms = {"since": utc_text(since), "platform": platform, "client": client}
    rows = db.execute(_TO_COME, terms)
    return [
        ToCome._make(
            (*row[:6], datetime.fromisoformat(row[6]), date.fromisoformat(row[7]), *row[8:])
        )
        for row in rows
    ]


def uncharged(db: Db, client: str, platform: str) -> list[str]:
    """Give a client's confirmed sessions that have no charge, by id, in the order of their time."""
    return [identity for (identity,) in db.execute(_UNCHARGED, (client, platform))]


def events(db: Db, charge: str) -> list[Event]:
    """Read what happened to a charge, oldest first."""
    rows = db.execute(
        "SELECT at, day, what, amount_cents, detail FROM charge_event WHERE charge = ?"
        " ORDER BY seq",
        (charge,),
    )
    return [Event(*row) for row in rows]


def words_of(db: Db, charge: str) -> str:
    """Give what a charge was said to be for; empty where nothing was said."""
    row = db.execute(
        "SELECT detail FROM charge_event WHERE charge = ? AND what = 'charged' ORDER BY seq",
        (charge,),
    ).fetchone()
    return str(row[0]) if row else ""


def unseen_refund(db: Db, charge: str) -> date | None:
    """Give the day of a refund that nobody has seen arrive; None where there is none."""
    (day,) = db.execute(_UNSEEN, (charge,)).fetchone()
    return date.fromisoformat(day) if day else None


def was_seen(db: Db, charge: str) -> bool:
    """Say whether somebody has looked after a charge that a platform told of."""
    (found,) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM charge_event WHERE charge = ? AND what = 'seen')", (charge,)
    ).fetchone()
    return bool(found)


def add(db: Db, one: Charge) -> None:
    """Write a new charge of our own."""
    db.execute(
        _ADD,
        (one.id, one.ref, one.client, one.session, one.platform, one.kind, one.amount_cents,
         one.paid_cents, one.refunded_cents, one.status.value, utc_text(one.at),
         one.due_on and one.due_on.isoformat(), one.invoice, maybe_text(one.chase_by)),
    )  # fmt: skip


def change(db: Db, identity: str, values: dict[str, Any]) -> dict[str, Any]:
    """Write some columns of a charge and give what stood there before."""
    names = list(values)
    read = f"SELECT {', '.join(names)} FROM charge WHERE id = ?"  # noqa: S608 - own names
    before = db.execute(read, (identity,)).fetchone()
    setting = ", ".join(f"{name} = ?" for name in names)
    write = f"UPDATE charge SET {setting} WHERE id = ?"  # noqa: S608 - as above
    db.execute(write, (*values.values(), identity))
    return dict(zip(names, before, strict=True))


def add_event(db: Db, charge: str, event: Event) -> int:
    """Write what happened to a charge; give the number by which it can be taken back."""
    return int(db.execute(_EVENT, (charge, *event)).lastrowid or 0)


def unlooked_at(db: Db, platform: str | None = None) -> list[Charge]:
    """Read what came by a feed and may have to be looked after."""
    rows = db.execute(f"{_PLAIN} WHERE g.chase_by = ''")
    return [found for found in map(_charge, rows) if platform in {None, found.platform}]


def are_named(db: Db) -> bool:
    """Say whether charges of an earlier version have their refs; where there are none, they do."""
    if fact(db, _NAMED) is not None:
        return True
    (any_,) = db.execute("SELECT EXISTS (SELECT 1 FROM charge)").fetchone()
    return not any_


def name_old(db: Db) -> None:
    """Give charges of an earlier version their refs and sums, once. Call it in a transaction."""
    if are_named(db):
        return
    db.execute(_SUMS_OF_TOLD)
    while rows := db.execute(_UNNAMED, (_CHUNK,)).fetchall():
        db.executemany(_NAME, [(ref_of("charge", one), one) for (one,) in rows])
    keep_fact(db, _NAMED, "1")


def _charge(row: Any) -> Charge:  # noqa: ANN401 - a driver's row
    (identity, ref, client, session, platform, kind, amount, paid, refunded, status, at, due_on,
     invoice, chase_by, version) = row[:15]  # fmt: skip
    return Charge(
        id=identity, ref=ref or ref_of("charge", identity), client=client, session=session,
        platform=platform, kind=kind, amount_cents=amount, paid_cents=paid,
        refunded_cents=refunded, status=_status(status), at=datetime.fromisoformat(at),
        due_on=date.fromisoformat(due_on) if due_on else None, invoice=invoice,
        chase_by=datetime.fromisoformat(chase_by) if chase_by else None, told=version > 0,
    )  # fmt: skip


def _status(word: str) -> ChargeStatus:
    """Read a status. A platform's word that we do not know yet says that it has not come."""
    return ChargeStatus(word) if word in _WORDS else ChargeStatus.OWED


_WORDS = frozenset(one.value for one in ChargeStatus)
