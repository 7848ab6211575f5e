"""Sessions, as rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from practicecli.domain.sessions import Session, SessionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from practicecli.cache.connect import Db

_STATUSES = {one.value: one for one in SessionStatus}  # quicker than asking the enum each time
LONGEST = timedelta(days=1)  # no session is longer, so none that began earlier can overlap

SESSION_COLUMNS = (
    "id, ref, client, platform, starts_at, ends_at, status, place, state, actual_start,"
    " actual_stop, times_assumed, cpt, modifiers, dx, note_route, note_status, confirmed_at,"
    " confirm_by, sign_by, edit_until, file_by, sent, link, claim, version, participants,"
    " occasion, complexity, em_minutes"
)
_BY_ID = f"""
    SELECT {SESSION_COLUMNS} FROM session WHERE id IN (SELECT value FROM json_each(?))
"""  # noqa: S608 - columns are our own
_OVERLAPPING = """
    SELECT ref FROM session
     WHERE starts_at < :ends AND starts_at > :from_ AND ends_at > :starts
       AND status IN ('scheduled', 'confirmed') AND id <> :but
     ORDER BY starts_at, id LIMIT 5
"""
_SHARING = """
    SELECT ref FROM session
     WHERE starts_at > :from_ AND starts_at < :to AND id <> :but
       AND status IN ('scheduled', 'confirmed')
       AND coalesce(actual_start, starts_at) < :ends AND coalesce(actual_stop, ends_at) > :starts
     ORDER BY starts_at, id LIMIT 5
"""
_ADD = """
    INSERT INTO session (
        id, ref, client, platform, series, starts_at, ends_at, day, status, place, state, link,
        imported, confirm_by, sign_by, file_by, figures, participants, occasion, expected_cents)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'scheduled', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_CONFIRM = """
    UPDATE session SET
        status = 'confirmed', place = ?, actual_start = ?, actual_stop = ?, times_assumed = ?,
        cpt = ?, modifiers = ?, dx = ?, note_route = ?, confirmed_at = ?, edit_until = ?,
        confirm_by = ?, sign_by = ?, file_by = ?, claim = ?, expected_cents = ?, expected_on = ?,
        sent = ?, entered_at = ?, refusal = '', warnings = ?, em_minutes = ?
     WHERE id = ?
"""
_BEFORE = """
    SELECT id, json_object(
               'status', status, 'place', place, 'actual_start', actual_start,
               'actual_stop', actual_stop, 'times_assumed', times_assumed, 'cpt', cpt,
               'modifiers', modifiers, 'dx', dx, 'note_route', note_route,
               'confirmed_at', confirmed_at, 'edit_until', edit_until, 'confirm_by', confirm_by,
               'sign_by', sign_by, 'file_by', file_by, 'claim', claim,
               'expected_cents', expected_cents, 'expected_on', expected_on, 'sent', sent,
               'entered_at', entered_at, 'refusal', refusal, 'warnings', warnings,
               'em_minutes', em_minutes)
      FROM session WHERE id IN (SELECT value FROM json_each(?))
"""
_CODES_OF_DAY = """
    SELECT client, day, id, cpt, modifiers FROM session
     WHERE status = 'confirmed' AND (client, day) IN (
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))
"""
_VISITS = """
    SELECT id, day, cpt FROM session WHERE client = ? AND status = 'confirmed'
"""
_LAST_CODES = """
    SELECT value, (SELECT cpt FROM session WHERE client = value AND status = 'confirmed'
                    ORDER BY day DESC, starts_at DESC LIMIT 1) FROM json_each(?)
"""
_LONG_DAYS = """
    SELECT client, id, day FROM session
     WHERE client IN (SELECT value FROM json_each(?)) AND day > ? AND day <= ?
       AND status = 'confirmed' AND cpt LIKE '%90837%'
"""


def get(db: Db, identity: str) -> Session:
    """Read one session by id, which must be there."""
    return many(db, f'["{identity}"]')[identity]


def client_of(db: Db, identity: str) -> str:
    """Give the id of a session's client, empty where the session is not there."""
    row = db.execute("SELECT client FROM session WHERE id = ?", (identity,)).fetchone()
    return row[0] if row else ""


def many(db: Db, identities: str) -> dict[str, Session]:
    """Read sessions by a JSON array of ids."""
    return {row[0]: _session(row) for row in db.execute(_BY_ID, (identities,))}


def overlapping(db: Db, starts_at: datetime, ends_at: datetime, *, but: str = "") -> list[str]:
    """Give the refs of appointments that share time with this one, on whatever platform."""
    rows = db.execute(
        _OVERLAPPING,
        {
            "starts": utc_text(starts_at),
            "ends": utc_text(ends_at),
            "from_": utc_text(starts_at - LONGEST),
            "but": but,
        },
    )
    return [row[0] for row in rows]


def sharing_time(db: Db, start: datetime, stop: datetime, *, but: str) -> list[str]:
    """Give the refs of sessions that share time with these true times, by theirs where known."""
    rows = db.execute(
        _SHARING,
        {
            "starts": utc_text(start),
            "ends": utc_text(stop),
            "from_": utc_text(start - LONGEST),
            "to": utc_text(stop + LONGEST),
            "but": but,
        },
    )
    return [row[0] for row in rows]


def add(
    db: Db,
    one: Session,
    *,
    day: str,
    series: str | None,
    imported: str | None,
    figures: str,
    expected_cents: int | None = None,
) -> None:
    """Write a new appointment. `day` is its local date, `expected_cents` a forecast."""
    db.execute(
        _ADD,
        (one.id, one.ref, one.client, one.platform, series, utc_text(one.starts_at),
         utc_text(one.ends_at), day, one.place, one.state, one.link, imported,
         maybe_text(one.confirm_by), maybe_text(one.sign_by), maybe_text(one.file_by), figures,
         one.participants, one.occasion, expected_cents),
    )  # fmt: skip


def add_series(
    db: Db, identity: str, client: str, *, first: str, every_days: int, count: int
) -> None:
    """Write that appointments belong together; `first` is wall time."""
    db.execute(
        "INSERT INTO series (id, client, starts_local, every_days, count) VALUES (?, ?, ?, ?, ?)",
        (identity, client, first, every_days, count),
    )


def add_fee(
    db: Db, identity: str, session: Session, amount_cents: int, at: str, ref: str = ""
) -> None:
    """Write the fee that a client owes for a missed session."""
    db.execute(
        "INSERT INTO charge (id, ref, client, session, platform, kind, amount_cents, status, at)"
        " VALUES (?, ?, ?, ?, ?, 'fee', ?, 'owed', ?)",
        (identity, ref, session.client, session.id, session.platform, amount_cents, at),
    )


def open_under_other_figures(db: Db, digest: str) -> list[str]:
    """Give the ids of scheduled sessions whose clocks were worked out from other figures."""
    rows = db.execute(
        "SELECT id FROM session WHERE status = 'scheduled' AND figures <> ?", (digest,)
    )
    return [identity for (identity,) in rows]


def confirmed_elsewhere(db: Db, since: str) -> list[str]:
    """Give the ids of confirmed sessions, begun since then, that came without clocks or forecast.

    A platform tells when it was confirmed there; what follows from that is worked out here.
    """
    rows = db.execute(
        "SELECT id FROM session WHERE status = 'confirmed' AND figures = '' AND starts_at >= ?",
        (since,),
    )
    return [identity for (identity,) in rows]


def unknown_at(db: Db, platform: str) -> list[str]:
    """Give the ids of scheduled sessions that their platform does not know of yet, oldest first."""
    rows = db.execute(
        "SELECT id FROM session WHERE platform = ? AND status = 'scheduled' AND version = 0"
        " ORDER BY starts_at",
        (platform,),
    )
    return [identity for (identity,) in rows]


def scheduled_of(db: Db, client: str) -> list[str]:
    """Give the ids of a client's scheduled sessions, in the order of their time."""
    rows = db.execute(
        "SELECT id FROM session WHERE client = ? AND status = 'scheduled' ORDER BY starts_at",
        (client,),
    )
    return [identity for (identity,) in rows]


def confirm_many(db: Db, rows: Iterable[Sequence[Any]]) -> None:
    """Write confirmations, in the order of the statement's columns, the id last."""
    db.executemany(_CONFIRM, rows)


def change(db: Db, identity: str, values: dict[str, Any]) -> dict[str, Any]:
    """Write some columns of a session and give what stood there before."""
    names = list(values)
    read = f"SELECT {', '.join(names)} FROM session WHERE id = ?"  # noqa: S608 - own names
    before = db.execute(read, (identity,)).fetchone()
    setting = ", ".join(f"{name} = ?" for name in names)
    write = f"UPDATE session SET {setting} WHERE id = ?"  # noqa: S608 - as above
    db.execute(write, (*values.values(), identity))
    return dict(zip(names, before, strict=True))


def before_confirming(db: Db, identities: str) -> dict[str, str]:
    """Give as JSON, by session, all that confirming writes over. Takes a JSON array of ids."""
    return dict(db.execute(_BEFORE, (identities,)).fetchall())


def codes_of_days(db: Db, pairs: str) -> list[tuple[str, str, str, str, str]]:
    """Give what is confirmed for (client, day) pairs: client, day, session, codes, modifiers."""
    return [tuple(row) for row in db.execute(_CODES_OF_DAY, (pairs,))]


def visits_of(db: Db, client: str) -> list[tuple[str, str, str]]:
    """Give a client's confirmed sessions: session, day, codes."""
    return [tuple(row) for row in db.execute(_VISITS, (client,))]


def booked_of(db: Db, clients: str, since: str) -> list[tuple[str, str, str]]:
    """Give what a JSON array of clients has booked or held from a day on: client, start, day."""
    rows = db.execute(
        "SELECT client, starts_at, day FROM session"
        " WHERE client IN (SELECT value FROM json_each(?)) AND day >= ?"
        " AND status IN ('scheduled', 'confirmed')",
        (clients, since),
    )
    return [tuple(row) for row in rows]


def clients_of_day(db: Db, day: str) -> set[str]:
    """Give the clients who have a session to come on a local day."""
    # By its time first, which is indexed: a local day lies within two of UTC.
    rows = db.execute(
        "SELECT client FROM session WHERE day = ?1 AND status = 'scheduled'"
        " AND starts_at >= date(?1, '-1 day') AND starts_at < date(?1, '+2 days')",
        (day,),
    )
    return {client for (client,) in rows}


def last_codes_of(db: Db, clients: str) -> dict[str, tuple[str, ...]]:
    """Give the codes of the last confirmed session of each in a JSON array of clients."""
    rows = db.execute(_LAST_CODES, (clients,))
    return {client: tuple(codes.split()) for client, codes in rows if codes}


def any_before(db: Db, one: Session) -> bool:
    """Whether an earlier session of the same client was held, or is still to be confirmed."""
    (found,) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM session WHERE client = ? AND starts_at < ?"
        " AND status IN ('scheduled', 'confirmed'))",
        (one.client, utc_text(one.starts_at)),
    ).fetchone()
    return bool(found)


def long_days(db: Db, clients: str, *, after: str, until: str) -> list[tuple[str, str, str]]:
    """Give confirmed sessions coded 90837 of a JSON array of clients: client, session, day."""
    return [tuple(row) for row in db.execute(_LONG_DAYS, (clients, after, until))]


def utc_text(moment: datetime) -> str:
    """Give an instant as it is stored, to the second."""
    # Put into UTC first: wall times that differ only in their fold would count as the same.
    return _stored(moment if moment.tzinfo is UTC else moment.astimezone(UTC))


@lru_cache(maxsize=4096)  # a batch writes the same moments many times
def _stored(moment: datetime) -> str:
    return moment.isoformat()[:19] + "Z"  # strftime takes four times as long


def maybe_text(moment: datetime | None) -> str | None:
    """Give an instant as it is stored, or nothing."""
    return None if moment is None else utc_text(moment)


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _session(row: Any) -> Session:  # noqa: ANN401 - a driver's row
    (identity, ref, client, platform, starts, ends, status, place, state, started, stopped, assumed,
     cpt, modifiers, dx, route, note, confirmed, confirm_by, sign_by, edit_until, file_by, sent,
     link, claim, version, participants, occasion, complexity, em_minutes) = row  # fmt: skip
    return Session(
        id=identity, ref=ref, client=client, platform=platform,
        starts_at=datetime.fromisoformat(starts), ends_at=datetime.fromisoformat(ends),
        status=_STATUSES[status], place=place, state=state, actual_start=_at(started),
        actual_stop=_at(stopped), times_assumed=bool(assumed), cpt=tuple(cpt.split()),
        modifiers=tuple(modifiers.split()), dx=tuple(dx.split()), note_route=route,
        note_status=note, confirmed_at=_at(confirmed), confirm_by=_at(confirm_by),
        sign_by=_at(sign_by), edit_until=_at(edit_until), file_by=_at(file_by), sent=sent,
        link=link, claim=claim, version=version, participants=participants, occasion=occasion,
        complexity=complexity, em_minutes=em_minutes,
    )  # fmt: skip
