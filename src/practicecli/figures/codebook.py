"""The CPT figures as one table, its groups of codes written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import product
from typing import Any

from practicecli.domain.cpt import Conflict, Cpt, CptTable, Kind, WhoBills
from practicecli.figures._compiled import FIGURES

_KINDS_OF_LICENCE = ("therapist", "psychologist", "prescriber")


@cache
def cpt_table() -> CptTable:
    """Give the one table of codes."""
    figures = FIGURES["cpt"]
    limits = dict(_limits(figures))
    codes = {
        row["code"]: _cpt({**row, **limits.get(row["code"], {})}, figures["groups"])
        for row in figures["codes"]
    }
    ladders: dict[str, list[Cpt]] = {}
    for cpt in codes.values():
        if cpt.family:
            ladders.setdefault(cpt.family, []).append(cpt)
    return CptTable(
        codes=codes,
        conflicts=dict(_conflicts(figures)),
        licences={
            letters: kind for kind in _KINDS_OF_LICENCE for letters in figures["licences"][kind]
        },
        frequent_long=figures["frequent_long"]["value"],
        far_hours=figures["far_hours"]["value"],
        assumed=("frequent_long", "far_hours"),
        ladders={family: tuple(ladder) for family, ladder in ladders.items()},
        complexity={row["key"]: row["label"] for row in figures["complexity"]},
        who_bills=tuple(_who_bills(row) for row in figures["who_bills"]),
        new_client_years=figures["new_client_years"]["value"],
    )


def _cpt(row: Mapping[str, Any], groups: Mapping[str, Sequence[str]]) -> Cpt:
    return Cpt(
        code=row["code"],
        label=row["label"],
        kind=Kind(row["kind"]),
        at_least=row.get("at_least"),
        at_most=row.get("at_most"),
        family=row.get("family", ""),
        bases=tuple(_written_out(row.get("bases", ()), groups)),
        unit_minutes=row.get("unit_minutes", 0),
        licences=frozenset(row.get("licences", ())),
        instead=row.get("instead", ""),
        time_or_mdm=row.get("time_or_mdm"),
        expected_minutes=row.get("expected_minutes"),
        counted=row.get("counted", False),
        most_a_day=row.get("most_a_day", 1),
        again_with=row.get("again_with", ""),
    )


def _limits(figures: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for row in figures["limits"]:
        said = {name: row[name] for name in ("most_a_day", "again_with") if name in row}
        for code in _written_out(row["codes"], figures["groups"]):
            yield code, said


def _who_bills(row: Mapping[str, Any]) -> WhoBills:
    return WhoBills(
        why=row["why"],
        plan=row.get("plan", ""),
        payer=row.get("payer", ""),
        letters=frozenset(row.get("letters", ())),
        kinds=frozenset(row.get("kinds", ())),
        since=row.get("since", date.min),
        warns=row.get("warns", False),
    )


def _written_out(names: Sequence[str], groups: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name in names:
        if name.startswith("@"):
            yield from groups[name[1:]]
        else:
            yield name


def _conflicts(figures: Mapping[str, Any]) -> Iterator[tuple[frozenset[str], Conflict]]:
    groups = figures["groups"]
    for rule in figures["conflicts"]:
        carriers = frozenset(_written_out([rule["on"]], groups) if "on" in rule else ())
        modifier = rule["modifier"] if rule["indicator"] else ""
        conflict = Conflict(rule["why"], modifier, carriers, rule.get("apart", ""))
        left, right = (list(_written_out(rule[side], groups)) for side in ("left", "right"))
        for one, other in product(left, right):
            if one != other:
                yield frozenset({one, other}), conflict
