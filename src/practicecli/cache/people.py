"""The provider and the clients, as rows."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from practicecli.domain.people import Client, ClientStatus, License, Provider
from practicecli.errors import NoPracticeError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from practicecli.cache.connect import Db

_STATUSES = {one.value: one for one in ClientStatus}  # quicker than asking the enum each time
CLIENT_COLUMNS = (
    "id, ref, name, platform, payer, plan, member_id, born, email, phone, address, state, aliases,"
    " status, payment_method, forms, insurance, credentialing, covered_from, covered_until,"
    " version"
)
_PROVIDER = """
    SELECT id, name, credentials, npi, zone, tax_id, address, phone, taxonomy
      FROM provider WHERE one = 1
"""
_CLIENTS_BY_ID = f"""
    SELECT {CLIENT_COLUMNS} FROM client WHERE id IN (SELECT value FROM json_each(?))
"""  # noqa: S608 - columns are our own
_NAMES = "SELECT id, ref, name FROM client WHERE id IN (SELECT value FROM json_each(?))"
_CLIENTS = f"SELECT {CLIENT_COLUMNS} FROM client WHERE status <> 'archived' ORDER BY id"  # noqa: S608
_PUT_CLIENT = """
    INSERT INTO client (
        id, ref, name, platform, payer, plan, member_id, born, email, phone, address, state,
        aliases, status, payment_method, forms, insurance, credentialing, covered_from,
        covered_until, version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
        name = excluded.name, platform = excluded.platform, payer = excluded.payer,
        plan = excluded.plan, member_id = excluded.member_id, born = excluded.born,
        email = excluded.email, phone = excluded.phone, address = excluded.address,
        state = excluded.state, aliases = excluded.aliases, status = excluded.status,
        payment_method = excluded.payment_method, forms = excluded.forms,
        insurance = excluded.insurance, credentialing = excluded.credentialing,
        covered_from = excluded.covered_from, covered_until = excluded.covered_until,
        version = excluded.version
"""


def names(db: Db, identities: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Give ref and name of these clients by id."""
    rows = db.execute(_NAMES, (json.dumps(list(identities)),))
    return {identity: (ref, name) for identity, ref, name in rows}


def provider(db: Db) -> Provider:
    """Read the therapist with licences and credentialing. Raises NoPracticeError."""
    row = db.execute(_PROVIDER).fetchone()
    if row is None:
        raise NoPracticeError
    licenses = tuple(
        License(state, kind, _day(until))
        for state, kind, until in db.execute(
            "SELECT state, type, until FROM license ORDER BY state"
        )
    )
    credentialing = {
        (payer, state): status
        for payer, state, status in db.execute("SELECT payer, state, status FROM credential")
    }
    identity, name, credentials, npi, zone, tax_id, address, phone, taxonomy = row
    return Provider(
        identity, name, credentials, npi, zone, tax_id, address, phone, taxonomy,
        licenses, credentialing,
    )  # fmt: skip


def put_provider(db: Db, one: Provider) -> None:
    """Write who the therapist is; licences and credentialing have their own functions."""
    db.execute(
        "INSERT OR REPLACE INTO provider (one, id, name, credentials, npi, zone, tax_id, address,"
        " phone, taxonomy) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (one.id, one.name, one.credentials, one.npi, one.zone, one.tax_id, one.address, one.phone,
         one.taxonomy),
    )  # fmt: skip


def put_license(db: Db, held: License) -> None:
    """Write one licence; there is one a state."""
    db.execute(
        "INSERT OR REPLACE INTO license (state, type, until) VALUES (?, ?, ?)",
        (held.state, held.type, held.until and held.until.isoformat()),
    )


def put_credentials(db: Db, rows: Iterable[tuple[str, str, str]]) -> None:
    """Write credentialing as (payer, state, status)."""
    db.executemany(
        "INSERT OR REPLACE INTO credential (payer, state, status) VALUES (?, ?, ?)", list(rows)
    )


def client(db: Db, identity: str) -> Client:
    """Read one client by id, which must be there."""
    return clients(db, f'["{identity}"]')[identity]


def clients(db: Db, identities: str) -> dict[str, Client]:
    """Read clients by a JSON array of ids."""
    return {row[0]: _client(row) for row in db.execute(_CLIENTS_BY_ID, (identities,))}


def caseload(db: Db) -> list[Client]:
    """Read all clients who are not archived, oldest first."""
    return [_client(row) for row in db.execute(_CLIENTS)]


def unknown_at(db: Db, platform: str) -> list[Client]:
    """Read the clients of a platform that it does not know of yet, oldest first."""
    rows = db.execute(
        f"SELECT {CLIENT_COLUMNS} FROM client WHERE platform = ? AND version = 0 ORDER BY id",  # noqa: S608
        (platform,),
    )
    return [_client(row) for row in rows]


def put_client(db: Db, one: Client) -> None:
    """Write a client, new or changed."""
    db.execute(_PUT_CLIENT, _client_row(one))


def _client_row(one: Client) -> tuple[Any, ...]:
    return (
        one.id, one.ref, one.name, one.platform, one.payer, one.plan, one.member_id,
        one.born and one.born.isoformat(), one.email, one.phone, one.address, one.state,
        "\n".join(one.aliases), one.status.value, one.payment_method, one.forms, one.insurance,
        one.credentialing, one.covered_from and one.covered_from.isoformat(),
        one.covered_until and one.covered_until.isoformat(), one.version,
    )  # fmt: skip


@lru_cache(maxsize=4096)  # each chunk of a batch reads the same clients again
def _client(row: Any) -> Client:  # noqa: ANN401 - a driver's row
    (identity, ref, name, platform, payer, plan, member, born, email, phone, address, state,
     aliases, status, payment, forms, insurance, credentialing, since, until,
     version) = row  # fmt: skip
    return Client(
        id=identity, ref=ref, name=name, platform=platform, payer=payer, plan=plan,
        member_id=member, born=_day(born), email=email, phone=phone, address=address, state=state,
        aliases=tuple(aliases.split("\n")) if aliases else (), status=_STATUSES[status],
        payment_method=bool(payment), forms=bool(forms), insurance=bool(insurance),
        credentialing=bool(credentialing), covered_from=_day(since), covered_until=_day(until),
        version=version,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
