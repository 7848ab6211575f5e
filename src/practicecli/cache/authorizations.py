"""Authorizations, as rows, and the sessions that take their units."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from practicecli.domain.authorizations import Authorization, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db

_COLUMNS = "id, ref, client, payer, number, codes, units, used_before, starts, ends, ended"
# Columns are our own in all of these.
_BY_ID = f"SELECT {_COLUMNS} FROM authorization WHERE id = ?"  # noqa: S608
_OF_CLIENTS = f"""
    SELECT {_COLUMNS} FROM authorization WHERE client IN (SELECT value FROM json_each(?))
     ORDER BY client, starts, id
"""  # noqa: S608
_ALL = f"SELECT {_COLUMNS} FROM authorization ORDER BY client, starts, id"  # noqa: S608
_CLIENTS = "SELECT DISTINCT client FROM authorization WHERE NOT ended"
_PUT = f"""
    INSERT INTO authorization ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET payer = excluded.payer, number = excluded.number,
           codes = excluded.codes, units = excluded.units, used_before = excluded.used_before,
           starts = excluded.starts, ends = excluded.ends, ended = excluded.ended
"""  # noqa: S608
# Whose units a session takes: its claim's payer, else that of the coverage of its day.
_VISITS = """
    SELECT s.client, s.id, s.ref, s.day, s.cpt, s.status,
           coalesce((SELECT m.payer FROM claim m WHERE m.id = s.claim),
                    (SELECT v.payer FROM coverage v
                      WHERE v.client = s.client AND v.rank = 'primary' AND v.effective <= s.day
                      ORDER BY v.effective DESC, v.id DESC LIMIT 1), c.payer)
      FROM session s JOIN client c ON c.id = s.client
     WHERE s.client IN (SELECT value FROM json_each(?1)) AND s.day >= ?2
       AND s.status IN ('scheduled', 'confirmed')
     ORDER BY s.client, s.day, s.starts_at, s.id
"""


def get(db: Db, identity: str) -> Authorization:
    """Read one by id, which must be there."""
    return _authorization(db.execute(_BY_ID, (identity,)).fetchone())


def of_clients(db: Db, clients: Iterable[str]) -> dict[str, list[Authorization]]:
    """Read those of these clients, each client's by start; who has none is not among them."""
    return _by_client(db.execute(_OF_CLIENTS, (json.dumps(list(clients)),)))


def everything(db: Db) -> dict[str, list[Authorization]]:
    """Read them all, each client's by start."""
    return _by_client(db.execute(_ALL))


def clients_with_open(db: Db) -> list[str]:
    """Give the ids of clients who have one that was not ended."""
    return [client for (client,) in db.execute(_CLIENTS)]


def put(db: Db, one: Authorization) -> None:
    """Write one, new or changed; when it runs out is written apart."""
    db.execute(
        _PUT,
        (one.id, one.ref, one.client, one.payer, one.number, " ".join(one.codes), one.units,
         one.used_before, one.starts.isoformat(), one.ends and one.ends.isoformat(), one.ended),
    )  # fmt: skip


def set_runs_out(db: Db, identity: str, at: str | None) -> None:
    """Write by when one runs out, as UTC text; None where nothing is lost then."""
    db.execute(
        "UPDATE authorization SET runs_out = ?1 WHERE id = ?2 AND runs_out IS NOT ?1",
        (at, identity),
    )


def visits(db: Db, held: dict[str, list[Authorization]]) -> dict[str, list[Visit]]:
    """Read the sessions that may take units of these, by client, in the order of their time."""
    found: dict[str, list[Visit]] = {client: [] for client in held}
    if not held:
        return found
    since = min(one.starts for of_one in held.values() for one in of_one)
    rows = db.execute(_VISITS, (json.dumps(list(held)), since.isoformat()))
    for client, identity, ref, day, cpt, status, payer in rows:
        held_one = status == "confirmed"
        codes = tuple(cpt.split())
        found[client].append(
            Visit(identity, ref, date.fromisoformat(day), codes, held_one, payer or "")
        )
    return found


def _by_client(rows: Iterable[Any]) -> dict[str, list[Authorization]]:
    found: dict[str, list[Authorization]] = {}
    for row in rows:
        one = _authorization(row)
        found.setdefault(one.client, []).append(one)
    return found


def _authorization(row: Any) -> Authorization:  # noqa: ANN401 - a driver's row
    (identity, ref, client, payer, number, codes, units, used_before, starts, ends,
     ended) = row  # fmt: skip
    return Authorization(
        id=identity, ref=ref, client=client, payer=payer, number=number,
        codes=tuple(codes.split()), units=units, used_before=used_before,
        starts=date.fromisoformat(starts), ends=date.fromisoformat(ends) if ends else None,
        ended=bool(ended),
    )  # fmt: skip
