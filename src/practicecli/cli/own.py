"""The provider's and the platforms' own records as JSON shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.cli.cell import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from practicecli.cache.platforms import Platform
    from practicecli.domain.people import Provider

PROVIDER = (
    Column("Name", "name"),
    Column("Credentials", "credentials"),
    Column("NPI", "npi"),
    Column("Time zone", "zone"),
    Column("Tax id", "tax_id"),
    Column("Address", "address"),
    Column("Phone", "phone"),
    Column("Taxonomy", "taxonomy"),
    Column("Licences", "licenses_told"),
    Column("In network", "networks_told"),
)
PLATFORM = (
    Column("Name", "name"),
    Column("Reached by", "remote"),
    Column("Sandbox", "sandbox"),
    Column("Waiting", "waiting", "number"),
    Column("Last sync", "last_sync_at", "instant"),
    Column("Last error", "last_error"),
)


def provider(one: Provider) -> dict[str, Any]:
    """Give the provider's JSON form."""
    return {
        "id": one.id,
        "name": one.name,
        "credentials": one.credentials,
        "npi": one.npi,
        "zone": one.zone,
        "tax_id": one.tax_id,
        "address": one.address,
        "phone": one.phone,
        "taxonomy": one.taxonomy,
        "licenses": [
            {"state": held.state, "type": held.type, "until": held.until and held.until.isoformat()}
            for held in one.licenses
        ],
        "credentialing": [
            {"payer": payer, "state": state, "status": status}
            for (payer, state), status in sorted((one.credentialing or {}).items())
        ],
    }


def told(record: Mapping[str, Any]) -> dict[str, Any]:
    """Add the provider's lists in words, for people."""
    licenses = [
        f"{held['state']} {held['type']}" + (f" until {held['until']}" if held["until"] else "")
        for held in record["licenses"]
    ]
    return {
        **record,
        "licenses_told": ", ".join(licenses),
        "networks_told": "\n".join(_networks(record["credentialing"])),
    }


def _networks(rows: Iterable[Mapping[str, str]]) -> list[str]:
    by_status: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        by_status.setdefault((row["state"], row["status"]), []).append(row["payer"])
    return [
        f"{state} {status}: {', '.join(payers)}"
        for (state, status), payers in sorted(by_status.items())
    ]


def platform(one: Platform, zone: tzinfo | None, waiting: Mapping[str, int]) -> dict[str, Any]:
    """Give a platform's JSON form; `waiting` counts the changes that have not left, by platform."""
    from practicecli.cli.shapes import instant

    return {
        "name": one.name,
        "policy": one.policy,
        "remote": one.remote,
        "sandbox": one.sandbox,
        "manual": one.is_manual,
        "waiting": waiting.get(one.name, 0),
        "last_sync_at": instant(one.last_sync_at, zone) if zone else one.last_sync_at,
        "last_error": one.last_error,
    }
