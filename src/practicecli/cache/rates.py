"""Contract rates, as rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from practicecli.domain.rates import Rate

if TYPE_CHECKING:
    from practicecli.cache.connect import Db

_COLUMNS = "id, platform, payer, cpt, since, cents, plan, license, place, state"


def of_code(db: Db, platform: str, payer: str, cpt: str) -> list[Rate]:
    """Read the rates of one code with one payer through one platform."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM rate WHERE platform = ? AND payer = ? AND cpt = ?",  # noqa: S608
        (platform, payer, cpt),
    )
    return [_rate(row) for row in rows]


def everything(db: Db) -> list[Rate]:
    """Read all rates, by platform, payer, code and start."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM rate ORDER BY platform, payer, cpt, since, id")  # noqa: S608
    return [_rate(row) for row in rows]


def _rate(row: tuple[str, ...]) -> Rate:
    identity, platform, payer, cpt, since, cents, plan, license_type, place, state = row
    return Rate(
        id=identity, platform=platform, payer=payer, cpt=cpt, since=date.fromisoformat(since),
        cents=int(cents), plan=plan, license=license_type, place=place, state=state,
    )  # fmt: skip
