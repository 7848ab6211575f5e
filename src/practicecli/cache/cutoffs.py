"""Platforms' next cut-offs, and what is held and not confirmed before them.

Started by `today` and `due`: imports nothing.
"""

from __future__ import annotations

from practicecli.cache.facts import fact, keep_fact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db

    Row = tuple[str, str, str, str, str, str, str]
    """platform, at, pays on, bank on, later on, later bank on, held by"""
    AtRisk = tuple[str, str, str, str, str, str, int, int | None, int, str, str, str, str]
    """platform, at, pays on, bank on, later on, later bank on; sessions, cents, sessions whose
    cents are known; the oldest one's start, id and ref, and its client's ref"""

FOR_EVER = "9999-12-31"
_SPAN = "cutoffs"  # from when until when they are worked out, as UTC text
# Of the columns that stand bare, SQLite takes the row that holds the minimum.
_AT_RISK = """
    SELECT k.platform, k.at, k.pays_on, k.bank_on, k.later_on, k.later_bank_on,
           count(*), sum(s.expected_cents), count(s.expected_cents),
           min(s.starts_at), s.id, s.ref, c.ref
      FROM session s INDEXED BY session_to_confirm
      JOIN client c ON c.id = s.client
      JOIN cutoff k ON k.platform = s.platform
       AND k.at = (SELECT min(n.at) FROM cutoff n WHERE n.platform = s.platform AND n.at >= :now)
     WHERE s.status = 'scheduled' AND s.confirm_by >= :now AND s.ends_at <= :now
       AND s.day <= k.held_by AND k.at <= :until AND c.plan <> 'self'
     GROUP BY k.platform ORDER BY k.at, k.platform
"""


def put(db: Db, rows: Iterable[Row], *, since: str, until: str) -> None:
    """Write cut-offs in the place of all that were there; they are whole in that span."""
    db.execute("DELETE FROM cutoff")
    db.executemany(
        "INSERT INTO cutoff (platform, at, pays_on, bank_on, later_on, later_bank_on, held_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    keep_fact(db, _SPAN, f"{since} {until}")


def cover(db: Db, now: str, until: str) -> bool:
    """Say whether the cut-offs between two moments are all worked out."""
    span = fact(db, _SPAN)
    if span is None:
        return False
    first, last = span.split(" ")
    return first <= now and until <= last


def forget(db: Db) -> None:
    """Have them worked out anew when they are next asked for: the practice's zone is another."""
    db.execute("DELETE FROM meta WHERE key = ?", (_SPAN,))


def at_risk(db: Db, now: str, *, until: str) -> list[AtRisk]:
    """Give, for each platform, what its next cut-off up to `until` parts from an earlier payday.

    Only what is held and can still be confirmed counts; what a client pays does not hang on it.
    """
    return [tuple(row) for row in db.execute(_AT_RISK, {"now": now, "until": until})]
