"""What platforms told by themselves: a card removed, a claim denied. Read here; sync writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.cache.reading import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.cache.connect import Db
    from practicecli.cache.reading import Row

_NOTICES = """
    SELECT n.id, n.platform, n.at, n.code, n.client, c.ref AS client_ref, n.session,
           s.ref AS session_ref, n.message, n.amount_cents
      FROM notice n
      LEFT JOIN client c ON c.id = n.client LEFT JOIN session s ON s.id = n.session
     WHERE (:platform IS NULL OR n.platform = :platform) AND n.at >= :since
     ORDER BY n.at, n.id
"""


def notices(db: Db, *, platform: str | None = None, since: str = "") -> Iterator[Row]:
    """Read what was told, oldest first; `since` is an instant as UTC text.

    A ref is None where the thing is not held here, or no longer.
    """
    return named(db, _NOTICES, {"platform": platform, "since": since})
