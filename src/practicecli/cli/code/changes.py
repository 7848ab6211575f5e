"""What releases of ICD-10-CM change for the codes that clients have."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from practicecli.cli.cell import Column
from practicecli.cli.codebook import open_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.cli.app import App
    from practicecli.domain.dx_changes import Changed, CodeUse
    from practicecli.figures.icd import Icd

MOST_BELOW = 12
_CATEGORY = 3  # characters that codes of one kind share

CHANGES = (
    Column("Code", "code", "ref"),
    Column("What", "label"),
    Column("Change", "change"),
    Column("From", "on"),
    Column("Clients", "clients"),
    Column("Instead", "instead"),
)


def changes(run: App, client: str = "") -> list[dict[str, Any]]:
    """Give what changed for the codes clients have, the earliest first; of one client by a ref."""
    from practicecli.cache.dx_use import of_clients
    from practicecli.cache.lookup import resolve

    identity = resolve(run.db, "client", client) if client else ""
    uses: dict[str, list[CodeUse]] = {}
    for use in of_clients(run.db, identity):
        uses.setdefault(use.code, []).append(use)
    with closing(open_codes(run.places)) as codes:
        found = [_record(one, clients, codes) for one, clients in _found(uses, codes) if clients]
    return sorted(found, key=lambda record: (record["on"], record["code"]))


def _found(uses: dict[str, list[CodeUse]], codes: Icd) -> Iterator[tuple[Changed, list[str]]]:
    from practicecli.domain.dx_changes import change_of, concerned

    for code, had in uses.items():
        changed = change_of(code, codes.stands(code))
        if changed:
            yield changed, concerned(had, changed.on)


def _record(one: Changed, clients: list[str], codes: Icd) -> dict[str, Any]:
    replacements = _replacements(one, codes)
    return {
        "code": one.code,
        "label": one.label,
        "change": one.change.value,
        "on": one.on.isoformat(),
        "was": one.was,
        "clients": clients,
        "replacements": [{"code": code, "label": label} for code, label in replacements],
        "instead": [code for code, _ in replacements],
    }


def _replacements(one: Changed, codes: Icd) -> list[tuple[str, str]]:
    """Give the codes below a heading; for one that ended, those of its kind nearest by text."""
    from practicecli.domain.dx_changes import DxChange, nearest

    if one.change is DxChange.TEXT:
        return []
    if one.change is DxChange.HEADING:
        return [(dx.code, dx.label) for dx in codes.below(one.code, MOST_BELOW)]
    kind = codes.below(one.code[:_CATEGORY], 1000)
    return nearest(one.label, ((dx.code, dx.label) for dx in kind))
