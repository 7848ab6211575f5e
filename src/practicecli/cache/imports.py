"""What earlier imports made, and whom a new one would make twice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from practicecli.domain.importing import Imported

if TYPE_CHECKING:
    from practicecli.cache.connect import Db

_IMPORTED = """
    SELECT imported, id, starts_at, ends_at, status FROM session WHERE imported IS NOT NULL
"""


def imported_sessions(db: Db) -> dict[str, Imported]:
    """Read the sessions that calendars brought, by the occurrence each was made of."""
    return {
        instance: Imported(
            session_id=identity,
            starts_at=datetime.fromisoformat(starts),
            ends_at=datetime.fromisoformat(ends),
            status=status,
        )
        for instance, identity, starts, ends, status in db.execute(_IMPORTED)
    }


def owners(db: Db) -> dict[str, str]:
    """Read whose each of those sessions is: client ids by session id."""
    return dict(db.execute("SELECT id, client FROM session WHERE imported IS NOT NULL").fetchall())


def people_known(db: Db) -> dict[tuple[str, str], str]:
    """Read the refs of all clients, the archived too, by folded name and birth date (or "")."""
    rows = db.execute("SELECT name, coalesce(born, ''), ref FROM client")
    return {(str(name).casefold(), born): ref for name, born, ref in rows}
