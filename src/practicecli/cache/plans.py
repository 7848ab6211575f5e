"""Treatment plans, as rows. The text is sealed before it comes here and opened after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from practicecli.cache.connect import Db

_COLUMNS = (
    "id, ref, client, status, body, dx, author, edited_at, signed_at, signer, npi, bound, previous,"
    " hash, signing, review_by"
)
# Columns are our own in all of these.
_BY_ID = f"SELECT {_COLUMNS} FROM plan WHERE id = ?"  # noqa: S608
_DRAFT = f"SELECT {_COLUMNS} FROM plan WHERE client = ? AND status = 'draft'"  # noqa: S608
_IN_FORCE = f"""
    SELECT {_COLUMNS} FROM plan WHERE client = ? AND signing IS NOT NULL
     ORDER BY signing DESC LIMIT 1
"""  # noqa: S608
_OF_CLIENT = f"""
    SELECT {_COLUMNS} FROM plan WHERE client = ? ORDER BY signing IS NULL, signing
"""  # noqa: S608
_SIGNED = f"SELECT {_COLUMNS} FROM plan WHERE status = 'signed' ORDER BY signing"  # noqa: S608
_LAST_HASH = "SELECT hash FROM plan WHERE signing IS NOT NULL ORDER BY signing DESC LIMIT 1"
_RECORDED = """
    SELECT subject, detail FROM audit WHERE kind = 'plan' AND verb IN ('sign', 'review')
     ORDER BY seq
"""
_PUT_DRAFT = """
    INSERT INTO plan (id, ref, client, status, body, dx, author, edited_at)
    VALUES (?, ?, ?, 'draft', ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET body = excluded.body, dx = excluded.dx,
           author = excluded.author, edited_at = excluded.edited_at
"""
_SIGN = """
    INSERT INTO plan (id, ref, client, body, dx, author, edited_at, status, signed_at, signer, npi,
                      bound, previous, hash, signing)
    VALUES (?, ?, ?, ?, ?, ?, ?, 'signed', ?, ?, ?, ?, ?, ?,
            (SELECT coalesce(max(signing), 0) + 1 FROM plan))
        ON CONFLICT (id) DO UPDATE SET status = excluded.status, signed_at = excluded.signed_at,
           signer = excluded.signer, npi = excluded.npi, bound = excluded.bound,
           previous = excluded.previous, hash = excluded.hash, signing = excluded.signing
"""
_NEWEST = """
    SELECT p.id, p.client, p.signed_at, p.review_by, c.payer, c.plan
      FROM client c JOIN plan p
        ON p.client = c.id AND p.signing = (SELECT max(signing) FROM plan WHERE client = c.id)
     WHERE :client = '' OR c.id = :client
     ORDER BY c.id
"""
_OVERVIEW = """
    WITH caseload AS (
        SELECT c.id AS client, c.ref AS client_ref, c.name AS client_name,
               (SELECT count(*) FROM session s WHERE s.client = c.id AND s.ends_at <= :now
                   AND s.status IN ('scheduled', 'confirmed')) AS sessions,
               (SELECT max(signing) FROM plan WHERE client = c.id) AS newest,
               (SELECT ref FROM plan WHERE client = c.id AND status = 'draft') AS draft_ref
          FROM client c WHERE c.status <> 'archived')
    SELECT l.client, l.client_ref, l.client_name, l.sessions, l.draft_ref, p.id, p.ref, p.dx,
           p.signed_at, p.review_by
      FROM caseload l LEFT JOIN plan p ON p.client = l.client AND p.signing = l.newest
     WHERE l.newest IS NOT NULL OR l.draft_ref IS NOT NULL OR l.sessions > 0
     ORDER BY p.review_by, l.client
"""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as it is stored: `body` is sealed; `bound` is the JSON of what the signature holds.

    `signing` numbers the practice's signatures under plans, each chained to the one before;
    `review_by` stands on the newest signed plan of a client alone.
    """

    id: str
    ref: str
    client: str
    status: str
    body: bytes
    dx: str
    author: str
    edited_at: str
    signed_at: str | None = None
    signer: str | None = None
    npi: str | None = None
    bound: str | None = None
    previous: str | None = None
    hash: str | None = None
    signing: int | None = None
    review_by: str | None = None


def get(db: Db, identity: str) -> PlanRow:
    """Read a plan by id, which must be there."""
    return PlanRow(*db.execute(_BY_ID, (identity,)).fetchone())


def draft(db: Db, client: str) -> PlanRow | None:
    """Read the draft of a client's plan, if there is one."""
    return _one(db, _DRAFT, client)


def in_force(db: Db, client: str) -> PlanRow | None:
    """Read the plan of a client that was signed last, if there is one."""
    return _one(db, _IN_FORCE, client)


def of_client(db: Db, client: str) -> list[PlanRow]:
    """Read all plans of a client in the order of signing, a draft last."""
    return [PlanRow(*row) for row in db.execute(_OF_CLIENT, (client,))]


def signed(db: Db) -> list[PlanRow]:
    """Read every signed plan, in the order of signing."""
    return [PlanRow(*row) for row in db.execute(_SIGNED)]


def signed_count(db: Db) -> int:
    """Count the signed plans."""
    (count,) = db.execute("SELECT count(*) FROM plan WHERE status = 'signed'").fetchone()
    return int(count)


def recorded(db: Db) -> dict[str, str]:
    """Give, by plan, the hash that the log holds of its signature."""
    return dict(db.execute(_RECORDED).fetchall())


def last_hash(db: Db) -> str:
    """Give the hash of the plan signed last, which the next one is chained to."""
    row = db.execute(_LAST_HASH).fetchone()
    return row[0] if row else ""


def put_draft(db: Db, one: PlanRow) -> None:
    """Write a draft, new or over an earlier draft."""
    db.execute(
        _PUT_DRAFT, (one.id, one.ref, one.client, one.body, one.dx, one.author, one.edited_at)
    )


def sign(db: Db, one: PlanRow) -> None:
    """Write a signed plan, new or in the place of its draft; it is never changed from here on."""
    db.execute(
        _SIGN,
        (one.id, one.ref, one.client, one.body, one.dx, one.author, one.edited_at, one.signed_at,
         one.signer, one.npi, one.bound, one.previous, one.hash),
    )  # fmt: skip


def set_review(db: Db, client: str, identity: str, at: str | None) -> None:
    """Say by when a client's newest signed plan is reviewed; the ones before no longer are."""
    db.execute(
        "UPDATE plan SET review_by = NULL WHERE client = ? AND id <> ? AND review_by IS NOT NULL",
        (client, identity),
    )
    db.execute("UPDATE plan SET review_by = ? WHERE id = ?", (at, identity))


def newest(db: Db, client: str = "") -> list[tuple[str, str, str, str | None, str, str]]:
    """Give id, client, signed at, review by, payer and plan of each client's newest signed plan."""
    return [tuple(row) for row in db.execute(_NEWEST, {"client": client})]


def overview(db: Db, now: str) -> list[Any]:
    """Read the caseload's plans, soonest review first, before them those who have none in force.

    `sessions` counts those over by `now` (UTC text). Who has neither those nor a plan is left out.
    """
    return db.execute(_OVERVIEW, {"now": now}).fetchall()


def _one(db: Db, sql: str, client: str) -> PlanRow | None:
    row = db.execute(sql, (client,)).fetchone()
    return PlanRow(*row) if row else None
