"""Coverages, as rows."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from practicecli.domain.coverage import Benefits, Coverage, Limit, Rank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db

_NAMES = (
    "id, client, rank, payer, plan, member_id, effective, ends, copay_cents, coinsurance,"
    " deductible_cents, deductible_met_cents, family_deductible_cents, family_deductible_met_cents,"
    " oop_max_cents, oop_met_cents, family_oop_max_cents, family_oop_met_cents, visits_allowed,"
    " visits_used, authorization_required, plan_year_start, as_of, source"
)
_OF_CLIENTS = f"""
    SELECT {_NAMES} FROM coverage WHERE client IN (SELECT value FROM json_each(?))
     ORDER BY client, rank, effective, id
"""  # noqa: S608 - columns are our own
_ROW = f"SELECT {_NAMES} FROM coverage WHERE id = ?"  # noqa: S608 - columns are our own
# The clients whose record and whose primary coverage of a day do not say the same.
_APART = """
    SELECT c.id FROM coverage AS now JOIN client AS c ON c.id = now.client
     WHERE now.rank = 'primary' AND now.effective <= :today
       AND NOT EXISTS (
           SELECT 1 FROM coverage AS later
            WHERE later.client = now.client AND later.rank = 'primary'
              AND later.effective <= :today
              AND (later.effective, later.id) > (now.effective, now.id))
       AND (c.payer, c.plan, c.member_id, coalesce(c.covered_from, ''), c.covered_until)
           IS NOT (now.payer, now.plan, now.member_id, now.effective, now.ends)
"""
_APART_OF = f"{_APART} AND now.client = :client"
_NEXT_START = """
    SELECT min(effective) FROM coverage WHERE rank = 'primary' AND effective > ?
"""
_PUT = f"""
    INSERT INTO coverage ({_NAMES}, added_at) VALUES ({", ".join("?" * (_NAMES.count(",") + 2))})
        ON CONFLICT (id) DO UPDATE
       SET {", ".join(f"{name} = excluded.{name}" for name in _NAMES.split(", ")[1:])}
"""  # noqa: S608 - columns are our own


def of_client(db: Db, client: str) -> list[Coverage]:
    """Read one client's coverages, primary first, in the order in which they begin."""
    return of_clients(db, [client]).get(client, [])


def of_clients(db: Db, clients: Iterable[str]) -> dict[str, list[Coverage]]:
    """Read the coverages of these clients; who has none is not among them."""
    found: dict[str, list[Coverage]] = {}
    for row in db.execute(_OF_CLIENTS, (json.dumps(list(clients)),)):
        found.setdefault(row[1], []).append(_coverage(row))
    return found


def clients_apart(db: Db, today: date, client: str = "") -> list[str]:
    """Give those clients, or say of one, whose record is not as their primary coverage of a day."""
    sql = _APART_OF if client else _APART
    rows = db.execute(sql, {"today": today.isoformat(), "client": client})
    return sorted(identity for (identity,) in rows)


def next_start(db: Db, after: date) -> str:
    """Give the first day after a day on which a primary coverage begins; '' where none does."""
    (found,) = db.execute(_NEXT_START, (after.isoformat(),)).fetchone()
    return found or ""


def columns_of(db: Db, identity: str) -> dict[str, Any] | None:
    """Give a coverage's row as it stands, for `undo`; None where there is none."""
    row = db.execute(_ROW, (identity,)).fetchone()
    return row and dict(zip(_NAMES.split(", "), tuple(row), strict=True))


def put(db: Db, one: Coverage, at: str) -> None:
    """Write a coverage, new or changed. `at` is UTC text."""
    known = one.benefits
    terms = known or Benefits(as_of=date.min)
    month, day = terms.plan_year_start
    db.execute(
        _PUT,
        (one.id, one.client, one.rank.value, one.payer, one.plan, one.member_id,
         one.effective.isoformat() if one.effective else "", one.ends and one.ends.isoformat(),
         terms.copay_cents, terms.coinsurance, *_limit(terms.deductible),
         *_limit(terms.family_deductible), *_limit(terms.oop_max), *_limit(terms.family_oop_max),
         terms.visits_allowed, terms.visits_used, terms.authorization_required,
         f"{month:02}-{day:02}", known and known.as_of.isoformat(), one.source, at),
    )  # fmt: skip


def _limit(one: Limit | None) -> tuple[int | None, int]:
    return (None, 0) if one is None else (one.total_cents, one.met_cents)


@lru_cache(maxsize=8192)  # each chunk of a batch reads the same coverages again
def _coverage(row: Any) -> Coverage:  # noqa: ANN401 - a driver's row
    (identity, client, rank, payer, plan, member_id, effective, ends, copay, coinsurance,
     deductible, deductible_met, family_deductible, family_deductible_met, oop_max, oop_met,
     family_oop_max, family_oop_met, allowed, used, authorization, year, as_of,
     source) = row  # fmt: skip
    month, _, day = year.partition("-")
    benefits = Benefits(
        as_of=date.fromisoformat(as_of),
        copay_cents=copay,
        coinsurance=coinsurance,
        deductible=_read(deductible, deductible_met),
        family_deductible=_read(family_deductible, family_deductible_met),
        oop_max=_read(oop_max, oop_met),
        family_oop_max=_read(family_oop_max, family_oop_met),
        visits_allowed=allowed,
        visits_used=used,
        authorization_required=bool(authorization),
        plan_year_start=(int(month), int(day)),
    ) if as_of else None  # fmt: skip
    return Coverage(
        id=identity, client=client, rank=Rank(rank), payer=payer, plan=plan, member_id=member_id,
        effective=_day(effective), ends=_day(ends), benefits=benefits, source=source,
    )  # fmt: skip


def _read(total: int | None, met: int) -> Limit | None:
    return None if total is None else Limit(total, met)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
